using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Verification;

/// <summary>When a zone's signatures expire.</summary>
/// <param name="First">The first expiration.</param>
/// <param name="FirstRRset">Which RRset's it is, such as <c>example. SOA</c>.</param>
/// <param name="FirstLocation">Where that signature stands.</param>
/// <param name="Last">The last expiration.</param>
/// <param name="ByDay">How many expire on each day in UTC that any does, ascending; a day
/// is named by its first second.</param>
public sealed record Expirations(
    Timestamp First,
    string FirstRRset,
    SourceLocation FirstLocation,
    Timestamp Last,
    IReadOnlyList<KeyValuePair<Timestamp, long>> ByDay);
