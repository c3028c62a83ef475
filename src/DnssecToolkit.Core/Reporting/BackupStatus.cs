using DnssecToolkit.Backup;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>How old the copies of keys are, by a register of copies.</summary>
/// <param name="Register">The register's path.</param>
/// <param name="Copies">How many copies there are.</param>
/// <param name="Made">When the latest was made, or null.</param>
/// <param name="Proven">When a copy was proven last, or null.</param>
/// <param name="Problem">Why the register cannot be read, or null.</param>
public sealed record BackupStatus(string Register, int Copies, Timestamp? Made, Timestamp? Proven,
    string? Problem)
{
    /// <summary>Reads the registers that the configuration's gates name.</summary>
    internal static IReadOnlyList<BackupStatus> Read(SignerConfiguration configuration) =>
        [.. configuration.Zones.Select(zone => zone.Gate.BackupRegister).OfType<string>()
            .Distinct(StringComparer.Ordinal).Select(Read)];

    private static BackupStatus Read(string path)
    {
        try
        {
            BackupRegister register = BackupRegisterFile.Read(path);
            return new BackupStatus(path, register.Copies.Length,
                Latest(register.Copies.Select(copy =>
                    (Timestamp?)copy.Made)), Latest(register.Copies.Select(copy => copy.Proven)), null);
        }
        catch (UnreadableInputException fault)
        {
            return new BackupStatus(path, 0, null, null, fault.Message);
        }
    }

    private static Timestamp? Latest(IEnumerable<Timestamp?> moments) => moments.Max();
}
