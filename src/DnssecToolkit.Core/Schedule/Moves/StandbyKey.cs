using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A key is published that signs nothing until an emergency.</summary>
public sealed class StandbyKey : KeyMove
{
    private StandbyKey(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the key's start, end and removal are one moment, so that it is published and never
    /// active; of a KSK or CSK the parent may have the DS.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="role">What it stands by for.</param>
    /// <param name="at">When it is published.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone is not signed.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, KeyRole role, Timestamp at) =>
        new StandbyKey(schedule, at).Plan(role);

    private KeyIndexProposal Plan(KeyRole role)
    {
        if (Roles.SignZone.IsEmpty)
        {
            throw Impossible($"{Schedule.Zone} is not signed at {At}", "make its first keys: `keyall run`");
        }

        KeyIndexEntry signer = Roles.SignZone.FirstOrDefault(key => Schedule.LeavesAt(key.Algorithm) is null)
            ?? throw Impossible($"the keys of {Schedule.Zone} leave, and nothing follows them",
                "see when: `keyall plan`");
        Timestamp remove = FullHour(At + (role == KeyRole.ZSK ? Policy.ZskLife : Policy.KskLife));
        // The DS of a key that stands by does no harm: others lead to a key that signs. It saves the time
        // that the parent takes.
        Add(role, signer.Algorithm, At, remove, remove, remove, dsAsk: role == KeyRole.ZSK
            || Schedule.Zone.IsRoot ? null : At);
        return Proposal();
    }
}
