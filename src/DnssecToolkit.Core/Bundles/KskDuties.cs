using System.Collections.Immutable;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Bundles;

/// <summary>What KSKs do in one slot; a revoked one stands in both lists with its REVOKE flag.</summary>
/// <param name="Publish">Those that stand in the DNSKEY RRset.</param>
/// <param name="Sign">Those that sign it; each is published.</param>
public sealed record KskDuties(ImmutableArray<ZoneKey> Publish, ImmutableArray<ZoneKey> Sign);
