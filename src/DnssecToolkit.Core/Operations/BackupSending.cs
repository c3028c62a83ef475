using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Sends a sealed set to a second site: goes on after each interruption, and compares what the far end has,
/// octet for octet.</summary>
public sealed record BackupSending
{
    /// <summary>The operator's way there.</summary>
    public required BackupTransport Transport { get; init; }

    /// <summary>The place there, as the transport names it.</summary>
    public required string Place { get; init; }

    /// <summary>How often it is tried.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long to wait after a failure, in seconds.</summary>
    public long Pause { get; init; } = 10;

    /// <summary>How long a command may take, in seconds.</summary>
    public long Timeout { get; init; } = 3_600;

    /// <summary>Sends a set.</summary>
    /// <param name="set">The set, whole.</param>
    /// <param name="failed">Told of each failure that is tried again.</param>
    /// <param name="stop">Ends it; what was sent so far remains there.</param>
    /// <returns>How many attempts it took; 0 where it was there already.</returns>
    /// <exception cref="UnwritableOutputException">It did not get there.</exception>
    /// <exception cref="RefusedException">The far end has something else.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public int Send(SealedSet set, Action<string> failed, CancellationToken stop)
    {
        string file = Path.GetFullPath(set.Path);
        if (Compare(set, stop) is null)
        {
            return 0; // of a run before
        }

        for (int attempt = 1; ; attempt++)
        {
            string? fault = Put(file, stop) ?? Compare(set, stop);
            if (fault is null)
            {
                return attempt;
            }

            if (attempt == Attempts)
            {
                throw new UnwritableOutputException(
                    $"{Place}: {set.Path} did not get there in {Attempts} attempts: {fault}",
                    "run the same command again: it goes on where it was cut off");
            }

            failed($"attempt {attempt} of {Attempts}: {fault}");
            stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Pause));
            stop.ThrowIfCancellationRequested();
        }
    }

    // To go on is tried first: where nothing is there yet it fails at once.
    private string? Put(string file, CancellationToken stop) =>
        Transport.Resume is { } resume && resume.Run(file, Place, Timeout, stop) is null ? null
            : Transport.Put.Run(file, Place, Timeout, stop);

    private string? Compare(SealedSet set, CancellationToken stop)
    {
        string directory = Directory.CreateTempSubdirectory("keybackup-").FullName; // the set is sealed: nothing secret in the clear
        try
        {
            string back = Path.Combine(directory, "set");
            if (Transport.Get.Run(back, Place, Timeout, stop) is { } fault)
            {
                return $"it could not be fetched back: {fault}";
            }

            if (!File.Exists(back))
            {
                return "it could not be fetched back: the command made no file";
            }

            byte[] octets = BackupMedia.Read(back);
            return set.Octets.SequenceEqual(octets) ? null
                : set.Octets.StartsWith(octets) ? "the far end has a part of it"
                : throw new RefusedException(
                    CheckCodes.BackupDiffers, $"{Place}: the far end has other octets than {set.Path}",
                    "another set is there, or the way damages what it carries: name a new place, and find out");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
