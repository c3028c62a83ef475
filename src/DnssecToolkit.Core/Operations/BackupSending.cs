using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Sends a sealed set to a second site: goes on after each interruption, and compares what the far
/// end has, octet for octet.</summary>
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
        FarEnd far = Look(set, stop);
        if (far.State == FarState.Same)
        {
            return 0; // of a run before
        }

        bool isOurs = Transport.WritesOverNothing;
        for (int attempt = 1; ; attempt++)
        {
            isOurs |= far.State == FarState.Absent;
            string? fault = far.State == FarState.Part ? Transport.Resume.Run(file, Place, Timeout, stop)
                : isOurs ? Put(file, stop)
                : $"nobody knows what is there, and nothing is written over: {far.Fault}";
            if (fault is null || !isOurs || Transport.WritesOverNothing)
            {
                far = Look(set, stop);
            }

            if (far.State == FarState.Same)
            {
                return attempt;
            }

            fault ??= far.Fault!;
            if (attempt == Attempts)
            {
                throw new UnwritableOutputException(
                    $"{Place}: {set.Path} did not get there in {Attempts} attempts: {fault}",
                    Hint(far, isOurs));
            }

            failed($"attempt {attempt} of {Attempts}: {fault}");
            stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Pause));
            stop.ThrowIfCancellationRequested();
        }
    }

    private static string Hint(FarEnd far, bool isOurs) =>
        isOurs || far.State == FarState.Part || far.Status is not { } status
        ? "run the same command again: it goes on where it was cut off"
        : string.Create(CultureInfo.InvariantCulture,
            $"if --get ends with {status} where nothing is there and never else, say so: --absent {status}");

    private string? Put(string file, CancellationToken stop)
    {
        string? fault = null;
        foreach (TransportStep way in Transport.Put)
        {
            fault = way.Run(file, Place, Timeout, stop);
            if (fault is null)
            {
                return null;
            }
        }

        return fault;
    }

    private FarEnd Look(SealedSet set, CancellationToken stop)
    {
        string directory = Directory.CreateTempSubdirectory("keybackup-").FullName; // sealed: nothing in the clear
        try
        {
            string back = Path.Combine(directory, "set");
            (int? status, string? fault) = Transport.Get.RunForStatus(back, Place, Timeout, stop);
            if (fault is not null)
            {
                return new FarEnd(status is not null && status == Transport.AbsentStatus ? FarState.Absent
                    : FarState.Unknown, $"it could not be fetched back: {fault}", status);
            }

            if (!File.Exists(back))
            {
                return new FarEnd(FarState.Unknown, "it could not be fetched back: the command made no file");
            }

            byte[] octets = BackupMedia.Read(back);
            return set.Octets.SequenceEqual(octets) ? new FarEnd(FarState.Same)
                : set.Octets.StartsWith(octets) ? new FarEnd(FarState.Part, "the far end has a part of it")
                : throw new RefusedException(
                    CheckCodes.BackupDiffers, $"{Place}: the far end has other octets than {set.Path}",
                    "another set is there, or the way damages what it carries: name a new place, and find out");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // A fetch that failed does not say that nothing is there: the line may have been down.
    private enum FarState
    {
        Unknown,
        Absent,
        Part,
        Same,
    }

    private readonly record struct FarEnd(FarState State, string? Fault = null, int? Status = null);
}
