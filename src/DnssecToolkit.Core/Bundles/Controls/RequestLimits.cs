using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>What the side of the KSKs accepts; what is null or empty is not looked at. All lengths in
/// seconds.</summary>
public sealed record RequestLimits
{
    private const long Day = 86_400;
    private const int SafeRsaBits = 2_048;
    private const ulong UsualExponent = 65_537;

    /// <summary>The zones that the KSKs are for.</summary>
    public required ImmutableArray<DomainName> Domains { get; init; }

    /// <summary>How many bundles a request has.</summary>
    public int? Bundles { get; init; }

    /// <summary>How many keys each bundle has, in their order.</summary>
    public ImmutableArray<int> KeysPerBundle { get; init; } = [];

    /// <summary>The most keys of an algorithm in a bundle.</summary>
    public int? MostKeysPerBundle { get; init; }

    /// <summary>How many different keys a request has.</summary>
    public int? DistinctKeys { get; init; }

    /// <summary>The TTL of the DNSKEY RRset in seconds.</summary>
    public uint? Ttl { get; init; }

    /// <summary>From the first inception to the last.</summary>
    public LengthRange? Cycle { get; init; }

    /// <summary>From an inception to the next.</summary>
    public LengthRange? Interval { get; init; }

    /// <summary>How long signatures are valid, whatever the request claims.</summary>
    public LengthRange? Validity { get; init; }

    /// <summary>How long bundles in a row overlap, whatever the request claims.</summary>
    public LengthRange? Overlap { get; init; }

    /// <summary>How far ahead the last signature may expire.</summary>
    public long Horizon { get; init; } = 180 * Day;

    /// <summary>By how much a length may miss its limits: old files end a second early, at
    /// 23:59:59.</summary>
    public long Tolerance { get; init; }

    /// <summary>The algorithms agreed.</summary>
    public ImmutableArray<DnssecAlgorithm> Algorithms { get; init; } = [];

    /// <summary>The sizes of RSA keys agreed.</summary>
    public ImmutableArray<int> RsaBits { get; init; } = [];

    /// <summary>The exponents of RSA keys agreed.</summary>
    public ImmutableArray<ulong> RsaExponents { get; init; } = [];

    /// <summary>Whether every key of the first bundle must be known from the previous response; else one of
    /// each algorithm.</summary>
    public bool AllKeysChain { get; init; }

    /// <summary>The tags of the controls that are not applied.</summary>
    public ImmutableHashSet<string> Waived { get; init; } = [];

    /// <summary>The root zone's: nine bundles in a quarter, 2-1-1-1-1-1-1-1-2 keys, RSASHA256 with 2048
    /// bits.</summary>
    public static RequestLimits Root { get; } = new()
    {
        Domains = [DomainName.Root],
        Bundles = 9,
        KeysPerBundle = [2, 1, 1, 1, 1, 1, 1, 1, 2],
        DistinctKeys = 3,
        Ttl = 172_800,
        Cycle = new LengthRange(79 * Day, 81 * Day),
        Interval = new LengthRange(9 * Day, 11 * Day),
        Algorithms = [DnssecAlgorithm.RSASHA256],
        RsaBits = [SafeRsaBits],
        RsaExponents = [UsualExponent],
        AllKeysChain = true,
    };

    /// <summary>Any other zone's: what follows from its policy.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="policy">How long things take there.</param>
    /// <remarks>Bundles must overlap by the time that a new DNSKEY RRset takes to reach every resolver.
    /// Number, length and rhythm of bundles are the zone's own affair.</remarks>
    public static RequestLimits Of(DomainName zone, RolloverPolicy policy) => new()
    {
        Domains = [zone],
        MostKeysPerBundle = policy.MostZsks,
        Ttl = (uint)policy.DnskeyTtl.Seconds,
        Overlap = new LengthRange(policy.DnskeyTtl.Seconds
            + policy.PropagationDelay.Seconds, long.MaxValue / 2),
        Algorithms = [.. AlgorithmTraits.All.Where(row => !row.SignsOnlyWhenForced)
            .Select(row => row.Algorithm)],
        RsaBits = [SafeRsaBits, 3_072, 4_096],
        RsaExponents = [UsualExponent],
    };
}
