using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Tells whether files are as they were: cheaply by their size and time, or for certain by their
/// content.</summary>
internal static class FileStamp
{
    /// <summary>Size and time of files, as one text; a file that is not there has <c>absent</c>.</summary>
    internal static string Of(params IEnumerable<string> paths)
    {
        StringBuilder stamp = new();
        foreach (string path in paths)
        {
            FileInfo file = new(path);
            stamp.Append(file.Exists
                ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}:{file.LastWriteTimeUtc.Ticks};")
                : "absent;");
        }

        return stamp.ToString();
    }

    /// <summary>SHA-256 over the files' content, in hexadecimal.</summary>
    /// <exception cref="UnreadableInputException">One cannot be read.</exception>
    internal static string DigestOf(IEnumerable<string> paths)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        foreach (string path in paths)
        {
            try
            {
                using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite
                    | FileShare.Delete, bufferSize: 0);
                long length = 0;
                for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
                {
                    hash.AppendData(buffer, 0, read);
                    length += read;
                }

                hash.AppendData(BitConverter.GetBytes(length)); // so that no two divisions into files are the same
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableInputException($"{path}: {e.Message.TrimEnd('.')}",
                    "see that the path is right and that this user may read the file", inner: e);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of a file as <c>sha256sum</c> prints it; null where it is not there, cannot be read,
    /// or is no file.</summary>
    internal static string? Sha256Of(string path)
    {
        if (FileKind.IsSomethingElse(path))
        {
            return null; // whoever opens a pipe may wait for ever
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite
                | FileShare.Delete, bufferSize: 0);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The latest time of change of files, in seconds since 1970; 0 where none is there.</summary>
    internal static long LatestChange(IEnumerable<string> paths) =>
        paths.Select(path => new FileInfo(path)).Where(file => file.Exists)
        .Select(file => new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeSeconds()).DefaultIfEmpty(0)
        .Max();
}
