using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A zone goes over to another algorithm: signatures first, then keys, then DS, and back (RFC 6781
/// §4.1.4).</summary>
public sealed class AlgorithmRoll : KeyMove
{
    private AlgorithmRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="algorithm">The new algorithm.</param>
    /// <param name="at">When its signatures begin.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone has no key, or has the algorithm
    /// already.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, DnssecAlgorithm algorithm, Timestamp at) =>
        new AlgorithmRoll(schedule, at).Plan(algorithm);

    private protected override bool PlansAllAnew => true;

    private KeyIndexProposal Plan(DnssecAlgorithm algorithm)
    {
        ImmutableArray<KeyIndexEntry> old = Left(_ => true);
        if (Roles.SignZone.IsEmpty)
        {
            throw Impossible($"{Schedule.Zone} is not signed at {At}", "make its first keys: `keyall run`");
        }

        if (old.Any(key => key.Algorithm == algorithm))
        {
            throw Impossible($"{Schedule.Zone} has keys of algorithm {(int)algorithm} already",
                "name another algorithm");
        }

        // No DNSKEY RRset shows the algorithm before all data that caches hold has a signature of it.
        Timestamp published = Forgotten(At);
        Timestamp trusted = Later(Trusted(published), FullHour(published + Schedule.KnownAfter));
        if (old.Any(key => key.Role == KeyRole.ZSK))
        {
            Add(KeyRole.KSK, algorithm, published, published);
            Add(KeyRole.ZSK, algorithm, published, published, presign: At);
        }
        else
        {
            Add(KeyRole.CSK, algorithm, published, published, presign: At);
        }

        foreach (IGrouping<(DnssecAlgorithm, KeyRole),
            KeyIndexEntry> kind in old.GroupBy(key => (key.Algorithm, key.Role)))
        {
            RetireAll([.. kind], trusted, trusted);
        }

        return Proposal();
    }
}
