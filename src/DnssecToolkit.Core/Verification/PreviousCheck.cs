using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that a zone may replace its previous version: for secondaries, and for caches
/// that hold parts of the old one.</summary>
internal static class PreviousCheck
{
    /// <summary>Compares with the previous version.</summary>
    public static ZoneChanges Run(ZoneUnderCheck context, Zone previous, BlockRunner blocks, FindingSink sink)
    {
        ZoneWalk walk = ZoneWalk.Of(previous, blocks);
        ApexKeys oldKeys = context.PreviousKeys!;
        PreviousSignatureCheck.Run(context, previous, oldKeys, blocks);
        ZoneDifference difference = ZoneDifference.Between(previous, walk, context.Zone, context.Walk, sink);
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
            DsRemoved = difference.DsRemoved,
            DsChanged = difference.DsChanged,
            NsChanged = difference.NsChanged,
            DsAdded = difference.DsAdded,
            DsReplaced = difference.DsReplaced,
            KeysAdded = LabelsOf(context.Keys, before),
            KeysRemoved = LabelsOf(oldKeys, after),
        };
        CheckSerial(context, previous, sink);
        CheckLimits(context, NodeCounts.Of(previous, walk), changes, sink);
        if (oldKeys.Keys.Count > 0)
        {
            CheckKeys(context, previous, oldKeys, sink);
        }

        return changes;
    }

    private static string[] LabelsOf(ApexKeys keys, HashSet<string> known) =>
        [
            .. keys.Keys.Where(key => !known.Contains(Convert.ToHexString(key.Key.RData)))
                .Select(key => key.Label["key ".Length..]),
        ];

    private static void CheckSerial(ZoneUnderCheck context, Zone previous, FindingSink sink)
    {
        SerialNumber old = previous.Soa.Serial;
        SerialNumber current = context.Zone.Soa.Serial;
        _ = context.Zone.TryFind(0, RRType.SOA, out RRset soa);
        if (current.IsGreaterThan(old))
        {
            if (ZoneDifference.AreIdentical(previous, context.Zone, exceptSerial: true))
            {
                sink.Add(
                    CheckCodes.PreviousOnlySerial, soa.LocationOf(0),
                    $"the serial went from {old} to {current}, and no other record changed");
            }
        }
        else if (current != old || !ZoneDifference.AreIdentical(previous, context.Zone, exceptSerial: false))
        {
            string what = current == old
                ? "as the previous version does, but not its records" : $"and the previous version has {old}";
            sink.Add(CheckCodes.PreviousSerial, soa.LocationOf(0), $"the zone has serial {current}, {what}");
        }
    }

    // What nobody meant is seldom little: a script that lost a column, an export cut short, a stolen account.
    private static void CheckLimits(
        ZoneUnderCheck context, NodeCounts before, ZoneChanges changes, FindingSink sink)
    {
        VerificationPolicy policy = context.Policy;
        SourceLocation place = context.LocationOf(0);
        CheckRemoved("names", changes.NamesRemoved, before.Data, "are gone");
        CheckRemoved("delegations", changes.DelegationsRemoved, before.Delegations, "are gone");
        CheckRemoved("secure delegations", changes.DsRemoved, before.SecureDelegations, "have lost their DS");
        CheckChanged("delegations", changes.NsChanged, before.Delegations, "have other NS");
        CheckChanged("delegations", changes.DsAdded, before.Delegations, "have gained DS");
        CheckChanged("secure delegations", changes.DsReplaced, before.SecureDelegations, "have other DS");

        void CheckRemoved(string what, long hit, long all, string how) => Check(
            CheckCodes.PreviousShrunk,
            policy.MaximumRemovedPercent, policy.RemovableAnyway, what, hit, all, how);

        void CheckChanged(string what, long hit, long all, string how) => Check(
            CheckCodes.PreviousChanged,
            policy.MaximumChangedPercent, policy.ChangeableAnyway, what, hit, all, how);

        void Check(CheckCode code, double percent, int anyway, string what, long hit, long all, string how)
        {
            if (hit > Math.Max(all * percent / 100, anyway))
            {
                sink.Add(
                    code, $"{what} that {how}", place,
                    $"{hit} of {all} {what} {how}, and {percent} % may be");
            }
        }
    }

    // A cache may hold the DS of a KSK that vouched before. PreviousSignatureCheck and
    // SignatureCheck see to the other keys.
    private static void CheckKeys(ZoneUnderCheck context, Zone previous, ApexKeys oldKeys, FindingSink sink)
    {
        SourceLocation place = context.LocationOf(0);
        if (context.Keys.Keys.Count == 0)
        {
            sink.Add(
                CheckCodes.PreviousUnsigned, place,
                $"the previous version was signed, and this one has no DNSKEY");
            return;
        }

        List<ApexKey> oldVouching = VouchingOf(previous, oldKeys, context.Policy);
        if (oldVouching.Exists(key => key.Key.IsSep))
        {
            oldVouching.RemoveAll(key => !key.Key.IsSep);
        }

        List<ApexKey> vouching = VouchingOf(context.Zone, context.Keys, context.Policy);
        RecordedDs recorded = new(context, vouching);
        ILookup<bool, ApexKey> withdrawn = oldVouching.FindAll(old => !vouching.Exists(old.IsSameAs))
            .ToLookup(old => recorded.ProvesUnneeded(oldKeys, old));
        bool isNoneLeft = oldVouching.TrueForAll(old => !vouching.Exists(old.IsSameAs));
        if (isNoneLeft && withdrawn[false].Any() && !IsSuccessorTrusted(context, oldKeys, vouching))
        {
            ApexKey missed = withdrawn[false].First();
            sink.Add(
                CheckCodes.PreviousKskChanged,
                place,
                $"{missed.Label} vouched for the previous version's keys, and no such key vouches for"
                + $" this one's: it {context.Keys.FateOf(missed)}");
            return;
        }

        ReportWithdrawn(context, withdrawn, place, sink);
    }

    private static void ReportWithdrawn(
        ZoneUnderCheck context, ILookup<bool, ApexKey> withdrawn, SourceLocation place, FindingSink sink)
    {
        foreach (ApexKey key in withdrawn[false])
        {
            sink.Add(
                CheckCodes.PreviousKskWithdrawn,
                place,
                $"{key.Label} vouched for the previous version's keys, and does not vouch for this one's:"
                + $" it {context.Keys.FateOf(key)}");
        }

        foreach (ApexKey key in withdrawn[true])
        {
            sink.Add(
                CheckCodes.PreviousKskRolled,
                place,
                $"{key.Label} vouched for the previous version's keys, and by the keyindex no DS needs it:"
                + $" it {context.Keys.FateOf(key)}");
        }
    }

    // A revoked key signs the RRset for its own revocation only: no DS leads to it (RFC 5011 §2.1).
    private static List<ApexKey> VouchingOf(Zone zone, ApexKeys keys, VerificationPolicy policy) =>
        ApexSigners.Of(zone, keys, RRType.DNSKEY, policy).FindAll(key => key.MaySign);

    // The operator says what the parent has, and the key was there before:
    // its DS may long have been everywhere.
    private static bool IsSuccessorTrusted(ZoneUnderCheck context, ApexKeys oldKeys, List<ApexKey> vouching)
    {
        IReadOnlyList<TrustAnchor> anchors = TrustAnchor.Heeded(context.Policy.TrustAnchors);
        return vouching.Exists(key => oldKeys.Keys.Any(key.IsSameAs)
            && anchors.Any(anchor => anchor.Names(context.Zone.Apex, key.Key)));
    }
}
