using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keyall;

/// <summary>The options that name keys, and what all commands do with them.</summary>
internal static class KeyOptions
{
    internal static Option<string> Directory(bool create = false) => new("--keys", "-K")
    {
        Description = create ? "Directory that takes the key files" : "Directory of BIND key files",
        HelpName = "DIR",
        Required = true,
    };

    internal static Option<string> Zone(string description, bool required = true) => new("--zone", "-z")
    {
        Description = description,
        HelpName = "NAME",
        Required = required,
    };

    internal static Option<string> Algorithm(string description) => new("--algorithm", "-a")
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => nameof(DnssecAlgorithm.ECDSAP256SHA256),
    };

    /// <exception cref="UsageException">It is none to make keys of.</exception>
    internal static DnssecAlgorithm AlgorithmOf(ToolRun run, Option<string> option)
    {
        string name = run.Options.GetRequiredValue(option);
        return AlgorithmTraits.TryParse(name, out AlgorithmTraits? traits)
            ? traits.Algorithm : throw new UsageException(
            $"--algorithm {name} is not one to make keys of",
            $"take one of {string.Join(", ", AlgorithmTraits.All.Where(row => !row.SignsOnlyWhenForced).Select(row => row.Mnemonic))}");
    }

    internal static Option<string?> Tags() => new("--tags")
    {
        Description =
            "Tags that a new key may have, where several signers make keys of the zone: 0-32767, or 0/2 for the even ones",
        HelpName = "LOW-HIGH|R/M",
    };

    /// <exception cref="UsageException">It is no share of the tags.</exception>
    internal static TagShare TagsOf(ToolRun run, Option<string?> option) =>
        run.Options.GetValue(option) is not { } text ? default
        : TagShare.TryParse(text, out TagShare? share) ? share.Value
        : throw new UsageException($"--tags {text} is no share of the key tags", TagShare.Forms);

    /// <summary>Adds options to a command.</summary>
    internal static Command WithOptions(this Command command, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <exception cref="UsageException">It is no domain name.</exception>
    internal static DomainName NameOf(string text) => ZoneNameText.Parse("--zone", text);

    /// <summary>Reads a zone's keys; faults end the run.</summary>
    /// <exception cref="UnreadableInputException">A key file has a fault.</exception>
    internal static KeyDirectory Read(string directory, DomainName zone, ToolConsole console,
        PassphraseReader? passphrases = null)
    {
        FindingList findings = new();
        KeyDirectory keys = KeyDirectory.Read(directory, zone, findings, passphrases);
        if (findings.HasFaults)
        {
            keys.Dispose();
            throw new UnreadableInputException($"{directory}: key files of {zone} have faults",
                findings: findings.Kept);
        }

        console.Report(findings.Kept);
        return keys;
    }

    /// <exception cref="UnwritableOutputException">It is not there.</exception>
    internal static void DemandDirectory(string directory)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            throw new UnwritableOutputException(
                $"{directory}: there is no such directory",
                $"make it for its owner alone: mkdir -m 700 '{directory}'");
        }
    }
}
