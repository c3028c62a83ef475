using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall response check</c> and <c>keyall response import</c>.</summary>
internal sealed class ResponseCommand
{
    private readonly Argument<string> _file =
        new("FILE") { Description = "The response, in any of the three formats" };
    private readonly Option<string?> _keyIndex = SharedRows.Option();
    private readonly Option<bool> _settle = SharedRows.Settle();
    private readonly Option<bool> _forReal = SharedRows.ForReal();

    private readonly AnsweredRequestOptions _request = new();
    private readonly Option<bool> _first =
        new("--first") { Description = "There is no response before this one" };

    private readonly Option<string?> _transcript = new("--transcript")
    {
        Description = "Transcript of the ceremony: it must be whole, and name the response and its manifest",
        HelpName = "FILE",
    };

    private readonly Option<string> _keys = new("--keys", "-K")
    {
        Description = "Directory with the .key files of the KSKs that are trusted; the ZSKs may be there too",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _bundles = new("--bundles")
    {
        Description = "Directory of imported responses, from which signall serves",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _shorter = new("--shorter")
    {
        Description = "Import it although the responses end sooner with it than without",
    };

    private readonly BackupGateOptions _backups = new();
    private readonly RolloverPolicyOptions _policy = new();

    internal Command CreateCheck() => new Command("check",
        "Checks a response: signatures, times, and the chain to the one before; status 1 where something is wrong")
    {
        _file, _keys, _bundles, _request.Request, _first, _transcript, _keyIndex, _settle,
    }
    .Does(run => Check(run, import: false))
    .WithExample(
        "keyall response check skr.xml --keys keys --bundles bundles --request ksr.xml",
        "See whether a response may be imported.");

    internal Command CreateImport()
    {
        Command command = new("import", "Checks a response and files it where signall --bundles serves it from")
        {
            _file, _keys, _bundles, _first, _shorter, _transcript, _keyIndex, _settle, _forReal,
        };
        _ = command.WithOptions(_request.All);
        _policy.AddConfigurationTo(command);
        return command.WithOptions(_backups.All).Does(run => Check(run, import: true)).WithExample(
            "keyall response import skr.xml --keys keys --bundles bundles --request ksr.xml",
            "Check a response and put it beside the others.");
    }

    private ExitStatus Check(ToolRun run, bool import)
    {
        string? waiver = import ? _request.Waiver(run) : null;
        BundleInput<SignedResponse> input = BundleFiles.Response(run.Options.GetRequiredValue(_file));
        SignedResponse response = input.Content;
        string directory = run.Options.GetRequiredValue(_bundles);
        ResponseDirectory imported = ResponseDirectory.Read(directory, response.Domain);
        using KeyDirectory keys = KeyOptions.Read(run.Options.GetRequiredValue(_keys), response.Domain,
            run.Console);
        using SharedRows? rows = SharedRows.Read(run, _keyIndex, response.Domain,
            response.Bundles[0].Inception, import);
        FindingList findings = new();
        Judge(run, input, imported.Before(response.Bundles[0].Inception), keys, findings);
        ResponseFuture.Check(input, imported, import && run.Options.GetValue(_shorter), findings);
        HoldAgainstTranscript(run, input, findings);
        rows?.Take(run, input.Path, input.Manifest, response.Bundles, run.Options.GetValue(_settle),
            findings);
        if (import && !findings.HasFaults)
        {
            DemandBackups(run, response, imported, keys);
            imported = File(run, (input, waiver), imported, keys, rows);
            WarnOfStandby(run, input, keys);
        }

        BundleReport report = new(response.Domain) { Bundles = response.Bundles };
        report.Add("response", input);
        ExitStatus status = report.Write(run, findings);
        SayRunway(run, imported);
        return status;
    }

    private void HoldAgainstTranscript(ToolRun run, BundleInput<SignedResponse> input, FindingList findings)
    {
        if (run.Options.GetValue(_transcript) is not { } path)
        {
            return;
        }

        CeremonyTranscript? transcript = CeremonyTranscript.Read(BundleFiles.Octets(path), path, findings);
        CeremonyCheckCommand.CheckFile(transcript, path, input.Path, input.Digest, findings);
        if (input.ManifestDigest is { } digest)
        {
            CeremonyCheckCommand.CheckFile(transcript, path, input.ManifestPath, digest, findings);
        }

        CeremonyCheckCommand.CheckEnd(transcript, path, findings);
    }

    private void Judge(
        ToolRun run, BundleInput<SignedResponse> input, (string File, SignedResponse Response)? previous,
        KeyDirectory keys, FindingList findings)
    {
        BundleInput<SigningRequest>? request = _request.Read(run);
        ResponseControls.Check(input.Content, request?.Content, previous?.Response,
            KskDutyOptions.KsksOf(keys), findings);
        if (previous is { } before)
        {
            RequestPast.Replaced(before.Response, input.Content.Bundles[0].Inception, before.File, findings);
        }

        DemandPast(run, input, previous?.File, findings);
        if (request is null)
        {
            run.Console.Warn($"{input.Path}: was not compared with the request that it answers");
        }

        if (input.Manifest is not { } manifest)
        {
            return;
        }

        if (manifest.Sealed is { } loss)
        {
            findings.Add(new Finding(
                CheckCodes.SealedUnknown, new SourceLocation(input.Path), $"it is a sealed response for {SealedSet.NameOf(loss)}")
            {
                Hint = "it stays in its bag; on the day put it to use with `keyall response activate`",
            });
        }

        if (request is not null && manifest.Answered != request.Digest)
        {
            Report(findings, input.Path, manifest.Answered is null
                ? "its manifest does not say which request it answers"
                : $"it was made for another request than {request.Path}", "name the request that was carried to the other side");
        }
    }

    // That a response is the first is for the operator to say: a manifest that was made anew could leave the
    // past out, and one before it may have been forgotten.
    private void DemandPast(ToolRun run, BundleInput<SignedResponse> input, string? previous,
        FindingList findings)
    {
        bool isFirst = run.Options.GetValue(_first);
        string? before = previous is null ? null : BundleManifest.DigestOf(BundleFiles.Octets(previous));
        const string inOrder = "import all responses in their order; move away one that was replaced";
        if (isFirst && previous is not null)
        {
            Report(findings, input.Path, $"it is not the first: {previous} was imported before",
                "leave --first out");
        }
        else if (input.Manifest is { } manifest && manifest.Previous != before)
        {
            Report(findings, input.Path, before is null ? "it follows a response that was not imported here"
                : manifest.Previous is null
                ? $"its manifest names no response before it, and {previous} was imported before"
                : $"it does not follow {previous}, which was imported before", inOrder);
        }
        else if (!isFirst && previous is null)
        {
            Report(findings, input.Path, "no response before it was imported here",
                "import the one before it first; where there is none say --first");
        }
    }

    private static void Report(FindingList findings, string place, string message, string hint) =>
        findings.Add(new Finding(CheckCodes.BundlePrevious, new SourceLocation(place),
            message)
        { Hint = hint });

    private ResponseDirectory File(
        ToolRun run, (BundleInput<SignedResponse> Input, string? Waiver) accepted, ResponseDirectory imported,
        KeyDirectory keys, SharedRows? rows)
    {
        bool isReal = !run.TimeWasGiven || run.Options.GetValue(_forReal);
        if (isReal)
        {
            ResponseFiling.Keep(run, accepted, imported.Path);
            imported = ResponseFiling.File(accepted.Input, imported, activated: null);
            WriteNewKsks(run, accepted.Input.Content, keys, rows);
        }
        else
        {
            run.Console.Say(SharedRows.NotReal);
        }

        rows?.Keep(run, isReal);
        return imported;
    }

    // On the day the KSKs are lost, whoever vouches has to be known; the time to bring its key is now.
    private static void WarnOfStandby(ToolRun run, BundleInput<SignedResponse> input, KeyDirectory keys)
    {
        IEnumerable<ZoneKey> known = KskDutyOptions.KsksOf(keys)
            .Concat(input.Content.Bundles.SelectMany(bundle => bundle.EntryPoints).Select(key => key.Key));
        if (input.Manifest?.Sets.Any(set => set.Loss == KeyLoss.Ksk) is true
            && known.All(ksk => RequestSignCommand.HasSigned(ksk, input.Content)))
        {
            run.Console.Warn($"the sealed response {SealedSet.NameOf(KeyLoss.Ksk)} is signed by a standby KSK that "
                + $"is not known here: bring its .key file to {keys.Path}, or it cannot be put to use");
        }
    }

    // Our own ZSKs that this response is the first to publish: those that sign already go on, and of another
    // signer's we have no copies.
    private void DemandBackups(ToolRun run, SignedResponse response, ResponseDirectory imported,
        KeyDirectory keys) =>
        _backups.Of(run.Options, _policy.GateOf(run, response.Domain))?.DemandBeforeCommit(
            keys.Keys.Where(key => (key.Software is not null || key.Reference is not null)
                && !(key.Timing.Activate <= run.Now))
                .Select(key => key.Key).Intersect(ZsksOf(response))
                .Except(imported.Responses.SelectMany(entry => ZsksOf(entry.Response))),
            imported.Responses.SelectMany(entry => ZsksOf(entry.Response)), "import the response again",
            keys);

    private static IEnumerable<ZoneKey> ZsksOf(SignedResponse response) =>
        response.Bundles.SelectMany(bundle => bundle.ZoneSigners).Select(key => key.Key);

    // With a KSK's row comes its key: a KSK that is trusted here vouched for it.
    private static void WriteNewKsks(ToolRun run, SignedResponse response, KeyDirectory keys,
        SharedRows? rows)
    {
        if (rows is null)
        {
            return;
        }

        ImmutableArray<ZoneKey> known = KskDutyOptions.KsksOf(keys);
        foreach (BundleKey key in response.Bundles.SelectMany(bundle => bundle.EntryPoints)
            .Where(key => !key.Key.IsRevoked && !known.Any(key.IsSameKey)).DistinctBy(key => key.Key))
        {
            string path = Path.Combine(keys.Path, $"{BindKeyName.Of(key.Key)}.key");
            TextFile.Write(path, new BindPublicFile(key.Key, key.Ttl, KeyTiming.None).ToText());
            run.Console.Say($"{path}: written; {key.Key} is trusted here from now on");
        }
    }

    private static void SayRunway(ToolRun run, ResponseDirectory imported)
    {
        Timestamp end = imported.CoveredUntil(run.Now);
        run.Console.Say(end > run.Now
            ? $"responses last until {end}, {(end - run.Now) / 86_400} days from now"
            : $"no response covers {run.Now}");
    }
}
