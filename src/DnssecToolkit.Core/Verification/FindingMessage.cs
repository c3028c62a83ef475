using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>A finding's message as an interpolated string that is only
/// evaluated where the finding is kept.</summary>
/// <remarks>A hostile zone of a million faults costs a million counts, not a million strings.</remarks>
[InterpolatedStringHandler]
[SuppressMessage("Style", "IDE0060", Justification = "The compiler passes the lengths to every handler")]
internal readonly ref struct FindingMessage
{
    private readonly FindingSink.Bucket? _bucket;
    private readonly StringBuilder? _text;

    /// <summary>Counts the finding; begins its message where it is kept.</summary>
    public FindingMessage(int literalLength, int holeCount, FindingSink sink, CheckCode code, out bool isKept)
        : this(literalLength, holeCount, sink, code, "", out isKept)
    {
    }

    /// <summary>Counts the finding of a narrower cause; begins its message where it is kept.</summary>
    public FindingMessage(
        int literalLength, int holeCount, FindingSink sink, CheckCode code, string cause, out bool isKept)
    {
        _bucket = sink.Count(code, cause);
        isKept = _bucket is not null;
        _text = isKept ? new StringBuilder(literalLength) : null;
    }

    /// <summary>Appends text.</summary>
    public void AppendLiteral(string text) => _text!.Append(text);

    /// <summary>Appends a value.</summary>
    public void AppendFormatted<T>(T value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>Adds the finding to the examples, where it is kept.</summary>
    public void Finish(SourceLocation location) =>
        _bucket?.Examples.Add(new Finding(_bucket.Code, location, _text!.ToString()));
}
