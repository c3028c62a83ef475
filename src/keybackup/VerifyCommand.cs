using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup verify</c>.</summary>
internal sealed class VerifyCommand
{
    private readonly SetOpening _opening = new();

    private readonly Argument<string[]> _sets = new("SET")
    {
        Description = "Copies of one sealed set",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly SignerOption _signer = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command(
        "verify", "Checks that copies are whole, signed and the same; with what opens the set, that it opens and every file has its digest")
    {
        _sets, _signer.Option, _opening.Passphrase, _opening.Shares,
    }
    .Does(Verify)
    .WithExample("keybackup verify /media/a/keys.sealed /media/b/keys.sealed",
        "Compare the copies on two media; asks for no secret.");

    private ExitStatus Verify(ToolRun run)
    {
        FindingList findings = new();
        List<SealedSet> sets = [];
        foreach (string path in run.Options.GetRequiredValue(_sets))
        {
            if (SetOpening.ReadOneOf(path, findings) is { } set)
            {
                _signer.Check(run, set, findings);
                CheckSame(sets, set, findings);
                sets.Add(set);
            }
        }

        run.Report(findings);
        if (_opening.IsGiven(run) && sets.Count > 0)
        {
            using BackupContents contents = _opening.Open(run, sets[0]);
        }

        Print(run, sets, findings);
        return SetOpening.StatusOf(findings);
    }

    private static void CheckSame(List<SealedSet> sets, SealedSet set, FindingList findings)
    {
        if (sets.Count > 0 && !sets[0].Octets.SequenceEqual(set.Octets))
        {
            findings.Add(new Finding(CheckCodes.BackupDiffers, new SourceLocation(set.Path),
                sets[0].Manifest.Set == set.Manifest.Set
                ? $"has other octets than {sets[0].Path}, though both are set {set.Manifest.Set[..8]} and whole"
                : $"is set {set.Manifest.Set[..8]} of {set.Manifest.Created}, and {sets[0].Path} is set {sets[0].Manifest.Set[..8]} of {sets[0].Manifest.Created}"));
        }
    }

    private void Print(ToolRun run, List<SealedSet> sets, FindingList findings)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteBoolean("good", !findings.HasFaults);
                json.WriteBoolean("signerChecked", _signer.IsGiven(run));
                json.WriteStartArray("sets");
                foreach (SealedSet set in sets)
                {
                    json.WriteStartObject();
                    SetReport.WriteJson(json, set);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                FindingJson.Write(json, findings.Kept);
            }));
        }
        else if (!findings.HasFaults)
        {
            run.Console.Say(sets.Count == 1 ? $"{sets[0]} is whole"
                : $"set {sets[0].Manifest.Set} is whole and the same on {sets.Count} media");
            if (!_signer.IsGiven(run))
            {
                run.Console.Hint(
                    $"the signer was not checked: compare {sets[0].Signer} with the ceremony's paper, or give --signer");
            }
        }
    }
}
