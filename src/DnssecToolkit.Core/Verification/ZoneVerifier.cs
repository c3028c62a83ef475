using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Decides whether a zone is sound, and says why not: independent of what signed it.</summary>
/// <remarks>It walks the zone by itself, rebuilds the chains from the zone's content, and verifies signatures
/// by the library's verifying half. Nothing here uses Denial, Planning or Signing. The outcome does not
/// depend on the number of threads.</remarks>
public static class ZoneVerifier
{
    /// <summary>Verifies a zone.</summary>
    /// <param name="zone">The zone, signed or not.</param>
    /// <param name="policy">What is to be found out.</param>
    /// <param name="findings">Takes the first findings of each cause; the rest are counted there.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <param name="progress">Hears how far it has come, from any thread; or null.</param>
    /// <exception cref="ArgumentException">The policy has no moment, or less than one thread.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    /// <exception cref="KeyUnavailableException">The crypto library is missing.</exception>
    public static VerificationReport Verify(
        Zone zone,
        VerificationPolicy policy,
        FindingList findings,
        CancellationToken stop,
        IProgress<StageProgress>? progress = null)
    {
        FindingTally tally = new();
        VerificationReport report = Verify(zone, policy, tally, stop, progress);
        tally.CopyTo(findings, report.Suppressed.Select(suppressed => suppressed.Group.Code).ToHashSet());
        return report;
    }

    /// <summary>Verifies a zone about which something was found already.</summary>
    internal static VerificationReport Verify(
        Zone zone,
        VerificationPolicy policy,
        FindingTally tally,
        CancellationToken stop,
        IProgress<StageProgress>? progress)
    {
        policy = WithMomentOfExpire(policy, zone);

        BlockRunner BlocksOf(Zone version) => new(version.NodeCount, policy.Threads, tally, stop, progress);

        BlockRunner blocks = BlocksOf(zone);
        FindingSink sink = new();
        ZoneUnderCheck context = new(zone, policy, ZoneWalk.Of(zone, blocks), ApexKeys.Of(zone, sink));
        bool isSigned = DecideSigned(context, sink);
        if (policy.Scope == VerificationScope.Everything)
        {
            ContentCheck.Run(context, blocks, sink);
            KeyAdviceCheck.Run(context.Keys, sink);
        }

        CdsCheck.Run(context, isSigned, sink);
        ZoneChanges? changes = policy.Previous is Zone previous
            ? PreviousCheck.Run(context, previous, BlocksOf(previous), sink) : null;

        IReadOnlyList<AnswerSize> answers = [];
        SignatureTotals totals = new(context.Keys.Keys.Count);
        DenialKind denial = DenialKind.None;
        if (isSigned)
        {
            KeyCheck.Run(context, sink);
            denial = DenialCheck.Run(context, blocks, sink);
            totals = CheckSignatures(context, blocks, sink);
        }

        if (policy.Scope == VerificationScope.Everything)
        {
            ExpireCheck.Run(context, totals, sink);
            answers = isSigned ? AnswerSizeCheck.Run(context, blocks, sink) : [];
        }

        ZonemdCheck.Run(zone, sink, stop);
        tally.Add(sink);
        return Report(context, isSigned, denial, totals, tally) with { Changes = changes, Answers = answers };
    }

    private static VerificationPolicy WithMomentOfExpire(VerificationPolicy policy, Zone zone)
    {
        if (policy.Moments.Count == 0 || policy.Threads < 1)
        {
            throw new ArgumentException("a verification needs a moment and a thread", nameof(policy));
        }

        return !policy.ChecksAtExpire ? policy : policy with
        {
            Moments =
            [
                policy.Moments[0],
                .. policy.Moments.Skip(1).Append(policy.Moments[0] + zone.Soa.Expire).Order(),
            ],
        };
    }

    private static bool IsTrusted(ZoneUnderCheck context) =>
        context.Policy.TrustAnchors.Concat(context.Policy.NextTrustAnchors).Any(
            anchor => anchor.Owner is null || anchor.Owner == context.Zone.Apex);

    private static bool DecideSigned(ZoneUnderCheck context, FindingSink sink)
    {
        bool hasRecords = context.Walk.HasRrsig || context.Walk.HasNsec || context.Walk.HasNsec3
            || context.Zone.Has(0, RRType.DNSKEY);
        switch (context.Policy.Expectation)
        {
            case ZoneExpectation.Either when !hasRecords && IsTrusted(context):
                sink.Add(
                    CheckCodes.DnssecAbsent, context.LocationOf(0),
                    $"{context.Zone.Apex} is not signed, and a DS or trust anchor says that it is");
                return false;
            case ZoneExpectation.Signed when !hasRecords:
                sink.Add(
                    CheckCodes.DnssecAbsent, context.LocationOf(0),
                    $"{context.Zone.Apex} is not signed");
                return false;
            case ZoneExpectation.Unsigned when hasRecords:
                sink.Add(
                    CheckCodes.DnssecUnexpected, context.LocationOf(0),
                    $"{context.Zone.Apex} has DNSSEC records");
                return false;
            default:
                return hasRecords;
        }
    }

    private static SignatureTotals CheckSignatures(
        ZoneUnderCheck context, BlockRunner blocks, FindingSink sink)
    {
        try
        {
            return CheckSignatures(context, blocks, context.Policy.Batches);
        }
        catch (BatchDisagreementException disagreement)
        {
            // What the batches have accepted is worth nothing now; nothing of that run is kept.
            sink.Add(CheckCodes.RrsigBatchDisagreement, context.LocationOf(0), $"{disagreement.Message}");
            return CheckSignatures(context, blocks, BatchVerificationMode.Library);
        }
    }

    private static SignatureTotals CheckSignatures(
        ZoneUnderCheck context, BlockRunner blocks, BatchVerificationMode mode)
    {
        ApexKeys absent = context.FindAbsentKeys();
        BatchKeys batches = BatchKeys.Of(context.Keys, context.Walk.RRsetCount, mode);
        BatchKeys absentBatches = BatchKeys.Of(absent, context.Walk.RRsetCount, mode);
        SignatureTotals totals = new(context.Keys.Keys.Count);
        List<SignatureCheck> checks = [];
        BlockCheck Create()
        {
            SignatureCheck check = new(
                context, new KeySetVerifier(context.Keys, batches, context.PreviousKeys),
                new KeySetVerifier(absent, absentBatches, context.PreviousKeys));
            lock (checks)
            {
                checks.Add(check);
            }

            return check.Check;
        }

        try
        {
            blocks.Run("signatures", Create);
            checks.ForEach(check => totals.Add(check.Totals));
            return totals;
        }
        finally
        {
            checks.ForEach(check => check.Dispose());
        }
    }

    private static VerificationReport Report(
        ZoneUnderCheck context, bool isSigned, DenialKind denial, SignatureTotals totals, FindingTally tally)
    {
        Zone zone = context.Zone;
        NodeCounts counts = NodeCounts.Of(zone, context.Walk);
        Dictionary<CheckCode, string> reasons = [];
        foreach (Suppression suppression in
            context.Policy.Suppressions.Where(entry => entry.IsFor(zone.Apex)))
        {
            reasons[suppression.Code] = suppression.Reason;
        }

        ILookup<bool, FindingGroup> groups =
            tally.ToGroups().ToLookup(group => reasons.ContainsKey(group.Code));
        return new VerificationReport
        {
            Zone = zone.Apex,
            Serial = zone.Soa.Serial,
            Moments = context.Policy.Moments,
            IsSigned = isSigned,
            Groups = [.. groups[false]],
            Suppressed = [.. groups[true].Select(group => new SuppressedGroup(group, reasons[group.Code]))],
            Changes = null,
            Answers = [],
            Names = counts.Names,
            Delegations = counts.Delegations,
            SecureDelegations = counts.SecureDelegations,
            Records = zone.RecordCount,
            RRsets = context.Walk.RRsetCount,
            SignedRRsets = totals.SignedRRsets,
            Signatures = totals.Signatures,
            SignaturesVerified = totals.Verified,
            Denial = denial,
            Keys = [.. context.Keys.Keys.Select(key => new KeyUse(key.Key, totals.ByKey[key.Place]))],
            Expirations = totals.First is null ? null : ToExpirations(zone, totals.First, totals),
        };
    }

    private static Expirations ToExpirations(
        Zone zone, ExpiringSignature first, SignatureTotals totals) => new(
        first.Expiration,
        Phrase.Set(zone.NameOf(first.Node), first.TypeCovered),
        first.Location,
        totals.Last!.Value,
        [.. totals.ByDay.OrderBy(day => day.Key)
            .Select(day => KeyValuePair.Create(new Timestamp(day.Key * 86_400), day.Value))]);
}
