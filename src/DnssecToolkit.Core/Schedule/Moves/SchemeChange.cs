using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A zone goes from CSKs to KSKs and ZSKs, or back.</summary>
public sealed class SchemeChange : KeyMove
{
    private SchemeChange(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="scheme">What it is to have.</param>
    /// <param name="at">When it begins.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone is not signed, or has that scheme.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, KeyScheme scheme, Timestamp at) =>
        new SchemeChange(schedule, at).Plan(scheme);

    private protected override bool PlansAllAnew => true;

    private KeyIndexProposal Plan(KeyScheme scheme)
    {
        ImmutableArray<KeyIndexEntry> old = Left(_ => true);
        KeyRole signer = scheme == KeyScheme.Csk ? KeyRole.ZSK : KeyRole.CSK;
        DnssecAlgorithm[] algorithms = [.. Roles.SignZone.Where(key => key.Role == signer
                && key.Start <= At && !Schedule.IsLeaving(key.Algorithm, signer))
            .Select(key => key.Algorithm)];
        if (algorithms.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no {signer} that signs at {At}",
                "see what it has: `keyall show`");
        }

        foreach (DnssecAlgorithm algorithm in algorithms)
        {
            KeyIndexEntry[] keys = [.. old.Where(key => key.Algorithm == algorithm)];
            if (scheme == KeyScheme.Csk)
            {
                Add(KeyRole.CSK, algorithm, At, Known);
                RetireAll([.. keys.Where(key => key.Role == KeyRole.KSK)], Trusted(Known), Trusted(Known));
                RetireAll([.. keys.Where(key => key.Role == KeyRole.ZSK)], Known, Forgotten(Known));
                continue;
            }

            Add(KeyRole.KSK, algorithm, At, At);
            Add(KeyRole.ZSK, algorithm, At, Known);
            RetireAll([.. keys.Where(key => key.Role == KeyRole.CSK)], Known,
                Later(Forgotten(Known), Trusted(At)));
        }

        return Proposal();
    }
}
