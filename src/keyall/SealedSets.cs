using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Keyall;

/// <summary>The sealed responses that a ceremony makes besides: one for the loss of the KSKs, one for the
/// loss of the ZSKs.</summary>
internal sealed class SealedSets
{
    // The standby ZSKs are one more than was agreed, and the previous response cannot know them.
    private static readonly CheckCode[] NotApplied =
        [CheckCodes.KsrPolicyKeys4, CheckCodes.KsrPolicyKeys5, CheckCodes.KsrPolicyKeys6,
            CheckCodes.KsrChain2, CheckCodes.KsrBundleUnique];

    private readonly Option<string?> _directory = new("--sealed")
    {
        Description =
            "Make sealed responses too, in this directory: ksk-lost with the KSK of --standby, zsk-lost where FILE.zsk-lost is there",
        HelpName = "DIR",
    };

    private readonly Option<int?> _standby = new("--standby")
    {
        Description = "Tag of the KSK that signs should the others be lost",
        HelpName = "TAG",
    };

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_directory, _standby];

    /// <summary>Where the request for the sealed response is.</summary>
    internal static string RequestBeside(string request) => $"{request}.{SealedSet.NameOf(KeyLoss.Zsk)}";

    /// <summary>Where a sealed response is made.</summary>
    internal static string PathOf(string directory, KeyLoss loss) =>
        Path.Combine(directory, $"{SealedSet.NameOf(loss)}.skr");

    /// <summary>Reads the request for the sealed response, where it is beside the request and is
    /// asked for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">The path of the request.</param>
    /// <returns>Null where none is made for the loss of the ZSKs.</returns>
    /// <exception cref="UsageException">The options ask for nothing that could be made.</exception>
    internal BundleInput<SigningRequest>? Read(ToolRun run, string request)
    {
        bool hasStandby = run.Options.GetValue(_standby) is not null;
        if (run.Options.GetValue(_directory) is null)
        {
            return !hasStandby ? null : throw new UsageException("--standby needs --sealed",
                "name the directory for the sealed responses");
        }

        string beside = RequestBeside(request);
        return Path.Exists(beside) ? BundleFiles.Request(beside)
            : hasStandby ? null
            : throw new UsageException($"--sealed: there is no {beside}, and no --standby",
                "make the request with --standby-keys, or name the standby KSK");
    }

    /// <summary>Says what sealed responses are made, and of what.</summary>
    /// <param name="run">The run.</param>
    /// <param name="main">The request that is signed.</param>
    /// <param name="forLoss">What <see cref="Read"/> gave.</param>
    /// <param name="findings">Takes what is in the way.</param>
    internal IReadOnlyList<(KeyLoss Loss, string Path, SigningCase Case)> CasesOf(
        ToolRun run, SigningCase main, BundleInput<SigningRequest>? forLoss, FindingList findings)
    {
        List<(KeyLoss, string, SigningCase)> cases = [];
        if (run.Options.GetValue(_directory) is { } directory)
        {
            if (run.Options.GetValue(_standby) is { } tag)
            {
                cases.Add((KeyLoss.Ksk, PathOf(directory, KeyLoss.Ksk),
                    WithoutKsks(main, KskDutyOptions.KskOf(tag, "--standby", main.Keys))));
            }

            if (forLoss is not null)
            {
                cases.Add((KeyLoss.Zsk, PathOf(directory, KeyLoss.Zsk),
                    WithoutZsks(run, main, forLoss, findings)));
            }
        }

        return cases;
    }

    /// <summary>Makes the sealed responses.</summary>
    /// <param name="cases">What <see cref="CasesOf"/> gave.</param>
    /// <param name="sign">Makes a response.</param>
    /// <param name="findings">Takes what is in the way; then no other is made, and nothing is
    /// written.</param>
    internal static IReadOnlyList<(KeyLoss Loss, string Path, BundleInput<SigningRequest> Input,
        SignedResponse Response)> Make(
        IEnumerable<(KeyLoss Loss, string Path, SigningCase Case)> cases,
        Func<SigningCase, SignedResponse> sign, FindingList findings) =>
        [.. cases.TakeWhile(_ => !findings.HasFaults).Select(sealing =>
            (sealing.Loss, sealing.Path, sealing.Case.Input, Checked(sealing.Case, sign, findings)))];

    private static SignedResponse Checked(
        SigningCase sealing, Func<SigningCase, SignedResponse> sign, FindingList findings)
    {
        SignedResponse response = sign(sealing);
        ResponseControls.Check(
            response, sealing.Request, null, KskDutyOptions.KsksOf(sealing.Keys), findings);
        return response;
    }

    // The lost KSKs stay published, because caches and the parent know them; a revoked one would have to
    // sign.
    private static SigningCase WithoutKsks(SigningCase main, ZoneKey standby) => main with
    {
        Duties = (slot, bundle) => new KskDuties(
            [.. main.Duties(slot, bundle).Publish.Where(key => !key.IsRevoked).Append(standby).Distinct()],
            [standby]),
    };

    private static SigningCase WithoutZsks(
        ToolRun run, SigningCase main, BundleInput<SigningRequest> input, FindingList findings)
    {
        SigningRequest request = SlotExpansion.Expand(
            input.Content, main.Policy, [.. main.Request.Bundles.Select(bundle => bundle.Inception)]);
        RequestLimits limits =
            main.Limits with { Waived = main.Limits.Waived.Union(NotApplied.Select(code => code.Tag)) };
        RequestCheckCommand.Apply(
            input with { Content = request }, main.Previous,
            KskDutyOptions.KsksOf(main.Keys), limits, run.Now, findings);
        if (!IsWithStandby(main.Request, request))
        {
            findings.Add(new Finding(CheckCodes.SealedRequest, new SourceLocation(input.Path),
                $"it is not {main.Input.Path} with the same standby ZSKs in each bundle"));
        }

        return main with { Input = input, Request = request, Limits = limits };
    }

    private static bool IsWithStandby(SigningRequest main, SigningRequest sealing)
    {
        if (main.Bundles.Length != sealing.Bundles.Length)
        {
            return false;
        }

        ImmutableHashSet<ZoneKey>[] standby = [.. main.Bundles.Zip(sealing.Bundles, (bundle, other) =>
            (bundle.Inception, bundle.Expiration) == (other.Inception, other.Expiration)
                && bundle.Keys.All(key => other.Keys.Any(key.IsSameRecord))
                ? other.Keys.Select(key => key.Key).Except(bundle.Keys.Select(key => key.Key))
                .ToImmutableHashSet() : [])];
        return standby.All(keys => !keys.IsEmpty && keys.SetEquals(standby[0]));
    }
}
