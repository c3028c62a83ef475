using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>The register of copies on disk.</summary>
public static class BackupRegisterFile
{
    /// <summary>Reads a register.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults: then nobody can say which
    /// keys have copies.</exception>
    public static BackupRegister Read(string path)
    {
        byte[] octets;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > BackupRegister.MostOctets)
            {
                throw new UnreadableInputException(
                    $"{path}: {file.Length} octets are too many for a register of copies");
            }

            octets = new byte[file.Length];
            file.ReadExactly(octets);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {fault.Message}",
                "`keybackup create --register` makes it; after a restore "
                + "`keybackup prove --register` enters the keys of the set", inner: fault);
        }

        FindingList findings = new();
        BackupRegister register = BackupRegister.Read(octets, path, findings);
        return findings.HasFaults
            ? throw new UnreadableInputException($"{path}: the register of copies has faults",
                "mend the lines above",
                findings.Kept)
            : register;
    }

    /// <summary>Changes a register, which is made where there is none; two runs take turns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">Gives the new register for the old.</param>
    /// <exception cref="UnreadableInputException">The old one cannot be read.</exception>
    /// <exception cref="UnwritableOutputException">The new one cannot be written.</exception>
    /// <exception cref="LockHeldException">Another run has held it for ten seconds.</exception>
    public static void Change(string path, Func<BackupRegister, BackupRegister> change)
    {
        const long Patience = 10;
        using OutputFile file = OutputFile.Create(path, Patience);
        file.Write(0, change(File.Exists(path) ? Read(path) : BackupRegister.Empty).ToOctets());
        file.Flush();
        file.Commit();
    }
}
