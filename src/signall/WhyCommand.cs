using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Records;

namespace DnssecToolkit.Signall;

/// <summary><c>signall why</c>.</summary>
internal sealed class WhyCommand
{
    private readonly ConfigurationOptions _configuration = new();
    private readonly Argument<string> _name =
        new("NAME") { Description = "The name whose signatures are to be explained" };
    private readonly Argument<string?> _type = new("TYPE")
    {
        Description = "Its type [default: all]",
        Arity = ArgumentArity.ZeroOrOne
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("why", "Explains the signatures of a name: by which key, made when, in which run and why, and when they will be made again")
    {
        _name, _type, _configuration.File,
    }
    .Does(Explain)
    .WithExample("signall why www.example.cr A",
        "See which key signed www.example.cr A, when, and when that changes.");

    private ExitStatus Explain(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        string text = run.Options.GetRequiredValue(_name);
        if (!DomainName.TryParse(text, out DomainName name, out string? fault))
        {
            throw new UsageException($"{text} is no name: {fault}");
        }

        RRType? type = null;
        if (run.Options.GetValue(_type) is { } typeText)
        {
            type = RRTypeText.TryRead(System.Text.Encoding.UTF8.GetBytes(typeText.ToUpperInvariant()),
                out RRType known) ? known : throw new UsageException($"{typeText} is no type");
        }

        bool isDelegation = type == RRType.DS && !name.IsRoot; // the parent side of a cut has the DS (RFC 4034 §5)
        ZoneConfiguration zone = configuration.Enclosing(isDelegation ? name.Parent : name)
            ?? throw new UsageException(
            $"{configuration.File}: no zone has {name}{(isDelegation ? " DS" : "")}",
            "see `signall config show` for the zones");
        SignatureHistory[] histories = [.. SignatureHistory.Of(zone,
            StateDirectory.At(configuration.StateDirectory), name, type, run.Now)];
        foreach (SignatureHistory history in histories)
        {
            run.Console.Output.WriteLine(run.Json ? history.ToJson() : history.ToText());
        }

        return histories.Length > 0 ? ExitStatus.Done : throw new UsageException(
            $"{zone.Output}: {name}{(type is null ? "" : $" {RRTypeText.Format(type.Value)}")} has no signature",
            "a delegation's NS and glue are not signed; what is not in the zone has none");
    }
}
