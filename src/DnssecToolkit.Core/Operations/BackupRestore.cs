using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations;

/// <summary>Brings the files of an opened set back: into a new directory, all of them or none, and one run at
/// a time.</summary>
/// <remarks>For a directory <c>restored</c> the files lie in <c>.restored.partial</c> until all are there,
/// and an empty <c>.restored.lock</c> keeps two runs apart; it stays for good, because removing it would let
/// two runs lock two files of one name.</remarks>
public sealed class BackupRestore : IDisposable
{
    private readonly string _directory;
    private readonly FileStream _held;

    private BackupRestore(string directory, FileStream held)
    {
        _directory = directory;
        _held = held;
    }

    private string Target => TargetOf(_directory);

    /// <summary>Begins, so that no other run restores into the same directory until this is
    /// disposed.</summary>
    /// <param name="directory">A path where nothing is yet.</param>
    /// <exception cref="UnwritableOutputException">Something is there, or nothing can be made
    /// there.</exception>
    /// <exception cref="LockHeldException">Another run is restoring into it.</exception>
    public static BackupRestore Begin(string directory)
    {
        DemandFree(directory);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(ParentOf(directory));
            held = OutputFile.Hold(Beside(directory, "lock"), directory, TimeSpan.Zero, default);
            DemandFree(directory); // the run that had the lock may have come to its end
            return new BackupRestore(directory, held);
        }
        catch (LockHeldException other)
        {
            throw new LockHeldException($"{directory}: another restore is making this directory",
                "let it end, or name another directory; nothing was restored here", other);
        }
        catch (UnwritableOutputException)
        {
            held?.Dispose();
            throw;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(directory, fault);
        }
    }

    /// <summary>Writes the files beside the directory, then gives it its name.</summary>
    /// <param name="contents">The files.</param>
    /// <exception cref="UnwritableOutputException">They cannot be written; nothing is left
    /// behind.</exception>
    public void Write(BackupContents contents)
    {
        string staging = Beside(_directory, "partial");
        try
        {
            Remove(staging); // of a run that was killed: one that goes on would have the lock
            WriteAll(contents, staging);
            Directory.Move(staging, Target);
            DirectoryEntry.Flush(ParentOf(_directory));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Remove(staging);
            throw Unwritable(_directory, fault);
        }
    }

    /// <summary>Lets another run restore there.</summary>
    public void Dispose() => _held.Dispose();

    /// <summary>Writes files below a directory that only its owner can enter.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal static void WriteAll(BackupContents contents, string directory)
    {
        Directory.CreateDirectory(directory, NewFile.OwnersDirectory);
        foreach ((string name, ReadOnlyMemory<byte> octets) in contents.Files)
        {
            string path = Path.Combine(directory, name);
            string parent = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(parent, NewFile.OwnersDirectory);
            NewFile.Create(path, octets.Span, NewFile.OwnerOnly);
        }

        foreach (string made in Directory.EnumerateDirectories(directory, "*",
            SearchOption.AllDirectories).Append(directory))
        {
            DirectoryEntry.Flush(made);
        }
    }

    private static void DemandFree(string directory)
    {
        if (Path.Exists(TargetOf(directory)))
        {
            throw new UnwritableOutputException(
                $"{directory}: is there already, and nothing is ever restored over something",
                "name a new directory");
        }
    }

    private static void Remove(string staging)
    {
        if (Path.Exists(staging))
        {
            foreach (string file in Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories))
            {
                _ = PrivateFile.Destroy(file); // keys in the clear
            }

            Directory.Delete(staging, recursive: true);
        }
    }

    private static string TargetOf(string directory) => Path.GetFullPath(directory).TrimEnd('/');

    private static string ParentOf(string directory) => Path.GetDirectoryName(TargetOf(directory)) ?? "/";

    private static string Beside(string directory, string suffix) =>
        Path.Combine(ParentOf(directory), $".{Path.GetFileName(TargetOf(directory))}.{suffix}");

    private static UnwritableOutputException Unwritable(string directory, Exception fault) =>
        new($"{directory}: cannot be written: {fault.Message}",
            "nothing was restored; see that there is room", fault);
}
