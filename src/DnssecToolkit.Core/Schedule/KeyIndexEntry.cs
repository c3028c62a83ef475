using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What a keyindex says about one key: a row.</summary>
/// <remarks>Its moments are as written; <see cref="Timing"/> has them as half-open intervals.</remarks>
public sealed record KeyIndexEntry
{
    /// <summary>With what the note of a key begins that an emergency takes out.</summary>
    public const string EmergencyNote = "emergency";

    /// <summary>How long what people write into a field may be, in octets of UTF-8: several fit into a
    /// line.</summary>
    public const int MostOctetsOfText = 1_000;

    private const long SecondsOfADay = 86_400;

    private static readonly string[] SharedFields = ["revoke", "presign", "postsign", "ds-ask", "successor"];
    private static readonly string[] ObservedFields = ["ds-seen", "ds-gone"];

    /// <summary>The zone (column <c>dn</c>).</summary>
    public required DomainName Zone { get; init; }

    /// <summary>What the key is for (column <c>type</c>).</summary>
    public required KeyRole Role { get; init; }

    /// <summary>Its algorithm (column <c>alg</c>).</summary>
    public required DnssecAlgorithm Algorithm { get; init; }

    /// <summary>Its tag without the REVOKE bit (column <c>tag</c>): 0 to 99,999.</summary>
    /// <remarks>No key has a tag above 65,535; IANA's first example has, so such a row can be read and shown,
    /// with a warning.</remarks>
    public required int Tag { get; init; }

    /// <summary>When it enters the DNSKEY RRset.</summary>
    public required Timestamp Publish { get; init; }

    /// <summary>When it begins to sign.</summary>
    public required Timestamp Start { get; init; }

    /// <summary>When it ceases to sign; written as the last second of a day, that second is
    /// included.</summary>
    public required Timestamp End { get; init; }

    /// <summary>When it leaves the DNSKEY RRset; written as the last second of a day, that second is
    /// included.</summary>
    public required Timestamp Remove { get; init; }

    /// <summary>Where the private half is (<c>key=</c>), such as <c>file:…</c> or <c>pkcs11:…</c>; or
    /// null.</summary>
    public string? Key { get; init; }

    /// <summary>When its REVOKE flag is set (<c>revoke=</c>, RFC 5011), or null for never.</summary>
    public Timestamp? Revoke { get; init; }

    /// <summary>When it begins to sign beside others, before its start (<c>presign=</c>, RFC 6781 §4.1.4 and
    /// §4.1.1.2), or null.</summary>
    public Timestamp? Presign { get; init; }

    /// <summary>When it ceases to sign after it has left the DNSKEY RRset (<c>postsign=</c>, double-RRSIG),
    /// or null.</summary>
    public Timestamp? Postsign { get; init; }

    /// <summary>From when on the parent is asked for its DS though resolvers do not know it yet
    /// (<c>ds-ask=</c>, RFC 7583 §3.3.2), or null.</summary>
    public Timestamp? DsAsk { get; init; }

    /// <summary>Who else signs with it (<c>signer=</c>, RFC 8901): it is published here and signs nothing
    /// here; or null.</summary>
    public string? Signer { get; init; }

    /// <summary>The zone whose key it is too (<c>shares=</c>), and whose row it follows; or null.</summary>
    public DomainName? Shares { get; init; }

    /// <summary>When its DS was seen at every server of the parent (<c>ds-seen=</c>), or null.</summary>
    public Timestamp? DsSeen { get; init; }

    /// <summary>When its DS was gone from every server of the parent (<c>ds-gone=</c>), or null.</summary>
    public Timestamp? DsGone { get; init; }

    /// <summary>Whether nothing is to follow it (<c>successor=none</c>): an algorithm that leaves, a zone
    /// that goes insecure.</summary>
    public bool HasNoSuccessor { get; init; }

    /// <summary>What people should know about it (<c>note=</c>), or null.</summary>
    public string? Note { get; init; }

    /// <summary>Where the row stands; not known for an entry that was not read.</summary>
    public Diagnostics.SourceLocation Location { get; init; }

    /// <summary>Whether it signs the DNSKEY RRset: a KSK or CSK.</summary>
    public bool IsSep => Role != KeyRole.ZSK;

    /// <summary>Whether it signs the zone: a ZSK or CSK.</summary>
    public bool SignsZone => Role != KeyRole.KSK;

    /// <summary>Whether it stands by, or another signer has it: published, and never active here.</summary>
    public bool NeverSigns => Start >= Ended;

    /// <summary>Whether it stands for a key that is not made yet, in a preview.</summary>
    public bool IsToBeMade => Tag >= KeyIndexProposal.FirstProvisionalTag;

    /// <summary>What people call it: its tag, or <c>new 1</c> where it is still to be made.</summary>
    public string Name =>
        IsToBeMade ? $"new {Tag - KeyIndexProposal.FirstProvisionalTag + 1}" : KeyIndexText.Tag(Tag);

    /// <summary>From when on it signs the DNSKEY RRset, if it is a KSK or CSK and published.</summary>
    public Timestamp SignsKeysFrom =>
        Presign is { } presign && presign > Publish ? presign : Presign is null ? Start : Publish;

    /// <summary>Its tag, and those that it may have with its REVOKE bit.</summary>
    /// <remarks>The bit adds 128 to the sum that makes the tag, and 1 where that carries (RFC 4034 Appendix
    /// B).</remarks>
    public IReadOnlyList<KeyTag> PossibleTags =>
        [new(unchecked((ushort)Tag)), new(unchecked((ushort)(Tag + 128))),
            new(unchecked((ushort)(Tag + 129)))];

    /// <summary>The moments of its life as half-open intervals.</summary>
    public KeyTiming Timing => new()
    {
        Publish = Publish,
        Activate = Start,
        Inactive = AfterLastSecond(End),
        Delete = AfterLastSecond(Remove),
        Revoke = Revoke,
    };

    /// <summary>When it no longer signs: the first second outside of the interval that <see cref="End"/>
    /// closes.</summary>
    public Timestamp Ended => AfterLastSecond(End);

    /// <summary>When it is no longer published: the first second outside of the interval that
    /// <see cref="Remove"/> closes.</summary>
    public Timestamp Removed => AfterLastSecond(Remove);

    /// <summary>Whether an emergency takes it out, as its note says: nobody is to trust it again.</summary>
    public bool IsCompromised =>
        Note == EmergencyNote || Note?.StartsWith(EmergencyNote + ":", StringComparison.Ordinal) == true;

    /// <summary>Whether an emergency has ended it before a moment, as its note says.</summary>
    public bool IsCompromisedAt(Timestamp moment) => Ended <= moment && IsCompromised;

    /// <summary>The state at a moment, by the row's dates alone.</summary>
    public KeyState StateAt(Timestamp moment) => Timing.StateAt(moment);

    /// <summary>Gives what both sides of an offline KSK must agree on as a line: the columns, and the fields
    /// that say when a key is used and whether another follows.</summary>
    public string ToSharedRow() => KeyIndexLine.TextOf(this, SharedFields.Contains);

    /// <summary>Gives the same line with what was seen of its DS: the side that asks the parent tells the
    /// side that cannot.</summary>
    public string ToObservedRow() =>
        KeyIndexLine.TextOf(this, name => SharedFields.Contains(name) || ObservedFields.Contains(name));

    /// <summary>Gives <c>ZSK 24001 (root, 005)</c>.</summary>
    public override string ToString() =>
        $"{Role} {KeyIndexText.Tag(Tag)} ({KeyIndexText.Zone(Zone)}, {KeyIndexText.Algorithm(Algorithm)})";

    // People who write 19761231235959 mean the whole of that day.
    private static Timestamp AfterLastSecond(Timestamp moment) =>
        moment.Seconds % SecondsOfADay == SecondsOfADay - 1 ? moment + 1 : moment;
}
