using DnssecToolkit.Configuration;
using DnssecToolkit.Planning;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations;

/// <summary>Makes the job of signing a zone as the configuration has it.</summary>
internal static class ConfiguredJob
{
    /// <summary>Makes it.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="source">The file with the unsigned zone.</param>
    /// <param name="moment">The moment of signing.</param>
    /// <param name="tokens">Says how tokens are used.</param>
    /// <param name="threads">How many threads may work: 1 at least.</param>
    internal static ZoneSigningJob Of(
        ZoneConfiguration zone, string source, Timestamp moment,
        Func<TokenConfiguration?, int, TokenUse?> tokens, int threads)
    {
        return new ZoneSigningJob
        {
            ZoneFile = source,
            Reading = new ZoneFileOptions { Origin = zone.Name, Includes = zone.Includes, Threads = threads },
            KeyDirectory = zone.Keys,
            KeyIndex = zone.KeyIndex,
            Rollover = zone.Rollover,
            Responses = zone.Bundles,
            Output = zone.Output,
            Signing = zone.Policy.At(moment),
            Serial = zone.Policy.Serial,
            Nsec3 = zone.Policy.Nsec3,
            OptOut = zone.Policy.OptOut,
            Additions = new PreparationPolicy
            {
                Published = [],
                DnskeyTtl = zone.Policy.DnskeyTtl,
                Foreign = zone.Policy.Foreign,
                Cds = zone.Policy.Cds,
                Zonemd = zone.Policy.Zonemd,
            },
            ChildDsDirectory = zone.ChildDs is { } children && Directory.Exists(children) ? children : null,
            MaximumRemovedPercent = zone.Gate.MaximumRemovedPercent,
            MaximumChangedPercent = zone.Gate.MaximumChangedPercent,
            Backups = BackupGate.Of(zone.Gate),
            Nonce = zone.Policy.Nonce,
            Weak = zone.Policy.Weak,
            Tokens = tokens(zone.Token, threads),
            Module = zone.Token?.Module,
            BudgetSignatures = zone.Policy.BudgetSignatures,
            BudgetSeconds = zone.Policy.BudgetSeconds,
            Threads = threads,
        };
    }
}
