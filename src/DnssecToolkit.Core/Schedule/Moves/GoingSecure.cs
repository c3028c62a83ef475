using DnssecToolkit.Cryptography;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A zone begins with DNSSEC: signatures and keys first, the DS when every cache has them (RFC 6781
/// §4.1.4, RFC 7583 §3.3.5).</summary>
public sealed class GoingSecure : KeyMove
{
    private GoingSecure(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the zone's first keys, or its first after it was insecure.</summary>
    /// <param name="schedule">The zone's keys, if it had any.</param>
    /// <param name="algorithm">The keys' algorithm.</param>
    /// <param name="scheme">Which keys it gets.</param>
    /// <param name="at">When they begin.</param>
    /// <exception cref="Diagnostics.RefusedException">It has keys.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, DnssecAlgorithm algorithm, KeyScheme scheme,
        Timestamp at)
    {
        GoingSecure move = new(schedule, at);
        KeyIndexEntry[] left = schedule.HasGivenUpAt(move.At)
            ? [] : [.. move.Left(key => !key.NeverSigns)];
        return left.Length == 0
            ? move.FromTheMomentOn(KeyRhythm.Begin(schedule.Zone, schedule.Policy, algorithm, scheme, move.At,
                move.At + 1))
            : throw Impossible($"{schedule.Zone} has keys at {move.At}: {left[0]}",
                "see what it has: `keyall show`; another algorithm: `keyall roll algorithm`");
    }

    // Unsigned data goes out until then, though the rhythm counts from the beginning of the day.
    private KeyIndexProposal FromTheMomentOn(KeyIndexProposal first) => first with
    {
        Additions = [.. first.Additions.Select(key =>
            key.Publish < At ? key with { Publish = At, Start = Later(key.Start, At) } : key)],
    };
}
