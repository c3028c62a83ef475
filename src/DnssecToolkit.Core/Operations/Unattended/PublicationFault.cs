using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Why an installed version is not published.</summary>
/// <param name="Code">The check.</param>
/// <param name="Message">What was seen, as a lower-case clause.</param>
/// <param name="Served">What the servers answer with.</param>
/// <param name="Serial">The greatest serial that they answer with, or null where that is not known.</param>
internal sealed record PublicationFault(CheckCode Code, string Message, ServedState Served,
    SerialNumber? Serial = null)
{
    /// <summary>Whether it is of a server that answered nothing at all, whatever the zone.</summary>
    public bool IsOfServer { get; init; }
}
