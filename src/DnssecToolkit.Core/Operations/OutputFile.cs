using System.Diagnostics;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Operations;

/// <summary>A file that comes into being whole or not at all: written beside its destination, flushed, then
/// renamed over it.</summary>
/// <remarks>Until <see cref="Commit"/> returns the destination is as it was; after it, file and directory
/// entry are on the medium. For a destination <c>zone</c> the new file is <c>.zone.new</c> and an empty
/// <c>.zone.lock</c> keeps two runs apart. Killed in between, <c>.zone.new</c> is left and the next run
/// writes over it; the lock file stays for good, because removing it would let two runs lock two files of one
/// name.</remarks>
public sealed class OutputFile : IDisposable
{
    private readonly FileStream _lock;
    private readonly bool _replaces;
    private bool _isCommitted;

    private OutputFile(
        string destination, string temporary, FileStream held, SafeFileHandle handle, bool replaces)
    {
        _replaces = replaces;
        Destination = destination;
        TemporaryPath = temporary;
        _lock = held;
        Handle = handle;
    }

    /// <summary>The path the file will have.</summary>
    public string Destination { get; }

    /// <summary>The path it has until then.</summary>
    public string TemporaryPath { get; }

    /// <summary>The open file, empty at first.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Creates the file beside its destination.</summary>
    /// <param name="destination">The path it will have. Where that is a symbolic link, the file it points to
    /// is replaced.</param>
    /// <param name="lockWait">How long to wait for another run that writes this file, in seconds.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="UnwritableOutputException">The directory is missing, full or not
    /// writable.</exception>
    /// <exception cref="LockHeldException">Another run is still writing this file.</exception>
    public static OutputFile Create(string destination, long lockWait = 0,
        CancellationToken stop = default) =>
        Begin(destination, lockWait, replaces: true, stop);

    /// <summary>Creates the file beside a destination where nothing is, and where nothing is ever
    /// replaced.</summary>
    /// <param name="destination">The path it will have.</param>
    /// <exception cref="UnwritableOutputException">Something is there, or the directory is missing, full or
    /// not writable.</exception>
    /// <exception cref="LockHeldException">Another run is writing this file.</exception>
    public static OutputFile CreateNew(string destination) => Begin(destination, 0, replaces: false, default);

    private static OutputFile Begin(string destination, long lockWait, bool replaces, CancellationToken stop)
    {
        FileStream? held = null;
        try
        {
            string target = Resolve(destination);
            CheckIsFile(target, destination);
            held = Hold(Beside(target, "lock"), destination, TimeSpan.FromSeconds(lockWait), stop);
            if (!replaces && Path.Exists(target))
            {
                throw Taken(destination); // looked at under the lock: another run may have just made it
            }

            string temporary = Beside(target, "new");
            File.Delete(temporary); // of a run that was killed
            SafeFileHandle handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite,
                FileShare.Read);
            TakeOver(target, handle);
            return new OutputFile(target, temporary, held, handle, replaces);
        }
        catch (UnwritableOutputException)
        {
            held?.Dispose();
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw Unwritable(destination, e);
        }
    }

    /// <summary>Writes octets.</summary>
    /// <param name="offset">Where in the file.</param>
    /// <param name="octets">The octets.</param>
    /// <exception cref="UnwritableOutputException">The medium is full or refuses.</exception>
    public void Write(long offset, ReadOnlySpan<byte> octets)
    {
        try
        {
            RandomAccess.Write(Handle, octets, offset);
        }
        catch (IOException e)
        {
            throw Unwritable(Destination, e);
        }
    }

    /// <summary>Flushes the file to its medium, so that reading it back reads what was written.</summary>
    /// <exception cref="UnwritableOutputException">The medium refuses.</exception>
    public void Flush()
    {
        try
        {
            Handle.FlushToMedium(TemporaryPath);
        }
        catch (IOException e)
        {
            throw Unwritable(Destination, e);
        }
    }

    /// <summary>Puts the flushed file in the destination's place, and flushes the directory entry.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be; or, of a file that is to be new, something
    /// came there meanwhile.</exception>
    public void Commit()
    {
        try
        {
            if (_replaces)
            {
                File.Move(TemporaryPath, Destination, overwrite: true);
            }
            else if (!NewName.TryGive(TemporaryPath, Destination))
            {
                throw Taken(Destination);
            }

            _isCommitted = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(Destination, e);
        }

        try
        {
            DirectoryEntry.Flush(Path.GetDirectoryName(Destination)!);
        }
        catch (IOException e)
        {
            throw new UnwritableOutputException(
                $"{Destination}: is the new file, but its directory could not be flushed: {e.Message}",
                "after a power loss now the old file may stand there again; see to the medium", e);
        }
    }

    /// <summary>Removes the file unless it was committed, and lets go of the lock.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        if (!_isCommitted)
        {
            File.Delete(TemporaryPath);
        }

        _lock.Dispose();
    }

    /// <summary>Gives the path that a symbolic link leads to in the end, or the path itself.</summary>
    /// <exception cref="UnwritableOutputException">The path is empty.</exception>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    internal static string Resolve(string destination)
    {
        if (destination.Length == 0 || destination.Contains('\0'))
        {
            throw new UnwritableOutputException("the output's path is empty or has a NUL",
                "name the file with --output");
        }

        FileInfo file = new(Path.GetFullPath(destination));
        return file.LinkTarget is null
            ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    // Renaming over a device or a pipe would put a file in its place.
    private static void CheckIsFile(string target, string destination)
    {
        if (FileKind.IsSomethingElse(target))
        {
            throw new UnwritableOutputException(
                $"{destination}: is {(Directory.Exists(target) ? "a directory" : "not a regular file")}",
                "name a regular file, or one that is not there yet");
        }
    }

    /// <summary>Gives the new file the old one's mode, owner and group: whoever could read the one reads the
    /// other.</summary>
    private static void TakeOver(string target, SafeFileHandle handle)
    {
        if (!File.Exists(target))
        {
            File.SetUnixFileMode(handle, NewFile.ReadableByAll);
            return;
        }

        FileOwner.Copy(target, handle);
        File.SetUnixFileMode(handle, File.GetUnixFileMode(target));
    }

    /// <summary>The path of a file of ours beside a destination: <c>.zone.SUFFIX</c> for
    /// <c>zone</c>.</summary>
    internal static string PathBeside(string destination, string suffix) =>
        Beside(Resolve(destination), suffix);

    private static string Beside(string target, string suffix) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{suffix}");

    /// <summary>Opens a file for this process alone, or waits for that.</summary>
    /// <exception cref="LockHeldException">Another process has it open.</exception>
    internal static FileStream Hold(string path, string destination, TimeSpan wait, CancellationToken stop)
    {
        const int WouldBlock = 11; // EAGAIN: flock(2) is held elsewhere
        TimeSpan pause = TimeSpan.FromMilliseconds(100);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when ((e.HResult & 0xFFFF) == WouldBlock)
            {
                if (Stopwatch.GetElapsedTime(start) >= wait)
                {
                    throw new LockHeldException(
                        $"{destination}: another run is writing this file",
                        $"let it end, or see who holds it: fuser {path}", e);
                }
            }

            stop.WaitHandle.WaitOne(pause);
            stop.ThrowIfCancellationRequested();
        }
    }

    private static UnwritableOutputException Taken(string destination) => new(
        $"{destination}: is there already, and is not written over", "name a new file");

    private static UnwritableOutputException Unwritable(string destination, Exception cause) => new(
        $"{destination}: cannot be written: {cause.Message}",
        "see that the directory exists, is writable and has room; the file that was there is untouched",
        cause);
}
