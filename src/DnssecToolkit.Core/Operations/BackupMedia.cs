using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Operations.Interop;

namespace DnssecToolkit.Operations;

/// <summary>Puts a sealed set onto media and reads it back from there.</summary>
public static class BackupMedia
{
    /// <summary>The largest file that is taken for a sealed set: the largest payload with manifest and
    /// digests.</summary>
    private const long MostOctets = 320 << 20;

    /// <summary>Writes a set onto every medium, durably and over nothing, and reads each back.</summary>
    /// <param name="octets">The set.</param>
    /// <param name="paths">Its file on each medium.</param>
    /// <param name="written">Told of each file when it is written and not yet read back, or null.</param>
    /// <param name="kept">Told of each file that was read back, whatever becomes of the others, or
    /// null.</param>
    /// <exception cref="UnwritableOutputException">One or more media failed; the others have the set all the
    /// same.</exception>
    /// <exception cref="LockHeldException">Another run is writing one of the files.</exception>
    public static void Write(byte[] octets, IReadOnlyList<string> paths, Action<string>? written = null,
        Action<string>? kept = null)
    {
        List<UnwritableOutputException> failures = [];
        foreach (string path in paths)
        {
            try
            {
                WriteOne(octets, path);
                written?.Invoke(path);
                ReadBack(octets, path);
                kept?.Invoke(path);
            }
            catch (UnwritableOutputException failure)
            {
                failures.Add(failure);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A medium that is gone fails anew when what was begun on it is to be removed.
                failures.Add(new UnwritableOutputException($"{path}: cannot be written: {fault.Message}",
                    inner: fault));
            }
        }

        if (failures.Count > 0)
        {
            int good = paths.Count - failures.Count;
            throw new UnwritableOutputException(
                string.Join("; ", failures.Select(failure => failure.Message)),
                good == 0 ? "no medium has this set"
                    : $"{good} of {paths.Count} media have this set: use another medium for the rest, or make it anew",
                failures[0]);
        }
    }

    /// <summary>A path that names the same new file as another, by whatever name its directory has; null
    /// where there is none.</summary>
    public static string? Twice(IReadOnlyList<string> paths) => paths
        .GroupBy(path => (DirectoryOf(path)?.Device, DirectoryOf(path)?.Inode,
            DirectoryOf(path) is null ? Path.GetFullPath(path) : Path.GetFileName(path)))
        .FirstOrDefault(same => same.Count() > 1)?.Last();

    /// <summary>What may be wrong with a choice of several media, as clauses: one file system for two, or
    /// that of the system itself, as where a medium is not mounted.</summary>
    public static IEnumerable<string> DoubtsAbout(IReadOnlyList<string> paths)
    {
        ulong? root = FileStatus.Of("/")?.Device;
        foreach (IGrouping<ulong?, string> medium in paths.GroupBy(path => DirectoryOf(path)?.Device)
            .Where(medium => medium.Key is not null && paths.Count > 1))
        {
            string names = string.Join(", ", medium);
            if (medium.Key == root)
            {
                yield return $"{names}: on this host's root file system; is the medium mounted?";
            }
            else if (medium.Count() > 1)
            {
                yield return $"{names}: on one file system, which is one medium";
            }
        }
    }

    private static FileStatus? DirectoryOf(string path) =>
        FileStatus.Of(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");

    /// <summary>Reads a file that may be a sealed set.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is too large to be one.</exception>
    public static byte[] Read(string path) => Read(path, MostOctets, length => new byte[length]);

    /// <summary>Reads a file with a secret into memory that is locked; the caller wipes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most octets that it may have.</param>
    /// <exception cref="UnreadableInputException">It cannot be read, or is too large.</exception>
    public static byte[] ReadSecret(string path, int most) => Read(path, most, SecretMemory.Allocate);

    private static byte[] Read(string path, long most, Func<int, byte[]> allocate)
    {
        if (FileKind.IsSomethingElse(path))
        {
            // To open a pipe would wait for its writer, for ever.
            throw new UnreadableInputException($"{path}: not a regular file",
                "copy what it gives into a file");
        }

        byte[] octets = [];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek || file.Length > most)
            {
                throw new UnreadableInputException(
                    $"{path}: not a regular file, or larger than {most} octets");
            }

            octets = allocate((int)file.Length);
            file.ReadExactly(octets);
            return octets;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            CryptographicOperations.ZeroMemory(octets);
            throw new UnreadableInputException($"{path}: cannot be read: {fault.Message}",
                "is the medium in and mounted?", inner: fault);
        }
    }

    private static void WriteOne(byte[] octets, string path)
    {
        using OutputFile file = OutputFile.CreateNew(path);
        file.Write(0, octets);
        file.Flush();
        file.Commit();
    }

    private static void ReadBack(byte[] octets, string path)
    {
        try
        {
            // Without this the page cache answers, whatever became of the medium.
            PageCache.Forget(path);
            if (!SHA256.HashData(Read(path)).AsSpan().SequenceEqual(SHA256.HashData(octets)))
            {
                throw new UnwritableOutputException($"{path}: what was read back is not what was written",
                    "throw this medium away");
            }
        }
        catch (Exception failure) when (
            failure is UnreadableInputException or IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{path}: was written, and could not be read back: {failure.Message}",
                "is the medium still in?", failure);
        }
    }
}
