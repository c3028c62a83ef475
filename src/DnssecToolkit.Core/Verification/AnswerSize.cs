using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>The largest answer of a kind that the zone's servers have to give: the sections that are
/// required, names compressed.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Octets">The message's size, EDNS's own record included: exact for DNSKEY and
/// for referrals with DS or NSEC. Denials are of a name of one label of 63 octets right below
/// the apex, and take at most this.</param>
/// <param name="Blamed">The record that takes most, as in <c>example. NSEC</c>.</param>
/// <param name="Location">Where it stands.</param>
public sealed record AnswerSize(AnswerKind Kind, int Octets, string Blamed, SourceLocation Location)
{
    /// <summary>What clients can take: without EDNS (RFC 1035), without fragments (RFC 9715), and what
    /// BIND and others offered before.</summary>
    public static IReadOnlyList<int> Limits { get; } = [512, 1232, 4096];

    /// <summary>The largest of the limits that the answer exceeds; 0 for none.</summary>
    public int Exceeded => Limits.LastOrDefault(limit => Octets > limit);
}
