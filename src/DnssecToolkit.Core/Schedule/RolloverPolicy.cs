using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>How long things take in a zone and at its parent (RFC 7583), and how many keys overlap.</summary>
/// <remarks>The delays are in seconds, not in months; what the rhythm of the keys goes by may be in months.
/// The defaults are those of BIND's dnssec-policy, and IANA's rhythm of three ZSKs of which one signs and two
/// KSKs that both sign. Every zone may have a policy of its own.</remarks>
public sealed record RolloverPolicy
{
    /// <summary>BIND's delays, IANA's rhythm.</summary>
    public static RolloverPolicy Default { get; } = new();

    /// <summary>For a top-level domain: two days of TTL, a week for the parent, most of the validity kept in
    /// reserve.</summary>
    public static RolloverPolicy TopLevel { get; } = new()
    {
        DnskeyTtl = Period.FromDays(2),
        MaxZoneTtl = Period.FromDays(2),
        DsTtl = Period.FromDays(2),
        ParentRegistrationDelay = Period.FromDays(7),
        SignatureRefresh = Period.FromDays(10),
    };

    /// <summary>TTLkey: the TTL of the DNSKEY RRset.</summary>
    public Period DnskeyTtl { get; init; } = Period.FromHours(1);

    /// <summary>TTLsig: the largest TTL in the zone.</summary>
    public Period MaxZoneTtl { get; init; } = Period.FromDays(1);

    /// <summary>TTLds: the TTL of the DS RRset at the parent.</summary>
    public Period DsTtl { get; init; } = Period.FromDays(1);

    /// <summary>Dprp (DprpC): until every server of the zone has a new version.</summary>
    public Period PropagationDelay { get; init; } = new(0, 300);

    /// <summary>DprpP: until every server of the parent has a new version.</summary>
    public Period ParentPropagationDelay { get; init; } = Period.FromHours(1);

    /// <summary>Dreg: from asking the parent for a DS to its publication.</summary>
    public Period ParentRegistrationDelay { get; init; }

    /// <summary>How long other signers of a zone (RFC 8901) may take to have a change of its keys in their
    /// DNSKEY RRset.</summary>
    public Period SignerDelay { get; init; } = Period.FromDays(1);

    /// <summary>On top of every interval of publication.</summary>
    public Period PublishSafety { get; init; } = Period.FromHours(1);

    /// <summary>On top of every interval of retirement.</summary>
    public Period RetireSafety { get; init; } = Period.FromHours(1);

    /// <summary>How long signatures are valid.</summary>
    public Period SignatureValidity { get; init; } = Period.FromDays(14);

    /// <summary>How long before its expiration a signature is made anew; less than the validity.</summary>
    public Period SignatureRefresh { get; init; } = Period.FromDays(5);

    /// <summary>RFC 5011's add hold-down time, for zones whose KSK is a trust anchor.</summary>
    public Period AddHoldDown { get; init; } = Period.FromDays(30);

    /// <summary>From one ZSK's start to the next one's.</summary>
    public Period ZskPeriod { get; init; } = new(1, 0);

    /// <summary>How long a ZSK is published before its start.</summary>
    public Period ZskPublish { get; init; } = new(1, 0);

    /// <summary>From a ZSK's start to its end; longer than the period, so that two are in effect for a
    /// while.</summary>
    public Period ZskUse { get; init; } = new(1, 14 * 86_400);

    /// <summary>From a ZSK's start to its removal.</summary>
    public Period ZskLife { get; init; } = new(2, 0);

    /// <summary>From one KSK's or CSK's start to the next one's.</summary>
    public Period KskPeriod { get; init; } = new(12, 0);

    /// <summary>How long a KSK is published before its start; a CSK has Ipub at least.</summary>
    public Period KskPublish { get; init; }

    /// <summary>From a KSK's or CSK's start to its removal.</summary>
    public Period KskLife { get; init; } = new(24, 0);

    /// <summary>How many ZSKs of an algorithm overlap at most.</summary>
    public int MostZsks { get; init; } = 3;

    /// <summary>How many KSKs of an algorithm overlap at most.</summary>
    public int MostKsks { get; init; } = 2;

    /// <summary>The same rhythm with delays that are enough for another zone, too: the longer of each, and
    /// the signatures of the zone whose are replaced last.</summary>
    public RolloverPolicy WithDelaysOf(RolloverPolicy other)
    {
        RolloverPolicy slower = other.SigningDelay <= SigningDelay ? this : this with
        {
            SignatureValidity = other.SignatureValidity,
            SignatureRefresh = other.SignatureRefresh,
        };
        return RolloverPolicyValue.All.Where(value => value.IsDelay && !value.IsOfSignatures
            && value.Get(other).Seconds > value.Get(this).Seconds)
            .Aggregate(slower, (policy, value) => value.With(policy, value.Get(other)));
    }

    /// <summary>The same delays with the rhythm of another zone, whose keys this one has.</summary>
    public RolloverPolicy WithRhythmOf(RolloverPolicy other) =>
        RolloverPolicyValue.All.Where(value => !value.IsDelay)
        .Aggregate(this, (policy, value) => value.With(policy, value.Get(other))) with
        {
            MostZsks = other.MostZsks,
            MostKsks = other.MostKsks,
        };

    /// <summary>Dsgn: until every signature by the earlier key has been replaced.</summary>
    public long SigningDelay => SignatureValidity.Seconds - SignatureRefresh.Seconds;

    /// <summary>Ipub, in seconds: from a key's publication until every resolver can know it (RFC 7583 §3.2.1;
    /// IpubC for KSKs, §3.3.1).</summary>
    public long PublicationInterval => PropagationDelay.Seconds + DnskeyTtl.Seconds + PublishSafety.Seconds;

    /// <summary>Iret of a ZSK, in seconds: from its last signature until none is in a cache (RFC 7583
    /// §3.2.1).</summary>
    public long ZskRetireInterval =>
        SigningDelay + PropagationDelay.Seconds + MaxZoneTtl.Seconds + RetireSafety.Seconds;

    /// <summary>Iret of a KSK, in seconds: from its DS's removal until that is in no cache (RFC 7583
    /// §3.3.1).</summary>
    public long KskRetireInterval => ParentPropagationDelay.Seconds + DsTtl.Seconds + RetireSafety.Seconds;

    /// <summary>In seconds: from a KSK's publication until the earlier one may go, with the parent acting at
    /// once when asked.</summary>
    public long KskOverlap => PublicationInterval + ParentRegistrationDelay.Seconds + KskRetireInterval;
}
