using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall roll foreign</c>.</summary>
internal sealed class RollForeignCommand
{
    private readonly MoveOptions _move = new();
    private readonly Option<string?> _key =
        new("--key") { Description = "Other signer's .key file, to publish its key", HelpName = "FILE" };
    private readonly Option<string?> _signer = new("--signer")
    {
        Description = "Who the other signer is",
        HelpName = "NAME"
    };
    private readonly Option<int?> _tag =
        new("--tag") { Description = "Tag of another signer's key, to let it leave", HelpName = "TAG" };

    private readonly Option<string?> _ended = new("--ended")
    {
        Description = "When the other signer has ceased to sign with it",
        HelpName = "MOMENT",
    };

    /// <summary>Makes the command.</summary>
    internal static Command Create() => new RollForeignCommand().Make();

    private Command Make() => _move.AddTo(new Command("foreign", "Publishes another signer's key (RFC 8901), or lets it leave when no cache has its signatures")
    {
        _key, _signer, _tag, _ended,
    })
    .Does(Roll)
    .WithExample(
        "keyall roll foreign --keyindex keyindex --keys keys --zone cr. --key Kcr.+013+41703.key --signer other.example",
        "Publish the ZSK of the other signer of cr., who may sign with it as soon as every resolver knows it.");

    private ExitStatus Roll(ToolRun run)
    {
        string? file = run.Options.GetValue(_key);
        if (file is not null == run.Options.GetValue(_tag) is not null)
        {
            throw new UsageException("it is not said which key of another signer comes or goes",
                "give --key FILE and --signer NAME, or --tag TAG and --ended MOMENT");
        }

        return file is not null ? Publish(run, file) : Withdraw(run);
    }

    private ExitStatus Publish(ToolRun run, string file)
    {
        string signer = run.Options.GetValue(_signer) is { Length: > 0 } name
            ? FieldText.Demand(_signer.Name, name)
            : throw new UsageException("--key takes the other signer's name", "give --signer NAME");
        ZoneKey key = Read(run, file, _move.ZoneOf(run));
        KeyRole role = key.IsSep ? KeyRole.KSK : KeyRole.ZSK;
        string placed = Path.Combine(_move.DirectoryOf(run), $"{BindKeyName.Of(key)}.key");
        return _move.Roll(run,
            (schedule, at) => ForeignKey.Add(schedule, role, key.Algorithm, key.Tag.Value, signer, at),
            () => TextFile.Write(placed, new BindPublicFile(key, null, KeyTiming.None).ToText()));
    }

    private ExitStatus Withdraw(ToolRun run)
    {
        Timestamp ended = run.MomentOf("--ended", run.Options.GetValue(_ended)
            ?? throw new UsageException(
                "--tag takes the moment at which the other signer ceased to sign with it", "give --ended MOMENT"));
        int tag = run.Options.GetValue(_tag)!.Value;
        return _move.Roll(run, (schedule, at) => ForeignKey.Remove(schedule, tag, ended, at));
    }

    private static ZoneKey Read(ToolRun run, string file, DomainName zone)
    {
        FindingList findings = new();
        BindPublicFile? read = BindPublicFile.Read(file, findings);
        run.Report(findings);
        return read?.Key is not { } key
            ? throw new UnreadableInputException($"{file}: the key file has faults",
                "ask the other signer for it again")
            : key.Zone != zone ? throw new UsageException($"{file}: the key is of {key.Zone}, not of {zone}")
            : !key.IsRevoked ? key
            : throw new UsageException($"{file}: the key is revoked",
                "another signer's revoked key is not for this key set");
    }
}
