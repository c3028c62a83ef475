using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration;

/// <summary>Ends the reading of a text at its first fault; it does not leave this room.</summary>
internal sealed class RefusedTextException(Finding finding) : Exception(finding.Message)
{
    /// <summary>The fault.</summary>
    internal Finding Finding { get; } = finding;
}
