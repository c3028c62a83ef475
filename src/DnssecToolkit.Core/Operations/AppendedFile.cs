using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations;

/// <summary>A file that only grows, such as a transcript.</summary>
public static class AppendedFile
{
    /// <summary>Appends octets, once all that was written before was read and found unchanged, and flushes
    /// them to the medium.</summary>
    /// <param name="path">The file; it comes into being where nothing was written before.</param>
    /// <param name="before">What was written so far.</param>
    /// <param name="more">What is added.</param>
    /// <exception cref="UnwritableOutputException">It was changed, is gone, is there already, or cannot be
    /// written.</exception>
    public static void Append(string path, ReadOnlySpan<byte> before, ReadOnlySpan<byte> more)
    {
        bool isNew = before.IsEmpty;
        try
        {
            using FileStream file = new(path, isNew
                ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            byte[] found = new byte[before.Length];
            if (file.Length != before.Length
                || file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) != before.Length
                || !before.SequenceEqual(found))
            {
                throw new UnwritableOutputException(
                    $"{path}: is not what was written; somebody changed it meanwhile",
                    "keep the file as it is, find out what happened, and begin again with a new one");
            }

            file.Write(more);
            file.FlushToMedium();
            if (isNew)
            {
                DirectoryEntry.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be written: {e.Message}",
                "see that it is there no sooner than it was begun, and that its directory exists, is writable and has room", e);
        }
    }
}
