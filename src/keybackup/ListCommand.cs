using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup list</c>.</summary>
internal sealed class ListCommand
{
    private const string Ending = ".sealed";

    private readonly Argument<string[]> _places = new("PLACE")
    {
        Description = "Sealed sets, or directories of them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly SignerOption _signer = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("list",
        "Lists the sealed sets on media: identifier, age, keys; asks for no secret") { _places,
        _signer.Option }
        .Does(List)
        .WithExample("keybackup list /media/a", "Show what is on a medium.");

    private ExitStatus List(ToolRun run)
    {
        FindingList findings = new();
        List<SealedSet> sets = [];
        foreach (string path in run.Options.GetRequiredValue(_places)
            .SelectMany(place => Files(place, findings)))
        {
            if (SetOpening.ReadOneOf(path, findings) is { } set)
            {
                _signer.Check(run, set, findings);
                sets.Add(set);
            }
        }

        run.Report(findings);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(sets, SetReport.WriteJson));
        }
        else
        {
            sets.ForEach(set => run.Console.Output.WriteLine(LineOf(run, set)));
        }

        return SetOpening.StatusOf(findings);
    }

    private static string LineOf(ToolRun run, SealedSet set)
    {
        string zones = string.Join(' ', set.Manifest.Keys.Select(key => key.Key.Zone.ToString()).Distinct()
            .Take(8));
        string age = $"made {Age.Of(run.Now, set.Manifest.Created)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Path} {set.Manifest.Set[..8]} {set.Manifest.Created} {age}, {set.Manifest.Keys.Count} keys {zones}")
            .TrimEnd();
    }

    // In a directory only what begins or ends as a set does, or is called one: a medium has other files too.
    private static IEnumerable<string> Files(string place, FindingList findings)
    {
        if (!Directory.Exists(place))
        {
            return [place];
        }

        try
        {
            return Directory.GetFiles(place).Where(path => path.EndsWith(Ending, StringComparison.Ordinal)
                || SealedSetReader.IsSet(path)).Order(StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            SetOpening.ReportUnreadable(place, new($"{place}: cannot be read: {fault.Message}"), findings);
            return [];
        }
    }
}
