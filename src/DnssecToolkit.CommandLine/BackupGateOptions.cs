using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;

namespace DnssecToolkit.CommandLine;

/// <summary>The options by which a policy demands backups.</summary>
public sealed class BackupGateOptions
{
    private readonly Option<string> _require = new Option<string>("--require-backup")
    {
        Description = "What a key needs before its first use, by the register of copies",
        HelpName = "none|made|proven",
        DefaultValueFactory = _ => "none",
    }.AcceptOnlyFromAmong("none", "made", "proven");

    private readonly Option<string?> _register = new("--backup-register")
    {
        Description = "The register of copies that keybackup keeps",
        HelpName = "FILE",
    };

    /// <summary>Both of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [_require, _register];

    /// <summary>The register that was named, whether anything is demanded or not; or else the
    /// configuration's; empty where there is none.</summary>
    /// <param name="given">The options.</param>
    /// <param name="configured">What a configuration demands, or null.</param>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    public BackupRegister RegisterOf(ParseResult given, GatePolicy? configured = null) =>
        given.GetValue(_register) is { } named ? BackupRegisterFile.Read(named)
        : configured?.BackupRegister is { } path && File.Exists(path)
        ? BackupRegisterFile.Read(path) : BackupRegister.Empty;

    /// <summary>Gives the gate, or null where nothing is demanded.</summary>
    /// <param name="given">The options.</param>
    /// <param name="configured">What a configuration demands where the options do not say it, or
    /// null.</param>
    /// <exception cref="UsageException">Something is demanded, and no register named.</exception>
    public BackupGate? Of(ParseResult given, GatePolicy? configured = null)
    {
        if (configured is not null && given.GetResult(_require) is not { Implicit: false })
        {
            return BackupGate.Of(configured);
        }

        BackupDemand demand = given.GetValue(_require) switch
        {
            "made" => BackupDemand.Made,
            "proven" => BackupDemand.Proven,
            _ => BackupDemand.None,
        };
        return demand == BackupDemand.None ? null : new BackupGate(demand, given.GetValue(_register)
            ?? throw new UsageException("--require-backup takes the register of copies",
                "give --backup-register FILE; `keybackup create --register FILE` makes it"));
    }
}
