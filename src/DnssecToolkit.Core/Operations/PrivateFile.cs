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
    /// <returns>False where there is none.</returns>
    /// <exception cref="UnwritableOutputException">It cannot be removed.</exception>
    public static bool Destroy(string path)
    {
        const int Slice = 1 << 16;
        try
        {
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
            DirectoryEntry.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be removed: {fault.Message}",
                "its directory must be writable", fault);
        }
    }
}
