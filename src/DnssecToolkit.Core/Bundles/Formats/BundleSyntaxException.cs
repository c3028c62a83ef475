using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Ends the reading of a file at its first fault; never leaves <see cref="BundleFile"/>.</summary>
internal sealed class BundleSyntaxException(CheckCode code, SourceLocation location, string message)
    : Exception(message)
{
    /// <summary>Takes a fault of syntax.</summary>
    internal BundleSyntaxException(SourceLocation location, string message)
        : this(CheckCodes.BundleFileSyntax, location, message)
    {
    }

    /// <summary>The fault.</summary>
    internal Finding Finding { get; } = new(code, location, message);
}
