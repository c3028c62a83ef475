using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations;

/// <summary>Brings the files of an opened set back: into a new directory, all of them or none.</summary>
public static class BackupRestore
{
    private const UnixFileMode OwnersDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Writes the files beside the directory, then gives it its name.</summary>
    /// <param name="contents">The files.</param>
    /// <param name="directory">A path where nothing is yet.</param>
    /// <exception cref="UnwritableOutputException">Something is there, or it cannot be written; nothing is left
    /// behind.</exception>
    public static void To(BackupContents contents, string directory)
    {
        string target = Path.GetFullPath(directory).TrimEnd('/');
        DemandFree(directory);
        string staging = Path.Combine(Path.GetDirectoryName(target) ?? "/", $".{Path.GetFileName(target)}.partial");
        try
        {
            if (Path.Exists(staging))
            {
                Directory.Delete(staging, recursive: true); // of a run that was killed
            }

            WriteAll(contents, staging);
            Directory.Move(staging, target);
            DirectoryEntry.Flush(Path.GetDirectoryName(target)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            if (Path.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }

            throw new UnwritableOutputException($"{directory}: cannot be written: {fault.Message}",
                "nothing was restored; see that there is room", fault);
        }
    }

    /// <summary>Refuses a directory that is there.</summary>
    /// <exception cref="UnwritableOutputException">Something is there.</exception>
    public static void DemandFree(string directory)
    {
        if (Path.Exists(Path.GetFullPath(directory).TrimEnd('/')))
        {
            throw new UnwritableOutputException($"{directory}: is there already, and nothing is ever restored over something", "name a new directory");
        }
    }

    /// <summary>Writes files below a directory that only its owner can enter.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static void WriteAll(BackupContents contents, string directory)
    {
        Directory.CreateDirectory(directory, OwnersDirectory);
        foreach ((string name, ReadOnlyMemory<byte> octets) in contents.Files)
        {
            string path = Path.Combine(directory, name);
            string parent = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(parent, OwnersDirectory);
            NewFile.Create(path, octets.Span, NewFile.OwnerOnly);
        }

        foreach (string made in Directory.EnumerateDirectories(directory, "*",
            SearchOption.AllDirectories).Append(directory))
        {
            DirectoryEntry.Flush(made);
        }
    }
}
