using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keyall;

/// <summary>The registers of copies in which keys are looked up before they are destroyed: as the options
/// say, or else as the configuration has it for each zone.</summary>
internal sealed class CopyRegisters(ToolRun run, BackupGateOptions options,
    RolloverPolicyOptions configuration)
{
    private readonly Dictionary<DomainName, BackupRegister> _read = [];

    /// <summary>The register for the keys of a zone; empty where there is none.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    internal BackupRegister Of(DomainName zone) => _read.TryGetValue(zone, out BackupRegister? read) ? read
        : _read[zone] = options.RegisterOf(run.Options, configuration.GateOf(run, zone));

    /// <summary>Refuses to destroy a key without the copy that is demanded.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    /// <exception cref="UnreadableInputException">The register cannot be read.</exception>
    internal void Demand(DoomedKey key)
    {
        if (options.Of(run.Options, configuration.GateOf(run, key.Row.Zone)) is { } gate
            && !Of(key.Row.Zone).Satisfies(key.Key, gate.Demand))
        {
            throw new RefusedException(CheckCodes.BackupMissing,
                $"{gate.Register} has no copy of {key.Row} that was {gate.Wanted}, as is demanded",
                "make and prove one with keybackup; or destroy it all the same with --require-backup none");
        }
    }
}
