namespace DnssecToolkit.Files;

/// <summary>A file that was not there before, on its medium when the call returns; its directory is flushed
/// apart (<see cref="DirectoryEntry"/>).</summary>
public static class NewFile
{
    /// <summary>For files that only their owner can read.</summary>
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For directories that only their owner can enter.</summary>
    public const UnixFileMode OwnersDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>For files that all can read.</summary>
    internal const UnixFileMode ReadableByAll = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Creates and flushes it.</summary>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    internal static void Create(string path, ReadOnlySpan<byte> octets, UnixFileMode mode)
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
        try
        {
            file.Write(octets);
            file.FlushToMedium();
        }
        catch (IOException)
        {
            Abandon(path);
            throw;
        }
    }

    // The beginning of a file, as where the medium is full, would stand in the way of the next attempt.
    private static void Abandon(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The medium is gone: what went wrong before says so.
        }
    }
}
