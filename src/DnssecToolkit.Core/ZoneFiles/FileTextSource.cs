using DnssecToolkit.Files;

namespace DnssecToolkit.ZoneFiles;

/// <summary>A file's octets; pipes work too.</summary>
/// <remarks>A pipe keeps whoever opens or reads it waiting for its writer; that wait ends with the run that
/// is told to stop. The thread that waits then stays behind, but does not keep the process.</remarks>
internal sealed class FileTextSource : ITextSource
{
    private readonly FileStream _file;
    private readonly bool _mayWait;
    private readonly CancellationToken _stop;
    private byte[] _piped = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stop">Ends a wait for the writer of a pipe.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened, or is a directory.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public FileTextSource(string path, CancellationToken stop)
    {
        _mayWait = FileKind.IsSomethingElse(path);
        _stop = stop;
        _file = Await(() => new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite
                | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan));
        Length = _file.CanSeek ? _file.Length : 0;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>The octets read so far.</summary>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public int Read(Span<byte> destination)
    {
        int read = _mayWait ? ReadPipe(destination) : _file.Read(destination);
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int ReadPipe(Span<byte> destination)
    {
        const int pipeOctets = 65_536; // what Linux keeps in one
        if (_piped.Length == 0)
        {
            _piped = new byte[pipeOctets];
        }

        int wanted = Math.Min(_piped.Length, destination.Length);
        int read = Await(() => _file.Read(_piped, 0, wanted));
        _piped.AsSpan(0, read).CopyTo(destination);
        return read;
    }

    private T Await<T>(Func<T> system)
    {
        if (!_mayWait)
        {
            return system();
        }

        Task<T> task = Task.Factory.StartNew(system, _stop, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Task.WaitAny([task], _stop);
        return task.GetAwaiter().GetResult();
    }
}
