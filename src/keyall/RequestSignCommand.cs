using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall request sign</c>.</summary>
internal sealed class RequestSignCommand
{
    private readonly RequestCheckCommand _check = new();
    private readonly Option<bool> _forReal = SharedRows.ForReal();
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask" };

    private readonly Option<string> _output = new("--output", "-O")
    {
        Description = "The response to write",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _format = BundleOptions.Format("the request's; text as BIND has it");
    private readonly SealedSets _sealed = new();
    private readonly BackupGateOptions _backups = new();

    internal Command Create()
    {
        Command command = new(
            "sign", "Checks a request by the controls, signs it with the KSKs, and writes the response");
        AddTo(command);
        return command.Does(run => Sign(run, Read(run),
            SigningDesk.Of(run, IsConfirmedBeforehand(run)))).WithExample(
            "keyall request sign ksr.xml --keys /mnt/ksk --previous skr-1.xml --output skr-2.xml",
            "Sign a request with the KSKs there that are due, after asking.");
    }

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        _check.AddTo(command);
        _ = command.WithOptions([_output, _format, .. _check.CaseOptions, .. _sealed.All, _module, _pin,
            .. _backups.All, _yes, _forReal]).With(_use);
    }

    /// <summary>Whether all questions are answered with Yes on the command line.</summary>
    internal bool IsConfirmedBeforehand(ToolRun run) => run.Options.GetValue(_yes);

    /// <summary>Reads what is about to be signed, and what it follows.</summary>
    internal SigningInputs Read(ToolRun run)
    {
        (BundleInput<SigningRequest> request, BundleInput<SignedResponse>? previous) = _check.Read(run);
        return new SigningInputs(request, previous, _sealed.Read(run, request.Path));
    }

    /// <summary>Shows all that a ceremony rests on: the program, the configuration, the request, the response
    /// before, the request for a sealed response.</summary>
    internal BundleReport GroundOf(ToolRun run, SigningInputs files) =>
        files.AddForLoss(_check.GroundOf(run, files.Request, files.Previous));

    /// <summary>Demands a reason for each control that an option waives.</summary>
    internal void DemandReasons(ToolRun run) => _check.DemandReasons(run);

    /// <summary>Checks and signs.</summary>
    /// <param name="run">The run.</param>
    /// <param name="files">What is signed, and by what.</param>
    /// <param name="desk">Where somebody agrees, and where is taken down what was made.</param>
    internal ExitStatus Sign(ToolRun run, SigningInputs files, SigningDesk desk)
    {
        (BundleInput<SigningRequest> input, BundleInput<SignedResponse>? previous, _) = files;
        BackupGate? gate = _backups.Of(run.Options, _check.GateOf(run, input.Content));
        using KeyDirectory keys = _check.KeysOf(run, input.Content);
        using SharedRows? rows = _check.RowsOf(run, input.Content, toChange: true);
        FindingList findings = new();
        SigningCase main = _check.CaseOf(run, (input, previous), keys, rows,
            BundleOptions.FormatOf(run, _format, input.Octets), findings);
        DemandNone(run, findings, $"{input.Path}: the request");
        WarnOfSoonerEnd(run, main.Request, previous);
        ResponseSigning.DemandSigners(main.Request, main.Duties);
        IReadOnlyList<(KeyLoss Loss, string Path, SigningCase Case)> losses =
            _sealed.CasesOf(run, main, files.ForLoss, findings);
        DemandNone(run, findings, $"{files.ForLoss?.Path ?? input.Path}: the request");
        BundleFiles.DemandFree(
            [run.Options.GetRequiredValue(_output), .. losses.Select(loss => loss.Path)]);
        BundleReport report = files.AddForLoss(
            _check.ReportOf(run, input with { Content = main.Request }, previous));
        desk.Agree(report, rows?.Lines ?? [], input);
        foreach (string line in rows?.Lines ?? [])
        {
            desk.Record("step", $"keyindex {line}");
        }

        SignedResponse response = Response(run, main);
        CheckResponse(response, main, findings);
        IReadOnlyList<(KeyLoss Loss, string Path, BundleInput<SigningRequest> Input,
            SignedResponse Response)> forLosses =
            SealedSets.Make(losses, sealing => Response(run, sealing), findings);
        DemandNone(run, findings, "the response");
        DemandBackups(gate, response, previous?.Content, keys, rows);
        BundleManifest manifest =
            ManifestOf(input, previous) with { Rows = rows?.OfKsks ?? [], OtherRows = rows?.OfZsks };
        foreach ((KeyLoss loss, string path, BundleInput<SigningRequest> asked,
            SignedResponse sealing) in forLosses)
        {
            string digest = Write(
                run, $"sealed response {SealedSet.NameOf(loss)}", path, sealing,
                main.Format, ManifestOf(asked, previous) with { Sealed = loss }, report, desk.Record);
            manifest = manifest with
            {
                Sets = manifest.Sets.Add(new SealedSet(loss,
                sealing.Bundles[^1].Expiration!.Value, digest))
            };
        }

        Write(
            run, "response", run.Options.GetRequiredValue(_output), response, main.Format, manifest, report,
            desk.Record);
        report.Bundles = response.Bundles;
        rows?.Keep(run, !run.TimeWasGiven || run.Options.GetValue(_forReal));
        return report.Write(run, findings);
    }

    // The side of the ZSKs will refuse the response; here and now the request can still be made again.
    private static void WarnOfSoonerEnd(
        ToolRun run, SigningRequest request, BundleInput<SignedResponse>? previous)
    {
        if (previous?.Content.Bundles[^1].Expiration is { } before
            && request.Bundles[^1].Expiration is { } end && end < before)
        {
            run.Console.Warn($"the response will end at {end}, and {previous.Path} lasts until {before}: "
                + $"`keyall response import` takes it only with --shorter ({CheckCodes.SkrCoverage.Tag})");
        }
    }

    private static BundleManifest ManifestOf(
        BundleInput<SigningRequest> input, BundleInput<SignedResponse>? previous) => new()
        {
            Kind = BundleManifest.Response,
            Zone = input.Content.Domain,
            File = "",
            Sha256 = "",
            Previous = previous?.Digest,
            Answered = input.Digest,
        };

    private static string Write(
        ToolRun run, string what, string output, SignedResponse response, BundleFormat format,
        BundleManifest manifest, BundleReport report,
        Action<string, string> record)
    {
        byte[] octets = BundleFile.Write(response, format, run.Now);
        string digest = BundleManifest.DigestOf(octets);
        string manifestDigest = BundleFiles.WriteNew(output, octets, manifest);
        report.Add(what, output, digest, manifestDigest);
        record("file", $"{what} {Path.GetFileName(output)} {digest}");
        record("file", $"manifest {Path.GetFileName(output)}{BundleManifest.Ending} {manifestDigest}");
        return digest;
    }

    private SignedResponse Response(ToolRun run, SigningCase signing)
    {
        using OpenTokens tokens = new(
            _use.Of(run, run.Options.GetValue(_pin), threads: 1), run.Options.GetValue(_module));
        using CeremonySigners signers = new(signing.Keys, tokens);
        return ResponseSigning.Sign(signing.Request, signing.Duties, signing.Policy, signers.Sign);
    }

    // What the other side will check is checked here first. Who waived the overlap knows that there is a gap.
    private static void CheckResponse(SignedResponse response, SigningCase signing, FindingList findings)
    {
        SignedResponse? previous = signing.Previous?.Content;
        SafetyControls.Check(previous, response, signing.Limits, findings);
        SignedResponse? chained = signing.Limits.Waived.Contains(CheckCodes.KsrChainOverlap.Tag)
            ? null
            : previous;
        ResponseControls.Check(
            response, signing.Request, chained, KskDutyOptions.KsksOf(signing.Keys), findings);
    }

    // A KSK that signed the response before is in use already; what was signed now is in no file yet. A
    // standby was published before, and the parent has its DS as far as a keyindex says; at the beginning
    // there is no before.
    private static void DemandBackups(
        BackupGate? gate, SignedResponse response, SignedResponse? previous,
        KeyDirectory keys, SharedRows? rows) =>
        gate?.DemandBeforeCommit(
            KskDutyOptions.KsksOf(keys)
                .Where(ksk => HasSigned(ksk, response) && (previous is null || !HasSigned(ksk, previous))),
            (previous?.Bundles ?? [response.Bundles[0]]).SelectMany(bundle => bundle.EntryPoints)
                .Select(key => key.Key)
                .Where(key => previous is null || !LacksDs(key, rows)),
            "sign the request again", keys);

    private static bool LacksDs(ZoneKey key, SharedRows? rows) => rows?.Index.EntriesOf(key.Zone).Any(row =>
        row.DsSeen is null && row.Algorithm == key.Algorithm
            && row.Tag == key.PlainAndRevokedTags()[0].Value) is true;

    /// <summary>Whether a KSK has signed a bundle of a response, as far as its tag tells.</summary>
    internal static bool HasSigned(ZoneKey key, SignedResponse response) =>
        response.Bundles.Any(bundle => bundle.Signatures.Any(signature =>
        signature.Algorithm == key.Algorithm && key.PlainAndRevokedTags().Contains(signature.Tag)));

    private static void DemandNone(ToolRun run, FindingList findings, string what)
    {
        if (findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault) is { } fault)
        {
            run.Report(findings);
            throw new RefusedException(
                fault.Code, $"{what} does not pass the controls; nothing was written",
                "docs/checks.md says what each means, and what to do");
        }
    }
}
