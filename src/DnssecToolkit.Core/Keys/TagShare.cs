using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DnssecToolkit.Records;

namespace DnssecToolkit.Keys;

/// <summary>The key tags that one of several signers may have: a range, or those with one remainder (RFC 8901
/// §9).</summary>
/// <remarks>Signers who make keys without asking each other would else collide one day.</remarks>
public readonly record struct TagShare
{
    private readonly int _low;
    private readonly int _high;
    private readonly int _modulus;
    private readonly int _remainder;

    private TagShare(int low, int high, int modulus, int remainder)
    {
        _low = low;
        _high = high;
        _modulus = modulus;
        _remainder = remainder;
    }

    /// <summary>What is read, for a hint.</summary>
    public const string Forms = "write a range as 0-32767, or a remainder as 0/2 for the even tags";

    /// <summary>Reads <c>LOW-HIGH</c> or <c>REMAINDER/MODULUS</c>; at least a sixteenth of all
    /// tags.</summary>
    /// <returns>False where it is neither, or less.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out TagShare? share)
    {
        const int LeastTags = 4_096;
        const int MostSigners = 16;
        share = null;
        if (TrySplit(text, '-', out int low, out int high) && high <= ushort.MaxValue
            && high - low >= LeastTags - 1)
        {
            share = new TagShare(low, high, 1, 0);
        }
        else if (TrySplit(text, '/', out int remainder, out int modulus) && modulus is >= 1 and <= MostSigners
            && remainder < modulus)
        {
            share = new TagShare(0, ushort.MaxValue, modulus, remainder);
        }

        return share is not null;
    }

    /// <summary>Whether a tag is one of them; all are of the share that is not set.</summary>
    public bool Contains(KeyTag tag) =>
        _modulus == 0 || (tag.Value >= _low && tag.Value <= _high && tag.Value % _modulus == _remainder);

    private static bool TrySplit(string text, char separator, out int first, out int second)
    {
        int at = text.IndexOf(separator);
        first = second = 0;
        return at > 0
            && int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out second);
    }
}
