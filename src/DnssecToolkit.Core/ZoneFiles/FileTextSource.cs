using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.ZoneFiles;

/// <summary>A file's octets; pipes work too.</summary>
internal sealed class FileTextSource : ITextSource
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened, or is a directory.</exception>
    public FileTextSource(string path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
            FileOptions.SequentialScan);
        Length = File.Exists(path) ? new FileInfo(path).Length : 0;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>The octets read so far.</summary>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public int Read(Span<byte> destination)
    {
        int read = RandomAccess.Read(_handle, destination, Position);
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
