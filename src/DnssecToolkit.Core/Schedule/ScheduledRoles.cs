using System.Collections.Immutable;

namespace DnssecToolkit.Schedule;

/// <summary>What the keys of a keyindex do in a zone at one moment, in the order of its rows.</summary>
/// <param name="Publish">The DNSKEY RRset.</param>
/// <param name="SignDnskey">Who signs the DNSKEY RRset.</param>
/// <param name="SignZone">Who signs everything else: one key for each algorithm.</param>
/// <param name="Revoked">Those of <paramref name="Publish"/> that have the REVOKE flag.</param>
/// <param name="Held">Those that are used beyond their dates because nothing could take their place:
/// overdue.</param>
public sealed record ScheduledRoles(
    ImmutableArray<KeyIndexEntry> Publish,
    ImmutableArray<KeyIndexEntry> SignDnskey,
    ImmutableArray<KeyIndexEntry> SignZone,
    ImmutableArray<KeyIndexEntry> Revoked,
    ImmutableArray<KeyIndexEntry> Held);
