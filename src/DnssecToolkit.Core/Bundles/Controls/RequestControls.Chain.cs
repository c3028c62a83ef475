using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Bundles.Controls;

/// <content>The chain from the previous response to a request.</content>
public static partial class RequestControls
{
    private static void Chain1(ControlContext context)
    {
        foreach (KeyBundle bundle in context.Previous?.Bundles ?? [])
        {
            bool isOurs = !bundle.Signatures.IsEmpty && bundle.Signatures.All(signature =>
                bundle.VerifiedSignerOf(context.Request.Domain, signature) is { } signer
                && context.Ksks.Any(ksk => ksk.Algorithm == signer.Algorithm
                    && ksk.PublicKey.SequenceEqual(signer.PublicKey)));
            if (!isOurs)
            {
                context.Findings.Add(new Finding(
                    CheckCodes.KsrChain1, bundle.Location,
                        $"bundle {bundle.Id} of the previous response is not signed by KSKs of this side alone"));
            }
        }
    }

    private static void Chain2(ControlContext context)
    {
        if (context.Before is not { } last)
        {
            return;
        }

        KeyBundle first = context.Request.Bundles[0];
        BundleKey[] unknown = [.. first.Keys.Where(key => !last.Keys.Any(key.IsSameRecord))];
        // Of an algorithm that comes with this request no key can be known; those of another are.
        DnssecAlgorithm[] unchained = [.. first.Keys.GroupBy(key => key.Key.Algorithm)
            .Where(keys => keys.All(unknown.Contains) && (unknown.Length == first.Keys.Length
                || last.ZoneSigners.Any(key => key.Key.Algorithm == keys.Key))).Select(keys => keys.Key)];
        foreach (BundleKey key in unknown.Where(key => context.Limits.AllKeysChain
            || unchained.Contains(key.Key.Algorithm)))
        {
            context.Report(CheckCodes.KsrChain2, first,
                $"{key.Key} is not in the bundle of the previous response that it follows");
        }
    }

    // What replaces a response's later bundles begins after its first one; what does not, is an old request.
    private static void ChainOrder(ControlContext context)
    {
        KeyBundle first = context.Request.Bundles[0];
        if (context.Previous?.Bundles[0].Inception is { } begin && first.Inception <= begin)
        {
            context.Report(CheckCodes.KsrChainOrder, first,
                $"it begins at {first.Inception}, and the previous response at {begin}: the request is older",
                "make a new request; one that is to replace that response follows the one before it (--previous)");
        }
    }

    private static void ChainOverlap(ControlContext context)
    {
        if (context.Before?.Expiration is not { } expiration)
        {
            return;
        }

        KeyBundle first = context.Request.Bundles[0];
        long overlap = expiration - first.Inception;
        foreach (LengthRange range in OverlapsAllowed(context)
            .Where(range => !range.Contains(overlap, context.Limits.Tolerance)))
        {
            context.Report(CheckCodes.KsrChainOverlap, first,
                $"it overlaps the previous response's bundle before it by {LengthRange.Text(overlap)}, not {range}");
        }
    }
}
