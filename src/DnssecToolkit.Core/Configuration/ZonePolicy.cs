using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Denial;
using DnssecToolkit.Keys;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration;

/// <summary>How zones are signed. All durations in seconds.</summary>
public sealed record ZonePolicy
{
    /// <summary>The name that zones use it by.</summary>
    public string Name { get; init; } = "default";

    /// <summary>NSEC3's parameters, or null for NSEC.</summary>
    public Nsec3Parameters? Nsec3 { get; init; }

    /// <summary>Whether insecure delegations stay out of the NSEC3 chain.</summary>
    public Nsec3OptOut OptOut { get; init; }

    /// <summary>How the serial is chosen.</summary>
    public SerialPolicy Serial { get; init; } = SerialPolicy.Increment;

    /// <summary>The zone digests to publish.</summary>
    public IReadOnlyList<ZoneDigestHash> Zonemd { get; init; } = [];

    /// <summary>CDS and CDNSKEY.</summary>
    public CdsPublication Cds { get; init; } = CdsPublication.AsInput;

    /// <summary>What becomes of other DNSKEYs in the input.</summary>
    public ForeignDnskeys Foreign { get; init; } = ForeignDnskeys.Remove;

    /// <summary>TTL of the DNSKEY RRset, or null for the key files', or the SOA's.</summary>
    public uint? DnskeyTtl { get; init; }

    /// <summary>How far before the run signatures begin.</summary>
    public long InceptionOffset { get; init; } = SigningPolicy.DefaultInceptionOffset;

    /// <summary>How long after the run signatures end.</summary>
    public long Validity { get; init; } = SigningPolicy.DefaultValidity;

    /// <summary>The same for the DNSKEY, CDS and CDNSKEY RRsets, or null.</summary>
    public long? DnskeyValidity { get; init; }

    /// <summary>A signature with less than this left is made again; null for 5/14 of the validity.</summary>
    public long? Refresh { get; init; }

    /// <summary>Expirations are spread over this long; null for a seventh of the validity.</summary>
    public long? Jitter { get; init; }

    /// <summary>The most signatures of a run over all its zones, but for those that cannot wait; null for no
    /// limit.</summary>
    public long? BudgetSignatures { get; init; }

    /// <summary>The same in seconds from when the run's first tokens are open, by the clock; null for no
    /// limit.</summary>
    public long? BudgetSeconds { get; init; }

    /// <summary>Whether ECDSA signatures are made by RFC 6979.</summary>
    public EcdsaNonce Nonce { get; init; } = EcdsaNonce.Random;

    /// <summary>Whether keys of SHA-1 algorithms may sign.</summary>
    public WeakKeys Weak { get; init; } = WeakKeys.Refused;

    /// <summary>How long key rollovers take, in zones that do not say it themselves.</summary>
    public RolloverPolicy Rollover { get; init; } = RolloverPolicy.Default;

    /// <summary>What an offline KSK signs, beyond what follows from <see cref="Rollover"/>, in zones that do
    /// not say it themselves.</summary>
    public RequestAgreement Requests { get; init; } = RequestAgreement.None;

    /// <summary>The signatures' times in a run.</summary>
    /// <param name="moment">The run's moment.</param>
    public SigningPolicy At(Timestamp moment) => new()
    {
        Moment = moment,
        InceptionOffset = InceptionOffset,
        Validity = Validity,
        DnskeyValidity = DnskeyValidity,
        Refresh = Refresh,
        Jitter = Jitter,
    };
}
