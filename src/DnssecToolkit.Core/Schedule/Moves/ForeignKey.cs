using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>Another signer's key comes into the DNSKEY RRset, or leaves it (RFC 8901, both models): it is
/// published, and signs nothing here.</summary>
public sealed class ForeignKey : KeyMove
{
    private readonly KeySchedule _all;

    private ForeignKey(KeySchedule schedule, Timestamp at)
        : base(schedule, at) => _all = schedule;

    /// <summary>Plans its coming: the other signer may sign with it when every resolver knows it.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="role">What the other signer uses it for.</param>
    /// <param name="algorithm">Its algorithm: one that this signer has, too (RFC 8901 §5).</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="signer">The other signer's name.</param>
    /// <param name="at">When it is published.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone is not signed, has another algorithm, or a key
    /// of that tag.</exception>
    public static KeyIndexProposal Add(KeySchedule schedule, KeyRole role, DnssecAlgorithm algorithm, int tag,
        string signer, Timestamp at) =>
        new ForeignKey(schedule, at).Add(role, algorithm, tag, signer);

    /// <summary>Plans its leaving: when no cache has data that it signed.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="ended">When the other signer has ceased to sign with it, or will have.</param>
    /// <param name="at">When the move begins.</param>
    /// <exception cref="Diagnostics.RefusedException">There is no such key.</exception>
    public static KeyIndexProposal Remove(KeySchedule schedule, int tag, Timestamp ended, Timestamp at) =>
        new ForeignKey(schedule, at).Remove(tag, ended);

    private KeyIndexProposal Add(KeyRole role, DnssecAlgorithm algorithm, int tag, string signer)
    {
        if (!Roles.SignZone.Any(key => key.Algorithm == algorithm))
        {
            throw Impossible($"{Schedule.Zone} is not signed with algorithm {(int)algorithm} at {At}",
                "signers of one zone have one algorithm (RFC 8901 §5): go over to it first");
        }

        if (_all.Keys.FirstOrDefault(key => key.Tag == tag && key.Algorithm == algorithm) is { } same)
        {
            throw Impossible($"{same} has that tag",
                "let the other signer make another key; give each signer tags of its own: --tags");
        }

        Timestamp remove = FullHour(At + Policy.KskLife);
        Timestamp end = Later(At, remove - Policy.ZskRetireInterval); // its signatures are in caches until then
        return Proposal() with
        {
            Rows =
            [
                new KeyIndexEntry
                {
                    Zone = Schedule.Zone, Role =
                        role, Algorithm = algorithm, Tag = tag, Publish = At, Start = end, End = end, Remove = remove, Signer = signer,
                },
            ],
        };
    }

    private KeyIndexProposal Remove(int tag, Timestamp ended)
    {
        KeyIndexEntry key = _all.Keys.FirstOrDefault(row => row.Tag == tag && row.Signer is not null
            && row.Removed > At) ?? throw Impossible(
            $"{Schedule.Zone} publishes no key {KeyIndexText.Tag(tag)} of another signer at {At}",
            "see its keys: `keyall show`");
        Timestamp remove = Later(FullHour(At), Forgotten(ended));
        Timestamp publish = Earlier(key.Publish, remove);
        Timestamp end = Later(publish, ended);
        Change(key, row => row with { Publish = publish, Start = end, End = end, Remove = remove });
        return Proposal();
    }
}
