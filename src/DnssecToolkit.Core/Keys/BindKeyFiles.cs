using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Keys;

/// <summary>Writes a key as BIND does: a .key file, and a .private file that only its owner can
/// read.</summary>
public static class BindKeyFiles
{
    /// <summary>Writes both files; existing ones are never replaced.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="key">The key.</param>
    /// <param name="ttl">The TTL for the .key file in seconds, or null for none.</param>
    /// <returns>The .key file's path.</returns>
    /// <exception cref="UnwritableOutputException">A file is there already, or cannot be written.</exception>
    public static string Write(string directory, SoftwareKey key, uint? ttl = null)
    {
        byte[] publicText = System.Text.Encoding.Latin1.GetBytes(new BindPublicFile(key.Key, ttl, key.Timing)
            .ToText());
        using BindPrivateFile file = new(key.Key.Algorithm, key.Private.ExportComponents(), key.Timing);
        byte[] privateText = file.ToOctets();
        try
        {
            return Place(directory, key.Key, privateText, publicText);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privateText);
        }
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
        byte[] publicText = System.Text.Encoding.Latin1.GetBytes(new BindPublicFile(key, ttl, token.Timing)
            .ToText());
        return Place(directory, key, System.Text.Encoding.ASCII.GetBytes(token.ToText(key)), publicText);
    }

    /// <summary>Writes the .key file alone, of a key whose private half is elsewhere.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="key">The key's public half.</param>
    /// <param name="ttl">The TTL in seconds, or null for none.</param>
    /// <exception cref="UnwritableOutputException">It is there already, or cannot be written.</exception>
    public static void WritePublic(string directory, ZoneKey key, uint? ttl = null)
    {
        string path = Path.Combine(directory, BindKeyName.Of(key).ToString()) + ".key";
        try
        {
            NewFile.Create(path,
                System.Text.Encoding.Latin1.GetBytes(new BindPublicFile(key, ttl, KeyTiming.None)
                    .ToText()), NewFile.ReadableByAll);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, fault);
        }
    }

    /// <summary>Puts both files on the disk before either has its name: a full disk, or a run that is killed,
    /// leaves no half of a key that would stop every run from then on.</summary>
    /// <returns>The .key file's path.</returns>
    private static string Place(string directory, ZoneKey key, byte[] privateText, byte[] publicText)
    {
        string stem = Path.Combine(directory, BindKeyName.Of(key).ToString());
        string privateFile = stem + ".private";
        string publicFile = stem + ".key";
        string writing = privateFile;
        try
        {
            NewFile.Create(Temporary(privateFile), privateText, NewFile.OwnerOnly);
            writing = publicFile;
            NewFile.Create(Temporary(publicFile), publicText, NewFile.ReadableByAll);
            writing = privateFile;
            // The private half first: no public key is ever announced whose private half did not reach the
            // disk.
            File.Move(Temporary(privateFile), privateFile, overwrite: false);
            writing = publicFile;
            Publish(publicFile, privateFile);
            DirectoryEntry.Flush(Path.GetDirectoryName(Path.GetFullPath(publicFile))!);
            return publicFile;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(writing, fault);
        }
        finally
        {
            // Gone already where all went well. A private key that could not be given its name is not left
            // behind under another.
            Remove(Temporary(privateFile));
            Remove(Temporary(publicFile));
        }
    }

    private static void Publish(string publicFile, string privateFile)
    {
        try
        {
            File.Move(Temporary(publicFile), publicFile, overwrite: false);
        }
        catch (IOException)
        {
            File.Delete(privateFile); // made a moment ago, and of no use without the other
            throw;
        }
    }

    private static void Remove(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static string Temporary(string path) => path + ".new";

    private static UnwritableOutputException Unwritable(string path, Exception fault) => new(
        $"{path}: cannot be written: {fault.Message}",
        File.Exists(path) ? "an existing key is never replaced"
            : "see that the directory is writable and has room; no key was made", fault);
}
