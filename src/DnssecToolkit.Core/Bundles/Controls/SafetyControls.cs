using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>The times that KSKs are published before they sign and after they signed, from the previous
/// response into the new one.</summary>
public static class SafetyControls
{
    /// <summary>Applies the controls to a response before it leaves the side of the KSKs.</summary>
    /// <param name="previous">The response before it, or null for the first of a zone.</param>
    /// <param name="response">The new response.</param>
    /// <param name="limits">Says which controls are waived.</param>
    /// <param name="findings">Takes what they say.</param>
    /// <remarks>A key may be revoked: it stands in the bundle with its REVOKE flag, and need not be there
    /// after that.</remarks>
    public static void Check(SignedResponse? previous, SignedResponse response, RequestLimits limits,
        FindingList findings)
    {
        KeyBundle[] timeline = [.. previous?.Before(response.Bundles[0].Inception)
            ?? [], .. response.Bundles];
        int first = timeline.Length - response.Bundles.Length;
        BundlePolicy? policy = response.KskPolicy;
        for (int i = Math.Max(first, 1); i < timeline.Length; i++)
        {
            CheckSigners(timeline, i, policy?.PublishSafety ?? 0, limits, findings);
            CheckRetired(timeline, i, policy?.RetireSafety ?? 0, limits, findings);
        }
    }

    // Rules 1 and 2: looking back from a bundle at those who sign it. Where not every key must chain, a KSK
    // may sign from its publication on beside another that resolvers know (RFC 7583 §3.3.1, double-KSK). One
    // of an algorithm that was not there before has to (RFC 4035 §2.2), beside one of another.
    private static void CheckSigners(KeyBundle[] timeline, int at, long publishSafety, RequestLimits limits,
        FindingList findings)
    {
        (BundleKey Signer, CheckCode? Code, string Fault)[] signers = [.. SignersOf(timeline[at])
            .Where(signer => !signer.Key.IsRevoked)
            .Select(signer => FaultOf(timeline, at, publishSafety, signer))];
        foreach ((BundleKey signer, CheckCode? code,
            string fault) in signers.Where(signer => signer.Code is not null))
        {
            bool isAccompanied = Array.Exists(signers, other => other.Code is null
                && (other.Signer.Key.Algorithm == signer.Key.Algorithm
                    || IsFirstOfItsAlgorithm(timeline, at, signer)));
            if (limits.AllKeysChain || !isAccompanied)
            {
                Report(limits, findings, code!, timeline[at], fault);
            }
        }
    }

    private static bool IsFirstOfItsAlgorithm(KeyBundle[] timeline, int at, BundleKey signer) =>
        !timeline[..Since(timeline, at, signer)].Any(bundle =>
            bundle.EntryPoints.Any(key => key.Key.Algorithm == signer.Key.Algorithm));

    // The bundle from which on it has been there without a break.
    private static int Since(KeyBundle[] timeline, int at, BundleKey key)
    {
        int published = at;
        while (published > 0 && Has(timeline[published - 1], key.Key))
        {
            published--;
        }

        return published;
    }

    private static (BundleKey Signer, CheckCode? Code, string Fault) FaultOf(KeyBundle[] timeline, int at,
        long publishSafety, BundleKey signer)
    {
        if (!Has(timeline[at - 1], signer.Key))
        {
            return (signer, CheckCodes.KsrPolicySafety1,
                $"{signer.Key} signs it and is not in the bundle before");
        }

        // A key that stands in the oldest bundle known may have been published for longer than that.
        int published = Since(timeline, at, signer);
        long length = timeline[at].Inception - timeline[published].Inception;
        return published == 0 || length >= publishSafety
            ? (signer, null, "") : (signer, CheckCodes.KsrPolicySafety2,
            $"{signer.Key} signs it {LengthRange.Text(length)} after its publication, not {LengthRange.Text(publishSafety)}");
    }

    // Rules 3 and 4: looking back from a bundle at those who are no longer in it. Where not every key must
    // chain, a KSK may sign until it goes, if another has signed beside it for as long as resolvers may need
    // the DS of either (RFC 7583 §3.3.1); of another algorithm, where its own leaves with it.
    private static void CheckRetired(KeyBundle[] timeline, int at, long retireSafety, RequestLimits limits,
        FindingList findings)
    {
        KeyBundle bundle = timeline[at];
        foreach (BundleKey gone in timeline[at - 1].EntryPoints.Where(key => !key.Key.IsRevoked
            && !Has(bundle, key.Key))
            .Where(key => limits.AllKeysChain
                || !SignersOf(bundle).Any(other => IsLongCompanion(timeline, at, retireSafety, key, other))))
        {
            int signed = at - 1;
            while (signed >= 0 && !SignersOf(timeline[signed]).Any(signer => signer.IsSameKey(gone.Key)))
            {
                signed--;
            }

            if (signed == at - 1)
            {
                Report(limits, findings, CheckCodes.KsrPolicySafety3, bundle,
                    $"{gone.Key} signed the bundle before and is gone");
            }
            else if (signed >= 0 && bundle.Inception - timeline[signed + 1].Inception < retireSafety)
            {
                Report(limits, findings, CheckCodes.KsrPolicySafety4, bundle,
                    $"{gone.Key} is gone {LengthRange.Text(bundle.Inception - timeline[signed + 1].Inception)} after it ceased to sign, not {LengthRange.Text(retireSafety)}");
            }
        }
    }

    private static bool IsLongCompanion(KeyBundle[] timeline, int at, long length, BundleKey gone,
        BundleKey other)
    {
        int since = at;
        while (since > 0 && SignersOf(timeline[since - 1]).Any(signer => signer.Key.Equals(other.Key)))
        {
            since--;
        }

        bool takesItsPlace = other.Key.Algorithm == gone.Key.Algorithm
            || !timeline[at].Keys.Any(key => key.Key.Algorithm == gone.Key.Algorithm);
        return takesItsPlace && !other.Key.IsRevoked && since < at
            && (since == 0 || timeline[at].Inception - timeline[since].Inception >= length);
    }

    private static IEnumerable<BundleKey> SignersOf(KeyBundle bundle) => bundle.EntryPoints.Where(
        key => bundle.Signatures.Any(signature => signature.MayBeOf(key.Key)));

    private static bool Has(KeyBundle bundle, ZoneKey key) => bundle.Keys.Any(other => other.IsSameKey(key));

    private static void Report(RequestLimits limits, FindingList findings, CheckCode code, KeyBundle bundle,
        string message)
    {
        if (!limits.Waived.Contains(code.Tag))
        {
            findings.Add(new Finding(code, bundle.Location, $"bundle {bundle.Id}: {message}"));
        }
    }
}
