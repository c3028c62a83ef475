using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Configuration;
using DnssecToolkit.Configuration.Import;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Migration;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Signall;

/// <summary><c>signall config import</c>.</summary>
internal sealed class ConfigImportCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description =
            "The other program's files: named.conf; knot.conf; or conf.xml, kasp.xml, zonelist.xml and the zones' signconf files",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _from = new Option<string>("--from")
    {
        Description = "The other program",
        HelpName = "bind|knot|opendnssec",
        Required = true,
    }.AcceptOnlyFromAmong("bind", "knot", "opendnssec");

    private readonly Option<string> _state = Directory("--state",
        "The state directory to write into the configuration", "/var/lib/dnssec-toolkit");
    private readonly Option<string> _keys = Directory("--keys",
        "The key directory for keys that are not in BIND's files; they are put there with --signed", "/var/lib/dnssec-toolkit/keys");
    private readonly Option<string> _output = Directory("--output-directory",
        "The directory for signed zones that had no file of their own", "/var/lib/dnssec-toolkit/signed");

    private readonly Option<string[]?> _signed = new("--signed")
    {
        Description =
            "A zone as it is served now, signed, as text: its keys are taken over, and it is proven that it can be signed here; needs --ds; repeatable",
        HelpName = "FILE",
    };

    private readonly Option<string[]?> _ds = new("--ds")
    {
        Description = "A file with the DS records that the parents have now; repeatable",
        HelpName = "FILE",
    };

    private readonly Option<string?> _pin = new("--pin")
    {
        Description =
            "Where the PIN of tokens comes from: file:PATH, credential:NAME, env:NAME, fd:NUMBER or prompt",
        HelpName = "SOURCE",
    };

    private readonly TokenUseOptions _tokens = new();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new("import", "Makes a configuration from that of BIND, Knot DNS or OpenDNSSEC, on standard output, and tells what has no counterpart")
        {
            _files, _from, _state, _keys, _output, _signed, _ds, _pin,
        };
        return command.WithConfigured(_tokens).Does(Import)
            .WithExample(
                "signall config import --from bind /etc/bind/named.conf --signed cr.signed --ds dsset-cr. > dnssec.yaml",
                "Take over the zones with a dnssec-policy, and prove that cr signed here validates under the DS that it has.");
    }

    private static Option<string> Directory(string name, string description, string fallback) => new(name)
    {
        Description = description,
        HelpName = "DIR",
        DefaultValueFactory = _ => fallback,
    };

    private ExitStatus Import(ToolRun run)
    {
        string[] files = run.Options.GetRequiredValue(_files);
        ForeignProgram program = run.Options.GetRequiredValue(_from) switch
        {
            "bind" => ForeignProgram.Bind,
            "knot" => ForeignProgram.Knot,
            _ => ForeignProgram.OpenDnssec,
        };
        FindingList findings = new();
        ImportPlaces places = new(run.Options.GetRequiredValue(_state), run.Options.GetRequiredValue(_keys),
            run.Options.GetRequiredValue(_output));
        ConfigurationImport? import = ConfigurationImport.Read(program, files, places, findings);
        run.Report(findings);
        if (import is null)
        {
            throw new UsageException($"{string.Join(", ", files)}: not taken over",
                "mend what is listed above, or take it out");
        }

        string[] proven = [.. (run.Options.GetValue(_signed) ?? []).Select(file => Prove(run, import, file))];
        if (run.Json)
        {
            Write(run, import, findings, proven);
        }
        else
        {
            run.Console.Output.Write(import.Text);
        }

        return ExitStatus.Done;
    }

    private string Prove(ToolRun run, ConfigurationImport import, string file)
    {
        PresentZone present = PresentZone.Read(file, run.Cancellation);
        ZoneConfiguration zone = import.Configuration?.Find(present.Name) ?? throw new UsageException(
            $"--signed {file}: {present.Name} is not among the zones that are taken over",
            "give the file that lists it");
        TrustAnchor[] ds = [.. AnchorFile.Read(run.Options.GetValue(_ds) ?? [], [])
            .Where(anchor => anchor.Owner == zone.Name)];
        if (ds.Length == 0)
        {
            throw new UsageException($"--signed {file}: the DS of {zone.Name} is missing",
                $"ask the parent, and give the answer: dig +noall +answer {zone.Name} DS > ds; --ds ds");
        }

        TokenUse UseOf(string? pin) =>
            _tokens.Of(run, run.Options.GetValue(_pin) ?? pin, threads: 1) with { StateDirectory = null };
        if (import.Keys.Count > 0)
        {
            AdoptKeys(run, import, present, zone, UseOf(zone.Token?.Pin));
        }

        ZoneSigningReport report = ImportProof.Prove(zone, present, ds, run.Now,
            (token, _) => UseOf(token?.Pin), run.Cancellation);
        run.Console.Say(
            $"{zone.Name}: proven: signed here as serial {report.Serial}, after {report.PublishedSerial}, it validates under the present DS");
        if (System.IO.Path.GetFullPath(file) != System.IO.Path.GetFullPath(zone.Output))
        {
            run.Console.Say(
                $"{zone.Name}: before the first run, copy {file} to {zone.Output}: the serial goes on from there");
        }

        return zone.Name.ToString();
    }

    private static void AdoptKeys(ToolRun run, ConfigurationImport import, PresentZone present,
        ZoneConfiguration zone, TokenUse use)
    {
        if (!System.IO.Directory.Exists(zone.Keys))
        {
            throw new UsageException($"{zone.Keys}: there is no such directory for the keys",
                "make it, its owner's alone, or name another with --keys");
        }

        using OpenTokens tokens = new(use, zone.Token?.Module);
        foreach (string written in KeyAdoption.Adopt(present, zone.Keys, import.Keys, tokens, run.Now))
        {
            run.Console.Say($"{written}: made; the other program's key is left where it is");
        }
    }

    private static void Write(ToolRun run, ConfigurationImport import, FindingList findings,
        string[] proven) => run.Console.Output.WriteLine(JsonText.Object(json =>
    {
        json.WriteString("configuration", import.Text);
        json.WriteStartArray("proven");
        foreach (string zone in proven)
        {
            json.WriteStringValue(zone);
        }

        json.WriteEndArray();
        FindingJson.Write(json, findings.Kept);
    }));
}
