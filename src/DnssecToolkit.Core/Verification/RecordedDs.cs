using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Verification;

/// <summary>What the keyindex records of the DS at the parent, as far as it proves that no resolver needs a
/// KSK any more (RFC 7583 §3.3).</summary>
/// <remarks>Dates prove nothing, nor does a DS that is yet to come: only what was seen does (<c>ds-seen=</c>,
/// <c>ds-gone=</c>), for as long as caches keep a DS.</remarks>
internal sealed class RecordedDs
{
    private readonly VerificationPolicy _policy;
    private readonly KeyIndexEntry[] _rows;
    private readonly KeyIndexEntry[] _heirs;

    /// <summary>Takes the keyindex of a verification.</summary>
    /// <param name="context">The zone; its policy may have no keyindex, and then nothing is proven.</param>
    /// <param name="vouching">The keys that sign the zone's DNSKEY RRset.</param>
    public RecordedDs(ZoneUnderCheck context, List<ApexKey> vouching)
    {
        _policy = context.Policy;
        _rows = [.. _policy.KeyIndex?.EntriesOf(context.Zone.Apex) ?? []];
        _heirs =
            [.. vouching.Select(key => RowOf(context.Keys, key)).OfType<KeyIndexEntry>().Where(IsAtParent)];
    }

    private Timestamp Now => _policy.Moments[0];

    /// <summary>Whether a key that the previous version's DNSKEY RRset was signed by is needed no more:
    /// a key that signs now has its DS at the parent, and either the old DS has left all caches, or
    /// each has the new one beside it.</summary>
    public bool ProvesUnneeded(ApexKeys oldKeys, ApexKey old) => _heirs.Length > 0
        && RowOf(oldKeys, old) is { } row
        && (HasLeftCaches(row) || Array.Exists(_heirs, heir => IsInCachesBeside(heir, row)));

    private bool IsAtParent(KeyIndexEntry row) => row.DsSeen <= Now && row.DsGone is null;

    private bool HasLeftCaches(KeyIndexEntry row) => row.DsGone + _policy.DsKept <= Now;

    // Where the algorithms differ, some resolvers want a path for each
    // (RFC 6840 §5.11), so that the old DS has to go first.
    private bool IsInCachesBeside(KeyIndexEntry heir, KeyIndexEntry row) =>
        heir.Algorithm == row.Algorithm && heir.DsSeen + _policy.DsKept <= Now;

    private static bool IsOf(KeyIndexEntry row, ZoneKey key) =>
        row.IsSep && row.Algorithm == key.Algorithm && row.Tag == key.Tag.Value;

    // A row knows its key by algorithm and tag: where two keys have them, it proves nothing of either.
    private KeyIndexEntry? RowOf(ApexKeys keys, ApexKey key) =>
        keys.Find(key.Key.Algorithm, key.Key.Tag) is { Count: 1 }
            ? Array.Find(_rows, row => IsOf(row, key.Key)) : null;
}
