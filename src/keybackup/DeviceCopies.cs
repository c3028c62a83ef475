using DnssecToolkit.Backup;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keybackup;

/// <summary>The rows of the register for copies that are no files but in a device; none of this does anything
/// where no register is kept.</summary>
/// <param name="register">The register's path, or null.</param>
/// <param name="kind">What the device is called.</param>
internal sealed class DeviceCopies(string? register, string kind)
{
    /// <summary>Whether a register is kept.</summary>
    internal bool AreKept => register is not null;

    /// <summary>Sees that the register can be kept, before anything is done that it should have.</summary>
    /// <exception cref="Diagnostics.UnreadableInputException">It has faults.</exception>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    internal void Check() => Change(known => known);

    /// <summary>Enters keys that came into a device and have signed there.</summary>
    /// <param name="serial">The device's serial number.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="moment">When they signed.</param>
    /// <param name="set">The set that they came from, or none.</param>
    internal void Enter(string serial, IEnumerable<(ZoneKey Key, KeyRole Role)> keys, Timestamp moment,
        string set = BackupCopy.NoSet) => Change(copies => keys.Aggregate(copies, (known, key) =>
            known.WithDevice(key.Key, key.Role, PlaceOf(serial), moment, set)));

    /// <summary>Strikes out what was in a device that is erased.</summary>
    internal void StrikeOut(string serial) => Change(known => known.Without(PlaceOf(serial)));

    /// <summary>The place of copies in a device; a row of the register takes no control character.</summary>
    internal string PlaceOf(string serial) =>
        $"{kind} {string.Concat(serial.Where(character => !char.IsControl(character)))}";

    private void Change(Func<BackupRegister, BackupRegister> change)
    {
        if (register is not null)
        {
            BackupRegisterFile.Change(register, change);
        }
    }
}
