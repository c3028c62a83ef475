using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall response activate</c>: the day a key is lost.</summary>
internal sealed class ResponseActivateCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The sealed response" };
    private readonly Option<string> _keys = KeyOptions.Directory();
    private readonly Option<string> _bundles =
        new("--bundles")
        {
            Description = "Directory of imported responses",
            HelpName = "DIR",
            Required = true
        };
    private readonly Option<string?> _keyIndex = new("--keyindex")
    {
        Description =
            "Keyindex: after the loss of ZSKs the standby ZSK gets its row, and the lost ones cease to sign",
        HelpName = "FILE",
    };

    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };
    private readonly Option<bool> _forReal = SharedRows.ForReal();
    private readonly RolloverPolicyOptions _policy = new();

    internal Command Create()
    {
        Command command = new("activate", "Puts a sealed response to use after a key was lost: it takes the place of the one that was imported")
        {
            _file, _keys, _bundles, _keyIndex, _yes, _forReal,
        };
        _policy.AddTo(command);
        return command.Does(Activate).WithExample(
            "keyall response activate zsk-lost.skr --keys keys --bundles bundles --keyindex keyindex",
            "The ZSKs are lost: publish the standby ZSK, and sign with it as soon as every resolver can know it.");
    }

    private ExitStatus Activate(ToolRun run)
    {
        BundleInput<SignedResponse> input = BundleFiles.Response(run.Options.GetRequiredValue(_file));
        SignedResponse response = input.Content;
        ResponseDirectory imported = ResponseDirectory.Read(run.Options.GetRequiredValue(_bundles),
            response.Domain);
        using KeyDirectory keys = KeyOptions.Read(run.Options.GetRequiredValue(_keys), response.Domain,
            run.Console);
        FindingList findings = new();
        KeyLoss loss = LossOf(input, imported);

        // A standby KSK is known by its .key file, or because the imported responses publish it.
        ResponseControls.Check(response, null, null, [.. KskDutyOptions.KsksOf(keys)
            .Union(imported.Responses.SelectMany(entry => entry.Response.Bundles)
                .SelectMany(bundle => bundle.EntryPoints).Select(key => key.Key))], findings);
        if (response.Bundles[^1].Expiration is not { } expiration || expiration <= run.Now)
        {
            findings.Add(new Finding(CheckCodes.SkrAbsent, new SourceLocation(input.Path),
                $"the last of its signatures has expired before {run.Now}"));
        }

        BundleReport report = new(response.Domain) { Bundles = response.Bundles };
        report.Add($"sealed response {SealedSet.NameOf(loss)}", input);
        if (!findings.HasFaults)
        {
            CarryOut(run, input, imported, keys, loss);
        }

        return report.Write(run, findings);
    }

    // The manifest beside the file can be anybody's; that of the imported response was checked when it came.
    private static KeyLoss LossOf(BundleInput<SignedResponse> input, ResponseDirectory imported) =>
        imported.SealedSets().FirstOrDefault(set => set.Sha256 == input.Digest)?.Loss
            ?? throw new RefusedException(
            CheckCodes.SealedUnknown,
            $"{input.Path}: no response that was imported names this file as sealed", "see `signall status --json`, and take the bag of the last ceremony");

    private void CarryOut(ToolRun run, BundleInput<SignedResponse> input, ResponseDirectory imported,
        KeyDirectory keys, KeyLoss loss)
    {
        FindingList findings = new();
        using KeyIndexFile? index = run.Options.GetValue(_keyIndex) is { } path
            ? KeyIndexFile.Open(path, findings) : null;
        run.Report(findings);
        RolloverPolicy policy = _policy.Of(run, input.Content.Domain);
        KeyIndex? changed = loss == KeyLoss.Zsk && index is not null
            ? LostZsks.Replace(index.Index, input.Content, keys, policy, run.Now) : null;
        string consequence = loss == KeyLoss.Ksk
            ? $"The lost KSKs no longer sign; who validates needs the DS of {SignersOf(input.Content)} at the parent."
            : $"The standby ZSK signs from {LostZsks.SignsFrom(policy, run.Now)} on; until then nothing can be signed, and what is signed stays valid.";
        run.Console.Say(consequence);
        foreach ((string file,
            SignedResponse later) in imported.Responses.Where(entry =>
            entry.Response.Bundles[0].Inception > input.Content.Bundles[0].Inception))
        {
            run.Console.Say(
                $"{file} takes its place at {later.Bundles[0].Inception}: put the sealed response that was made with that one to use too");
        }

        foreach (string line in changed is null ? [] : KeyIndexDifference.Lines(index!.Index, changed))
        {
            run.Console.Say(line);
        }

        if (run.TimeWasGiven && !run.Options.GetValue(_forReal))
        {
            run.Console.Say(SharedRows.NotReal);
            return;
        }

        if (!run.Options.GetValue(_yes))
        {
            Confirmation.Demand(run.Console,
                $"{consequence} The sealed response with SHA-256 {input.Digest} is about to be served until {input.Content.Bundles[^1].Expiration}.");
        }

        _ = ResponseFiling.File(input, imported, run.Now);
        if (changed is not null)
        {
            index!.Replace(changed, run.Now);
        }
    }

    private static string SignersOf(SignedResponse response) =>
        string.Join(", ", response.Bundles[0].EntryPoints
        .Where(key => response.Bundles[0].Signatures.Any(signature => signature.MayBeOf(key.Key)))
        .Select(key => key.Key.ToString()));
}
