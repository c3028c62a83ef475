using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>The controls that a request passes before it is signed, on whatever format; those of IANA's tool,
/// each with its code.</summary>
public static partial class RequestControls
{
    private static readonly ImmutableArray<(CheckCode Code, Action<ControlContext> Check)> Table =
    [
        (CheckCodes.KsrDomain, Domain), (CheckCodes.KsrId, Id), (CheckCodes.KsrSerial, Serial),
        (CheckCodes.KsrBundleUnique, BundleUnique), (CheckCodes.KsrBundleKeys1, BundleKeys1),
        (CheckCodes.KsrBundleKeys2, BundleKeys2),
        (CheckCodes.KsrBundleKeys3, BundleKeys3), (CheckCodes.KsrBundlePop, BundlePop),
        (CheckCodes.KsrSigner, Signer), (CheckCodes.KsrBundleCount, BundleCount),
        (CheckCodes.KsrBundleCycleDuration1, CycleDuration1),
        (CheckCodes.KsrBundleCycleDuration2, CycleDuration2),
        (CheckCodes.KsrPolicyKeys4, PolicyKeys4), (CheckCodes.KsrPolicyKeys5, PolicyKeys5),
        (CheckCodes.KsrPolicyKeys6, PolicyKeys6),
        (CheckCodes.KsrPolicyKeys7, PolicyKeys7), (CheckCodes.KsrPolicyAlg1, PolicyAlg1),
        (CheckCodes.KsrPolicyAlg2, PolicyAlg2),
        (CheckCodes.KsrPolicyAlg3, PolicyAlg3), (CheckCodes.KsrPolicyAlg4, PolicyAlg4),
        (CheckCodes.KsrPolicyAlg5, PolicyAlg5),
        (CheckCodes.KsrPolicyAlg6, PolicyAlg6), (CheckCodes.KsrPolicySigOverlap, SigOverlap),
            (CheckCodes.KsrPolicySigValidity, SigValidity),
        (CheckCodes.KsrPolicySigHorizon, SigHorizon), (CheckCodes.KsrChain1, Chain1),
        (CheckCodes.KsrChain2, Chain2), (CheckCodes.KsrChainOrder, ChainOrder),
        (CheckCodes.KsrChainOverlap, ChainOverlap),
    ];

    /// <summary>The codes of the controls, in the order in which they are applied.</summary>
    public static ImmutableArray<CheckCode> Codes { get; } = [.. Table.Select(control => control.Code)];

    /// <summary>Whether a tag is that of a control of requests, or of what a request asks KSKs to
    /// do.</summary>
    public static bool IsControl(string tag) =>
        tag.StartsWith("KSR-", StringComparison.Ordinal) && CheckCodes.Find(tag) is not null;

    /// <summary>Applies the controls.</summary>
    /// <param name="request">The request; a text's bundles with the expirations that they are to
    /// have.</param>
    /// <param name="previous">The response before it, or null for the first of a zone.</param>
    /// <param name="ksks">The KSKs of this side, by which the previous response is trusted.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="now">The present.</param>
    /// <param name="findings">Takes what they say.</param>
    public static void Check(
        SigningRequest request, SignedResponse? previous, ImmutableArray<ZoneKey> ksks, RequestLimits limits,
            Timestamp now, FindingList findings)
    {
        ControlContext context = new(request, previous, ksks, limits, now, findings);
        foreach ((CheckCode code, Action<ControlContext> check) in Table)
        {
            if (!limits.Waived.Contains(code.Tag))
            {
                check(context);
            }
        }
    }

    private static void Domain(ControlContext context)
    {
        if (!context.Limits.Domains.Contains(context.Request.Domain))
        {
            context.Report(CheckCodes.KsrDomain,
                $"the request is for {context.Request.Domain}, not for {string.Join(" or ", context.Limits.Domains)}");
        }
    }

    // The text formats have no names; there a repetition begins when the previous response does, or before it.
    private static void Id(ControlContext context)
    {
        if (context.Previous is { Id.Length: > 0 } previous && previous.Id == context.Request.Id)
        {
            context.Report(CheckCodes.KsrId,
                $"the request has the name {previous.Id} of the one that was signed last");
        }
    }

    private static void Serial(ControlContext context)
    {
        if (context.Previous is { Id.Length: > 0 } previous && context.Request is { Id.Length: > 0 }
            && context.Request.Serial < previous.Serial)
        {
            context.Report(CheckCodes.KsrSerial,
                $"the request's number is {context.Request.Serial}, after {previous.Serial}");
        }
    }

    // The text formats have no names of bundles either: their reader gives them their times, and a request that
    // replaces bundles has bundles of the same times.
    private static void BundleUnique(ControlContext context)
    {
        bool areNamed = context.Request.Id.Length > 0 && context.Previous is { Id.Length: > 0 };
        HashSet<string> names = areNamed ? [.. context.Previous!.Bundles.Select(bundle => bundle.Id)] : [];
        foreach (KeyBundle bundle in context.Request.Bundles.Where(bundle => !names.Add(bundle.Id)))
        {
            context.Report(CheckCodes.KsrBundleUnique, bundle,
                "another bundle of the request or of the previous response has this name");
        }
    }

    private static void BundleKeys1(ControlContext context)
    {
        Dictionary<string, BundleKey> known = [];
        foreach (KeyBundle bundle in context.Request.Bundles)
        {
            foreach (BundleKey key in bundle.Keys)
            {
                if (!known.TryAdd(key.Identifier, key) && !known[key.Identifier].IsSameRecord(key))
                {
                    context.Report(CheckCodes.KsrBundleKeys1, bundle,
                        $"identifier {key.Identifier} is {key.Key} here, and {known[key.Identifier].Key} before");
                }
            }

            foreach (IGrouping<string, BundleKey> tag in bundle.Keys.GroupBy(key => key.Key.ToString())
                .Where(tag => tag.Count() > 1))
            {
                context.Report(CheckCodes.KsrBundleKeys1, bundle, $"{tag.Count()} keys are {tag.Key}");
            }
        }
    }

    private static void BundleKeys2(ControlContext context) => EachKey(
        context, CheckCodes.KsrBundleKeys2, key =>
            key.Key.Flags == ZoneKey.ZoneFlag && key.Protocol == 3 ? null
            : $"flags {key.Key.Flags} and protocol {key.Protocol}, not 256 and 3");

    private static void BundleKeys3(ControlContext context) => EachKey(
        context, CheckCodes.KsrBundleKeys3, key => key.ClaimedTag == key.Key.Tag ? null
            : $"the tag written is {key.ClaimedTag}, the key's is {key.Key.Tag}");

    // The times of the proofs are those of the submission, and ignored. Bundles that were cut out of one slot
    // have one set of keys and of proofs, which is verified once.
    private static void BundlePop(ControlContext context)
    {
        foreach (KeyBundle bundle in context.Request.Bundles
            .DistinctBy(bundle => (bundle.Keys, bundle.Signatures)))
        {
            HashSet<ZoneKey> proven = [];
            foreach (BundleSignature signature in bundle.Signatures)
            {
                if (bundle.VerifiedSignerOf(context.Request.Domain, signature) is { } signer)
                {
                    proven.Add(signer);
                }
                else
                {
                    context.Report(CheckCodes.KsrBundlePop, bundle,
                        $"the signature with tag {signature.Tag} is not over these keys by one of them");
                }
            }

            foreach (BundleKey key in bundle.Keys.Where(key => !proven.Contains(key.Key)))
            {
                context.Report(CheckCodes.KsrBundlePop, bundle, $"{key.Key} did not sign the bundle");
            }
        }
    }

    private static void Signer(ControlContext context)
    {
        if (context.Request.Bundles.FirstOrDefault(bundle => !bundle.Signers.IsEmpty) is { } wish)
        {
            context.Report(CheckCodes.KsrSigner, wish,
                $"it asks for signatures by {wish.Signers[0]}, and whoever is due signs",
                "compare it with who signs by what is shown; others are named by --schema or --slot");
        }
    }

    private static void BundleCount(ControlContext context)
    {
        if (context.Limits.Bundles is { } count && context.Request.Bundles.Length != count)
        {
            context.Report(CheckCodes.KsrBundleCount,
                $"the request has {context.Request.Bundles.Length} bundles, not {count}");
        }
    }

    private static void EachKey(ControlContext context, CheckCode code, Func<BundleKey, string?> faultOf)
    {
        foreach (KeyBundle bundle in context.Request.Bundles)
        {
            foreach (BundleKey key in bundle.Keys)
            {
                if (faultOf(key) is { } fault)
                {
                    context.Report(code, bundle, $"{key.Key}: {fault}");
                }
            }
        }
    }
}
