using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that a zone may replace its previous version: for secondaries, and for caches that hold parts of the old one.</summary>
internal static class PreviousCheck
{
    /// <summary>Compares with the previous version.</summary>
    public static ZoneChanges Run(ZoneUnderCheck context, Zone previous, BlockRunner previousBlocks, FindingSink sink)
    {
        ZoneWalk walk = ZoneWalk.Of(previous, previousBlocks);
        ZoneDifference difference = ZoneDifference.Between(previous, walk, context.Zone, context.Walk);
        ApexKeys oldKeys = ApexKeys.Of(previous, new FindingSink());
        HashSet<string> before = [.. oldKeys.Keys.Select(key => Convert.ToHexString(key.Key.RData))];
        HashSet<string> after = [.. context.Keys.Keys.Select(key => Convert.ToHexString(key.Key.RData))];
        ZoneChanges changes = new()
        {
            PreviousSerial = previous.Soa.Serial,
            NamesAdded = difference.Added,
            NamesRemoved = difference.Removed,
            NamesChanged = difference.Changed,
            DelegationsAdded = difference.DelegationsAdded,
            DelegationsRemoved = difference.DelegationsRemoved,
            DsChanged = difference.DsChanged,
            KeysAdded = LabelsOf(context.Keys, before),
            KeysRemoved = LabelsOf(oldKeys, after),
        };
        CheckSerial(context, previous, changes, sink);
        CheckShrinkage(context, previous, walk, changes, sink);
        if (oldKeys.Keys.Count > 0)
        {
            CheckKeys(context, previous, oldKeys, sink);
        }

        return changes;
    }

    private static string[] LabelsOf(ApexKeys keys, HashSet<string> known) =>
        [.. keys.Keys.Where(key => !known.Contains(Convert.ToHexString(key.Key.RData))).Select(key => key.Label["key ".Length..])];

    private static void CheckSerial(ZoneUnderCheck context, Zone previous, ZoneChanges changes, FindingSink sink)
    {
        SerialNumber old = previous.Soa.Serial;
        SerialNumber current = context.Zone.Soa.Serial;
        bool isSameVersion = current == old && !changes.Any;
        if (!isSameVersion && !current.IsGreaterThan(old))
        {
            SourceLocation place = context.Zone.TryFind(0, RRType.SOA, out RRset soa) ? soa.LocationOf(0) : default;
            sink.Add(CheckCodes.PreviousSerial, place, $"the serial is {current}, and the previous version has {old}");
        }
    }

    private static void CheckShrinkage(
        ZoneUnderCheck context, Zone previous, ZoneWalk walk, ZoneChanges changes, FindingSink sink)
    {
        NodeCounts before = NodeCounts.Of(previous, walk);
        double limit = context.Policy.MaximumRemovedPercent / 100;
        if (changes.NamesRemoved > before.Data * limit)
        {
            sink.Add(
                CheckCodes.PreviousShrunk,
                "names",
                context.LocationOf(0),
                $"{changes.NamesRemoved} of {before.Data} names are gone, and {context.Policy.MaximumRemovedPercent} % may be");
        }

        if (changes.DelegationsRemoved > before.Delegations * limit)
        {
            sink.Add(
                CheckCodes.PreviousShrunk,
                "delegations",
                context.LocationOf(0),
                $"{changes.DelegationsRemoved} of {before.Delegations} delegations are gone, and {context.Policy.MaximumRemovedPercent} % may be");
        }
    }

    // A cache may hold either version's DNSKEY RRset with the other's data (RFC 6781 §4.1.1), and the DS of a KSK that vouched before.
    private static void CheckKeys(ZoneUnderCheck context, Zone previous, ApexKeys oldKeys, FindingSink sink)
    {
        SourceLocation place = context.LocationOf(0);
        if (context.Keys.Keys.Count == 0)
        {
            sink.Add(CheckCodes.PreviousUnsigned, place, $"the previous version was signed, and this one has no DNSKEY");
            return;
        }

        List<ApexKey> oldSigners = SignersOf(previous, oldKeys, RRType.SOA);
        if (oldSigners.Count > 0 && !oldSigners.Any(key => Has(context.Keys, key)))
        {
            sink.Add(CheckCodes.PreviousKeyGone, place, $"{oldSigners[0].Label} signed the previous version and is no longer published");
        }

        List<ApexKey> signers = SignersOf(context.Zone, context.Keys, RRType.SOA);
        if (signers.Count > 0 && !signers.Any(key => Has(oldKeys, key)))
        {
            sink.Add(CheckCodes.PreviousKeyTooNew, place, $"{signers[0].Label} signs, and the previous version did not publish it");
        }

        ApexKey[] oldVouching = [.. SignersOf(previous, oldKeys, RRType.DNSKEY).Where(key => key.Key.IsSep)];
        List<ApexKey> vouching = SignersOf(context.Zone, context.Keys, RRType.DNSKEY);
        if (oldVouching.Length > 0 && !oldVouching.Any(old => vouching.Any(key => AreSame(old, key))))
        {
            sink.Add(
                CheckCodes.PreviousKskChanged,
                place,
                $"{oldVouching[0].Label} vouched for the previous version's keys, and no such key vouches for this one's");
        }
    }

    private static bool Has(ApexKeys keys, ApexKey sought) => keys.Keys.Any(key => AreSame(key, sought));

    // A key stays the same when it is revoked.
    private static bool AreSame(ApexKey left, ApexKey right) =>
        left.Key.Algorithm == right.Key.Algorithm && left.Key.PublicKey.SequenceEqual(right.Key.PublicKey);

    // The keys that the first few signatures over an RRset at the apex may be by: as many as are verified.
    private static List<ApexKey> SignersOf(Zone zone, ApexKeys keys, RRType type)
    {
        List<ApexKey> signers = [];
        if (zone.TryFind(0, RRType.RRSIG, out RRset signatures))
        {
            int seen = 0;
            for (int i = 0; i < signatures.Count && seen < SignatureCheck.MaximumSignatures; i++)
            {
                if (RrsigFields.TryRead(signatures.RDataOf(i), out RrsigFields fields) && fields.TypeCovered == type)
                {
                    seen++;
                    signers.AddRange(keys.Find(fields.Algorithm, fields.Tag)?.For(type) ?? []);
                }
            }
        }

        return signers;
    }
}
