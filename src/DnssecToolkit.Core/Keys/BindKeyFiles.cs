using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keys;

/// <summary>Writes a key as BIND does: a .key file, and a .private file that only its owner can read.</summary>
public static class BindKeyFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes both files; existing ones are never replaced.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="key">The key.</param>
    /// <param name="ttl">The TTL for the .key file in seconds, or null for none.</param>
    /// <returns>The .key file's path.</returns>
    /// <exception cref="UnwritableOutputException">A file is there already, or cannot be written.</exception>
    public static string Write(string directory, SoftwareKey key, uint? ttl = null)
    {
        string stem = Path.Combine(directory, BindKeyName.Of(key.Key).ToString());
        byte[] publicText = System.Text.Encoding.Latin1.GetBytes(new BindPublicFile(key.Key, ttl, key.Timing).ToText());
        using BindPrivateFile file = new(key.Key.Algorithm, key.Private.ExportComponents(), key.Timing);
        byte[] privateText = file.ToOctets();
        try
        {
            // The private half first: no public key is ever announced whose private half did not reach the disk.
            Place(stem + ".private", privateText, OwnerOnly);
            Place(stem + ".key", publicText, ReadableByAll);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateText);
        }

        return stem + ".key";
    }

    /// <summary>Writes both files of a key in a token: the .private file tells where it is.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="key">The key's public half.</param>
    /// <param name="token">Where its private half is, and its moments.</param>
    /// <param name="ttl">The TTL for the .key file in seconds, or null for none.</param>
    /// <returns>The .key file's path.</returns>
    /// <exception cref="UnwritableOutputException">A file is there already, or cannot be written.</exception>
    public static string Write(string directory, ZoneKey key, BindTokenFile token, uint? ttl = null)
    {
        string stem = Path.Combine(directory, BindKeyName.Of(key).ToString());
        Place(stem + ".private", System.Text.Encoding.ASCII.GetBytes(token.ToText(key)), OwnerOnly);
        Place(stem + ".key", System.Text.Encoding.Latin1.GetBytes(new BindPublicFile(key, ttl, token.Timing).ToText()), ReadableByAll);
        return stem + ".key";
    }

    private static void Place(string path, byte[] octets, UnixFileMode mode)
    {
        string temporary = path + ".new";
        try
        {
            Create(temporary, octets, mode);
            Install(temporary, path);
        }
        catch (IOException fault)
        {
            throw Unwritable(path, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Unwritable(path, fault);
        }
    }

    private static void Create(string path, byte[] octets, UnixFileMode mode)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0, // no copy of a secret in a buffer
            UnixCreateMode = mode,
        };
        using FileStream file = new(path, options);
        file.Write(octets);
        file.Flush(flushToDisk: true);
    }

    // A private key that could not be given its name is not left behind under another.
    private static void Install(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static UnwritableOutputException Unwritable(string path, Exception fault) =>
        new($"{path}: cannot be written: {fault.Message}", "an existing key is never replaced", fault);
}
