using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations;

/// <summary>A new file that only its owner can read, on the medium when the call returns; never written over
/// another.</summary>
public static class PrivateFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">A path where nothing is yet.</param>
    /// <param name="octets">What goes into it.</param>
    /// <exception cref="UnwritableOutputException">Something is there, or it cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> octets)
    {
        try
        {
            NewFile.Create(path, octets, NewFile.OwnerOnly);
            DirectoryEntry.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be written: {fault.Message}",
                "name a new file in a directory that has room", fault);
        }
    }

    /// <summary>Overwrites a file and removes it; media that write elsewhere keep what was there
    /// (docs/guide/rollovers.md).</summary>
    /// <param name="path">The file; what a run that was killed has left of it goes, too.</param>
    /// <returns>False where there is none.</returns>
    /// <exception cref="UnwritableOutputException">It cannot be removed.</exception>
    public static bool Destroy(string path)
    {
        string going = GoingOf(path);
        try
        {
            bool wasGoing = Overwrite(going);
            if (!File.Exists(path))
            {
                return wasGoing;
            }

            // By another name first: half overwritten it would be taken for a damaged key.
            File.Move(path, going);
            DirectoryEntry.Flush(Path.GetDirectoryName(going)!);
            return Overwrite(going);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be removed: {fault.Message}",
                "its directory must be writable", fault);
        }
    }

    /// <summary>Where a file is while it is overwritten: a name that no key has.</summary>
    internal static string GoingOf(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.going");
    }

    private static bool Overwrite(string path)
    {
        const int Slice = 1 << 16;
        if (!File.Exists(path))
        {
            return false;
        }

        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (long left = file.Length; left > 0; left -= Slice)
            {
                file.Write(RandomNumberGenerator.GetBytes((int)Math.Min(left, Slice)));
            }

            file.FlushToMedium();
            file.SetLength(0);
        }

        File.Delete(path);
        DirectoryEntry.Flush(Path.GetDirectoryName(path)!);
        return true;
    }
}
