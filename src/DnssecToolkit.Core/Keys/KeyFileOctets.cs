using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Keys;

/// <summary>Reads a key file whole, up to a bound.</summary>
internal static class KeyFileOctets
{
    // The largest real one, RSA with 4096 bits and all timing lines, has under 5 kB.
    private const int MaximumLength = 65_536;

    /// <summary>Gives the file's octets in a pinned array that the caller wipes if they are secret.</summary>
    /// <exception cref="KeyUnavailableException">The file cannot be read, or is larger than any key file, or
    /// is none.</exception>
    public static byte[] Read(string path)
    {
        if (FileKind.IsSomethingElse(path))
        {
            // Opening a pipe would wait for its writer, for ever in an unattended run.
            throw new KeyUnavailableException($"{path}: is not a regular file, so no key file",
                "move it out of the key directory");
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > MaximumLength)
            {
                throw new KeyUnavailableException(
                    $"{path}: {file.Length} octets are too many for a key file");
            }

            byte[] octets = SecretMemory.Allocate((int)file.Length);
            file.ReadExactly(octets);
            return octets;
        }
        catch (IOException fault)
        {
            throw Unreadable(path, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Unreadable(path, fault);
        }
    }

    /// <summary>Whether the file's mode lets anybody but its owner read or write it.</summary>
    public static bool IsOpenToOthers(string path)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return (File.GetUnixFileMode(path) & others) != 0;
    }

    private static KeyUnavailableException Unreadable(string path, Exception fault) =>
        new($"{path}: cannot be read: {fault.Message}",
            "see that the path is right and that this user may read it", fault);
}
