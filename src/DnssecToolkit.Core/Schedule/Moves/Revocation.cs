using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A key that resolvers may trust is revoked (RFC 5011 §2.1).</summary>
public sealed class Revocation : KeyMove
{
    private Revocation(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the key signs with its REVOKE flag for the remove hold-down time, then
    /// leaves.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="tag">The key's tag without the flag.</param>
    /// <param name="at">When the flag is set.</param>
    /// <exception cref="Diagnostics.RefusedException">There is no such KSK or CSK then.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, int tag, Timestamp at) =>
        new Revocation(schedule, at).Plan(tag);

    private KeyIndexProposal Plan(int tag)
    {
        if (Schedule.Keys.FirstOrDefault(row => row.IsSep && row.Tag == tag)?.Revoke is { } revoked)
        {
            throw Impossible($"KSK {KeyIndexText.Tag(tag)} of {Schedule.Zone} is to be revoked from {revoked} on already",
                "see its keys: `keyall show`");
        }

        KeyIndexEntry key = Roles.Publish.FirstOrDefault(row => row.IsSep && row.Tag == tag
            && row.Revoke is null) ?? throw Impossible(
            $"{Schedule.Zone} publishes no KSK {KeyIndexText.Tag(tag)} at {At} that is not revoked",
            "see its keys: `keyall show`");
        Timestamp remove = RevocationSeen(At);
        Change(key, row => row with { Revoke = At, End = Earlier(row.End, remove), Remove = remove });
        return Proposal();
    }
}
