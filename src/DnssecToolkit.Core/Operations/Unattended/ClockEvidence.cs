using System.Buffers.Binary;
using DnssecToolkit.Configuration;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A moment that has certainly been, and what shows it.</summary>
/// <param name="Moment">The moment.</param>
/// <param name="What">What was then, as a noun.</param>
public sealed record ClockEvidence(Timestamp Moment, string What)
{
    private const int InceptionOffset = 12; // RFC 4034 §3.1, within RRSIG RDATA

    /// <summary>Finds the latest such moment: the last run, the last signing of each zone, and, where what is
    /// remembered of a zone is lost, the signatures in its signed file and the file's own time.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="zones">The zones and what is remembered of them.</param>
    /// <param name="now">The moment that the clock gives.</param>
    /// <returns>Null where there is none: nothing was signed here yet.</returns>
    public static ClockEvidence? Latest(StateDirectory state,
        IEnumerable<(ZoneConfiguration Zone, ZoneState State)> zones, Timestamp now)
    {
        IEnumerable<ClockEvidence> found = zones.SelectMany(zone => zone.State.SignedAt is { } signed
            ? [new ClockEvidence(signed, $"the last signing of {zone.Zone.Name}")]
            : OfOutput(zone.Zone, now));
        // Zones on hold, and zones that fail, keep what a wrong clock left there.
        Timestamp? refuted = ClockGuard.Refuted(state);
        ClockEvidence[] lastRun = ClockGuard.LastRun(state) is { } last
            ? [new ClockEvidence(last, "the last run")] : [];
        return found.Where(evidence => !(evidence.Moment <= refuted)).Concat(lastRun)
            .OrderBy(evidence => evidence.Moment).LastOrDefault();
    }

    private static IEnumerable<ClockEvidence> OfOutput(ZoneConfiguration zone, Timestamp now)
    {
        if (SignedHead.Read(zone.Output, zone.Name) is not { } head)
        {
            yield break; // what is not signed was not made here
        }

        yield return new ClockEvidence(new Timestamp(FileStamp.LatestChange([zone.Output])),
            $"the last writing of {zone.Output}");
        foreach (byte[] signature in head.Signatures)
        {
            Timestamp inception =
                Timestamp.FromWire(BinaryPrimitives.ReadUInt32BigEndian(signature.AsSpan(InceptionOffset)),
                    now);
            yield return new ClockEvidence(inception, $"the beginning of a signature in {zone.Output}");
        }
    }
}
