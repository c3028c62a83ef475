using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A row for a key that is still to be made: all but its tag and its place.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Role">What the key is for.</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="Publish">When it enters the DNSKEY RRset.</param>
/// <param name="Start">When it begins to sign.</param>
/// <param name="End">When it ceases to sign.</param>
/// <param name="Remove">When it leaves the DNSKEY RRset.</param>
public sealed record PlannedKey(
    DomainName Zone, KeyRole Role, DnssecAlgorithm Algorithm, Timestamp Publish, Timestamp Start,
    Timestamp End, Timestamp Remove)
{
    /// <summary>From when on the parent is asked for its DS though resolvers do not know it yet, or
    /// null.</summary>
    public Timestamp? DsAsk { get; init; }

    /// <summary>When it begins to sign beside others, before its start, or null.</summary>
    public Timestamp? Presign { get; init; }

    /// <summary>Whether nothing is to follow it: its algorithm leaves, or its kind of keys.</summary>
    public bool HasNoSuccessor { get; init; }

    /// <summary>What people should know about it, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Gives the row.</summary>
    /// <param name="tag">The key's tag.</param>
    /// <param name="key">Where its private half is, or null.</param>
    public KeyIndexEntry ToEntry(int tag, string? key) => new()
    {
        Zone = Zone,
        Role = Role,
        Algorithm = Algorithm,
        Tag = tag,
        Publish = Publish,
        Start = Start,
        End = End,
        Remove = Remove,
        Presign = Presign,
        DsAsk = DsAsk,
        Key = key,
        HasNoSuccessor = HasNoSuccessor,
        Note = Note,
    };
}
