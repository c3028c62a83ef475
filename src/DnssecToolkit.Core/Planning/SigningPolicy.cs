using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Planning;

/// <summary>When signatures begin and end, and when they are made again. All durations in seconds.</summary>
/// <remarks>The defaults follow what registries run (OpenDNSSEC's KASP, BIND's default policy): two weeks of
/// validity, renewed with five fourteenths of it (five days) left, expirations spread over a seventh (two
/// days) so that an hourly run stays short.</remarks>
public sealed record SigningPolicy
{
    /// <summary>Two weeks, in seconds.</summary>
    public const long DefaultValidity = 14 * 86_400;

    /// <summary>One hour, in seconds: clocks of resolvers may be that wrong.</summary>
    public const long DefaultInceptionOffset = 3_600;

    // RFC 4034 §3.1.5: times are compared by RFC 1982 arithmetic, so no period may reach 2^31 seconds.
    private const long LongestPeriod = int.MaxValue;

    /// <summary>The run's moment.</summary>
    public required Timestamp Moment { get; init; }

    /// <summary>When signatures begin, or null for <see cref="InceptionOffset"/> before the moment.</summary>
    public Timestamp? Inception { get; init; }

    /// <summary>When signatures end, or null for <see cref="Validity"/> after the moment.</summary>
    public Timestamp? Expiration { get; init; }

    /// <summary>How far before the moment signatures begin.</summary>
    public long InceptionOffset { get; init; } = DefaultInceptionOffset;

    /// <summary>How long after the moment signatures end.</summary>
    public long Validity { get; init; } = DefaultValidity;

    /// <summary>The same for the DNSKEY, CDS and CDNSKEY RRsets; null for the others' validity.</summary>
    public long? DnskeyValidity { get; init; }

    /// <summary>A signature with less than this left is made again; null for 5/14 of the validity.</summary>
    public long? Refresh { get; init; }

    /// <summary>Expirations are spread evenly over this long before the latest; null for a seventh of the
    /// validity, or none where the expiration is given.</summary>
    public long? Jitter { get; init; }

    /// <summary>Whether signatures of the previous zone may be kept.</summary>
    public SignatureReuse Reuse { get; init; } = SignatureReuse.WherePossible;

    /// <summary>When new signatures begin.</summary>
    public Timestamp InceptionTime => Inception ?? (Moment - InceptionOffset);

    /// <summary>A signature with less than this left, in seconds, is made again.</summary>
    public long RefreshTime => Refresh ?? ((ExpirationTime - Moment) * 5 / 14);

    /// <summary>Expirations are spread over this many seconds.</summary>
    public long JitterTime => Jitter ?? (Expiration is null ? Validity / 7 : 0);

    /// <summary>How long it takes until each signature has to be made again once, in seconds; at least
    /// one.</summary>
    public double CycleSeconds => Math.Max(1, ExpirationTime - Moment - (JitterTime / 2) - RefreshTime);

    private Timestamp ExpirationTime => Expiration ?? (Moment + Validity);

    /// <summary>When a new signature ends.</summary>
    /// <param name="type">The type covered.</param>
    /// <param name="spread">A number that is evenly distributed over all RRsets and stays the same for
    /// each.</param>
    public Timestamp ExpirationOf(RRType type, ulong spread)
    {
        if (type is RRType.DNSKEY or RRType.CDS or RRType.CDNSKEY)
        {
            // The key set's signatures are few and often made at a ceremony: no jitter.
            return DnskeyValidity is { } validity ? Moment + validity : ExpirationTime;
        }

        return ExpirationTime - (long)Math.BigMul(spread, (ulong)JitterTime + 1, out _);
    }

    /// <summary>Checks that the times fit together.</summary>
    /// <exception cref="UsageException">They do not; the message names the two that clash.</exception>
    public void Check()
    {
        long validity = ExpirationTime - Moment;
        long dnskeyValidity = DnskeyValidity ?? validity;
        string? clash = this switch
        {
            _ when InceptionTime.Seconds < 0
                || (Moment + Math.Max(validity, dnskeyValidity)).Seconds > uint.MaxValue =>
                "signatures would not begin and end between 1970 and 2106, all that RRSIG can write",
            _ when validity <= 0 || dnskeyValidity <= 0 =>
                $"signatures would end before the run's moment {Moment}",
            _ when JitterTime < 0 || RefreshTime < 0 => "a duration is negative",
            _ when InceptionTime > Moment =>
                $"signatures would begin at {InceptionTime}, after the run's moment {Moment}",
            _ when Math.Max(validity, dnskeyValidity) + (Moment - InceptionTime) > LongestPeriod =>
                "signatures would be valid for over 68 years, which RFC 4034 §3.1.5 cannot express",
            _ when validity - JitterTime <= RefreshTime =>
                $"validity ({validity} s) less jitter ({JitterTime} s) leaves no more than the refresh time"
                + $" ({RefreshTime} s): each run would make every signature again",
            _ when dnskeyValidity <= RefreshTime =>
                $"the DNSKEY validity ({dnskeyValidity} s) is no longer than the refresh time ({RefreshTime} s)",
            _ => null,
        };
        if (clash is not null)
        {
            throw new UsageException(clash,
                "choose validity > jitter + refresh, and an inception in the past");
        }
    }
}
