using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Keeps two runs from making keys in one directory at a time: neither would see the other's
/// tag.</summary>
public sealed class KeyDirectoryLock : IDisposable
{
    private const string FileName = ".keys.lock";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1); // a real chip takes that long for a key

    private readonly FileStream _held;

    private KeyDirectoryLock(FileStream held) => _held = held;

    /// <summary>Takes the lock; waits for a run that has it.</summary>
    /// <param name="directory">The directory of key files.</param>
    /// <exception cref="LockHeldException">Another run has it for too long.</exception>
    /// <exception cref="UnwritableOutputException">The directory is missing or not writable.</exception>
    public static KeyDirectoryLock Take(string directory)
    {
        try
        {
            return new KeyDirectoryLock(OutputFile.Hold(Path.Combine(directory, FileName), directory,
                Patience, default));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{directory}: cannot be written: {e.Message}",
                $"make it for its owner alone: mkdir -m 700 '{directory}'", e);
        }
    }

    /// <summary>Lets go of it.</summary>
    public void Dispose() => _held.Dispose();
}
