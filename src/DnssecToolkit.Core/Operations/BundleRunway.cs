using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>For how long the responses of an offline KSK that were imported last, and the sealed ones that
/// were made with them.</summary>
/// <param name="Until">Until when there is a bundle at every moment; the moment itself where there is
/// none.</param>
/// <param name="Sealed">Of each loss, the sealed response that lasts longest.</param>
/// <param name="Problem">Why the directory cannot be read, or null.</param>
public sealed record BundleRunway(Timestamp Until, ImmutableArray<SealedSet> Sealed, string? Problem = null)
{
    /// <summary>With less than this many seconds left the next ceremony should have been.</summary>
    public const long Enough = 14 * Day;

    private const long Day = 86_400;

    /// <summary>When the next response should begin, so that it overlaps with the last.</summary>
    public Timestamp Next { get; private init; }

    /// <summary>Reads it.</summary>
    /// <param name="directory">The directory of imported responses.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="now">The moment.</param>
    public static BundleRunway Read(string directory, DomainName zone, Timestamp now)
    {
        try
        {
            ResponseDirectory responses = ResponseDirectory.Read(directory, zone);
            return new BundleRunway(responses.CoveredUntil(now),
                [.. responses.SealedSets().GroupBy(set => set.Loss)
                .Select(sets => sets.MaxBy(set => set.Expires)!).OrderBy(set => set.Loss)])
            {
                Next = ComingSlots.From(responses, now),
            };
        }
        catch (UnreadableInputException fault)
        {
            return new BundleRunway(now, [], fault.Message) { Next = now };
        }
    }

    /// <summary>Seconds until there is no bundle any more, or until a sealed response ends, whichever is
    /// first.</summary>
    /// <param name="now">The moment.</param>
    public long LeastLeft(Timestamp now) => Sealed.Select(set => set.Expires - now).Append(Until - now).Min();

    /// <summary>Gives <c>responses for 71 days, sealed ksk-lost for 61 days</c>.</summary>
    /// <param name="now">The moment.</param>
    public string WordsAt(Timestamp now) => Problem
        ?? string.Join(", ",
            Sealed.Select(set => $"sealed {SealedSet.NameOf(set.Loss)} {Left(set.Expires - now)}")
        .Prepend($"responses {Left(Until - now)}"));

    private static string Left(long seconds) => seconds switch
    {
        <= 0 => "ended",
        < 3 * Day => $"for {seconds / 3_600} h",
        _ => $"for {seconds / Day} days",
    };
}
