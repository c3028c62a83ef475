using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Bundles.Controls;

/// <content>The numbers and lengths of a request, against what it claims and against the limits.</content>
public static partial class RequestControls
{
    private const int MostNamed = 8; // claims in a message: a hostile request has a claim for each of its keys

    private static void CycleDuration1(ControlContext context)
    {
        long cycle = context.Request.Bundles[^1].Inception - context.Request.Bundles[0].Inception;
        if (context.Limits.Cycle is { } range && !range.Contains(cycle, context.Limits.Tolerance))
        {
            context.Report(CheckCodes.KsrBundleCycleDuration1,
                $"first and last inception are {LengthRange.Text(cycle)} apart, not {range}");
        }
    }

    private static void CycleDuration2(ControlContext context)
    {
        foreach ((KeyBundle earlier, KeyBundle later) in context.Neighbors)
        {
            long interval = later.Inception - earlier.Inception;
            if (interval <= 0
                || (context.Limits.Interval is { } range
                    && !range.Contains(interval, context.Limits.Tolerance)))
            {
                context.Report(
                    CheckCodes.KsrBundleCycleDuration2, later,
                    $"it begins {LengthRange.Text(interval)} after the one before, not {context.Limits.Interval?.ToString() ?? "later"}");
            }
        }
    }

    private static void PolicyKeys4(ControlContext context)
    {
        int listed = context.Limits.KeysPerBundle.Length;
        if (listed > 0 && listed != context.Request.Bundles.Length)
        {
            context.Report(CheckCodes.KsrPolicyKeys4,
                $"the request has {context.Request.Bundles.Length} bundles; the list of key counts has {listed}");
        }
    }

    private static void PolicyKeys5(ControlContext context)
    {
        foreach ((KeyBundle bundle, int count) in context.Request.Bundles.Zip(context.Limits.KeysPerBundle))
        {
            if (bundle.Keys.Length != count)
            {
                context.Report(CheckCodes.KsrPolicyKeys5, bundle,
                    $"it has {bundle.Keys.Length} keys, not {count}",
                    "ask why; where that was agreed give the list anew: --limit keys=N,N,…");
            }
        }

        foreach (KeyBundle bundle in context.Request.Bundles)
        {
            int most = bundle.Keys.GroupBy(key => key.Key.Algorithm).Max(keys => keys.Count());
            if (most > context.Limits.MostKeysPerBundle)
            {
                context.Report(CheckCodes.KsrPolicyKeys5, bundle,
                    $"it has {most} keys of an algorithm, more than {context.Limits.MostKeysPerBundle}",
                    $"ask why: a roll by hand, or an emergency, has one more for a while; where that was agreed: --limit most-keys={most}");
            }
        }
    }

    private static void PolicyKeys6(ControlContext context)
    {
        int distinct = context.Request.Bundles.SelectMany(bundle => bundle.Keys).Select(key => key.Key)
            .Distinct().Count();
        if (context.Limits.DistinctKeys is { } count && distinct != count)
        {
            context.Report(CheckCodes.KsrPolicyKeys6,
                $"the request has {distinct} different keys, not {count}");
        }
    }

    private static void PolicyKeys7(ControlContext context)
    {
        uint ttl = context.Limits.Ttl ?? context.Request.Bundles[0].Keys[0].Ttl;
        EachKey(context, CheckCodes.KsrPolicyKeys7, key => key.Ttl == ttl
            ? null : $"its TTL is {key.Ttl} s, not {ttl} s");
    }

    private static void PolicyAlg1(ControlContext context) => EachAlgorithm(
        context, CheckCodes.KsrPolicyAlg1, claim =>
            IsDeprecated(claim.Algorithm) ? $"{claim} must not be used to sign" : null);

    private static void PolicyAlg2(ControlContext context) => EachAlgorithm(
        context, CheckCodes.KsrPolicyAlg2, claim =>
            AlgorithmTraits.Find(claim.Algorithm) is null && !IsDeprecated(claim.Algorithm)
            ? $"{claim} cannot be computed with" : null);

    private static void PolicyAlg3(ControlContext context) => EachAlgorithm(
        context, CheckCodes.KsrPolicyAlg3, claim =>
            context.Limits.Algorithms.Contains(claim.Algorithm) ? null : $"{claim} was not agreed");

    private static void PolicyAlg4(ControlContext context) => EachAlgorithm(
        context, CheckCodes.KsrPolicyAlg4, claim =>
            IsRsa(claim.Algorithm) && !context.Limits.RsaBits.Contains(claim.Bits)
            ? $"{claim.Bits} bits were not agreed, but {string.Join(", ", context.Limits.RsaBits)}" : null);

    private static void PolicyAlg5(ControlContext context) => EachAlgorithm(
        context, CheckCodes.KsrPolicyAlg5, claim =>
            IsRsa(claim.Algorithm) && !context.Limits.RsaExponents.Contains(claim.Exponent)
            ? $"exponent {claim.Exponent} was not agreed, but {string.Join(", ", context.Limits.RsaExponents)}" : null);

    private static void PolicyAlg6(ControlContext context)
    {
        HashSet<AlgorithmParameters> claimed = [.. context.ClaimedAlgorithms];
        string claims = string.Join(", ", context.ClaimedAlgorithms.Take(MostNamed))
            + (claimed.Count > MostNamed ? $" and {claimed.Count - MostNamed} more" : "");
        EachKey(context, CheckCodes.KsrPolicyAlg6, key => AlgorithmParameters.Of(key.Key) is var own
            && claimed.Contains(own)
            && PublicKeyFormat.TryCheck(key.Key.Algorithm, key.Key.PublicKey, out _)
            ? null : $"it is {own}; the request claims {claims}");
    }

    private static void SigOverlap(ControlContext context)
    {
        foreach ((KeyBundle earlier,
            KeyBundle later) in context.Neighbors.Where(pair => pair.Earlier.Expiration is not null))
        {
            long overlap = earlier.Expiration!.Value - later.Inception;
            foreach (LengthRange range in OverlapsAllowed(context)
                .Where(range => !range.Contains(overlap, context.Limits.Tolerance)))
            {
                context.Report(CheckCodes.KsrPolicySigOverlap, later,
                    $"it overlaps the one before by {LengthRange.Text(overlap)}, not {range}");
            }
        }
    }

    private static void SigValidity(ControlContext context)
    {
        LengthRange[] allowed = [.. RangesOf(context.Request.Policy,
            policy => new(policy.MinSignatureValidity, policy.MaxSignatureValidity),
            context.Limits.Validity)];
        foreach (KeyBundle bundle in context.Request.Bundles.Where(bundle => bundle.Expiration is not null))
        {
            long validity = bundle.Expiration!.Value - bundle.Inception;
            if (validity <= 0
                || Array.Exists(allowed, range => !range.Contains(validity, context.Limits.Tolerance)))
            {
                context.Report(
                    CheckCodes.KsrPolicySigValidity, bundle,
                        $"its signatures are valid for {LengthRange.Text(validity)}, not {string.Join(" and ", allowed)}");
            }
        }
    }

    private static void SigHorizon(ControlContext context)
    {
        foreach (KeyBundle bundle in context.Request.Bundles.Where(bundle => bundle.Expiration is not null))
        {
            long ahead = bundle.Expiration!.Value - context.Now;
            if (ahead <= 0 || ahead > context.Limits.Horizon)
            {
                context.Report(
                    CheckCodes.KsrPolicySigHorizon, bundle,
                    $"its signatures expire at {bundle.Expiration}, {(ahead <= 0 ? "in the past" : $"more than {LengthRange.Text(context.Limits.Horizon)} ahead")}");
            }
        }
    }

    private static IEnumerable<LengthRange> OverlapsAllowed(ControlContext context) =>
        RangesOf(context.Request.Policy, policy => new(policy.MinValidityOverlap, policy.MaxValidityOverlap),
            context.Limits.Overlap);

    private static IEnumerable<LengthRange> RangesOf(BundlePolicy? policy,
        Func<BundlePolicy, LengthRange> claim, LengthRange? limit)
    {
        if (policy is not null)
        {
            yield return claim(policy);
        }

        if (limit is { } range)
        {
            yield return range;
        }
    }

    private static void EachAlgorithm(ControlContext context, CheckCode code,
        Func<AlgorithmParameters, string?> faultOf)
    {
        foreach (AlgorithmParameters claim in context.ClaimedAlgorithms)
        {
            if (faultOf(claim) is { } fault)
            {
                context.Report(code, $"the request's policy: {fault}");
            }
        }
    }

    // RSAMD5, DSA and GOST have no row among the algorithms; RFC 9904 forbids them as it forbids SHA-1.
    private static bool IsDeprecated(DnssecAlgorithm algorithm) =>
        (byte)algorithm is 1 or 3 or 6 or 12
            || AlgorithmTraits.Find(algorithm) is { SignsOnlyWhenForced: true };

    private static bool IsRsa(DnssecAlgorithm algorithm) =>
        AlgorithmTraits.Find(algorithm)?.Family == KeyFamily.Rsa;
}
