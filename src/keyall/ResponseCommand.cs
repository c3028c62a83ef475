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
    private readonly Argument<string> _file = new("FILE") { Description = "The response, in any of the three formats" };
    private readonly Option<string?> _keyIndex = SharedRows.Option();

    private readonly Option<string?> _request = new("--request") { Description = "The request that it answers", HelpName = "FILE" };

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

    internal Command CreateCheck() => new Command("check", "Checks a response: signatures, times, and the chain to the one before; status 1 where something is wrong")
    {
        _file, _keys, _bundles, _request, _keyIndex,
    }
    .Does(run => Check(run, import: false))
    .WithExample("keyall response check skr.xml --keys keys --bundles bundles --request ksr.xml", "See whether a response may be imported.");

    internal Command CreateImport() => new Command("import", "Checks a response and files it where signall --bundles serves it from")
    {
        _file, _keys, _bundles, _request, _keyIndex,
    }
    .Does(run => Check(run, import: true))
    .WithExample("keyall response import skr.xml --keys keys --bundles bundles --request ksr.xml", "Check a response and put it beside the others.");

    private ExitStatus Check(ToolRun run, bool import)
    {
        BundleInput<SignedResponse> input = BundleFiles.Response(run.Options.GetRequiredValue(_file));
        SignedResponse response = input.Content;
        string directory = run.Options.GetRequiredValue(_bundles);
        ResponseDirectory imported = ResponseDirectory.Read(directory, response.Domain);
        using KeyDirectory keys = KeyOptions.Read(run.Options.GetRequiredValue(_keys), response.Domain, run.Console);
        SigningRequest? request = run.Options.GetValue(_request) is { } path ? BundleFiles.Request(path).Content : null;
        SignedResponse? previous = imported.Responses.Select(entry => entry.Response)
            .LastOrDefault(entry => entry.Bundles[0].Inception < response.Bundles[0].Inception);
        ImmutableArray<ZoneKey> trusted = [.. keys.Keys.Select(key => key.Key).Where(key => key.IsSep)];
        FindingList findings = new();
        ResponseControls.Check(response, request, previous, trusted, findings);
        CheckDrift(input, SharedRows.Read(run, _keyIndex, response.Domain, response.Bundles[0].Inception), findings);
        string destination = ResponseDirectory.PathFor(directory, response);
        if (import && !findings.HasFaults)
        {
            File(destination, input);
            imported = ResponseDirectory.Read(directory, response.Domain);
        }

        BundleReport report = new(response.Domain) { Bundles = response.Bundles };
        report.Add("response", input.Path, input.Digest);
        ExitStatus status = report.Write(run, findings);
        SayRunway(run, imported);
        return status;
    }

    // A response never takes another's place: what was served must stay to be looked at.
    private static void File(string destination, BundleInput<SignedResponse> input)
    {
        if (System.IO.File.Exists(destination) && !System.IO.File.ReadAllBytes(destination).AsSpan().SequenceEqual(input.Octets))
        {
            throw new UnwritableOutputException(
                $"{destination}: another response that begins at this moment was imported before", "move that one away if this is to take its place");
        }

        using OutputFile file = OutputFile.Create(destination);
        file.Write(0, input.Octets);
        file.Flush();
        file.Commit();
    }

    private static void CheckDrift(BundleInput<SignedResponse> input, SharedRows? rows, FindingList findings)
    {
        if (rows is not null && input.Manifest is { } manifest)
        {
            RowDrift.CheckOurs(manifest, rows.Online, input.Path, findings);
            RowDrift.CheckTheirs(manifest, rows.Offline, input.Path, findings);
        }
    }

    private static void SayRunway(ToolRun run, ResponseDirectory imported)
    {
        Timestamp end = imported.CoveredUntil(run.Now);
        run.Console.Say(end > run.Now
            ? $"responses last until {end}, {(end - run.Now) / 86_400} days from now" : $"no response covers {run.Now}");
    }
}
