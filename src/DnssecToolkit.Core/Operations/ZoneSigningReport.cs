using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>What a signing came to.</summary>
public sealed record ZoneSigningReport
{
    /// <summary>The zone's name.</summary>
    public required DomainName Zone { get; init; }

    /// <summary>How it ended.</summary>
    public required SigningOutcome Outcome { get; init; }

    /// <summary>The unsigned zone's serial.</summary>
    public required SerialNumber InputSerial { get; init; }

    /// <summary>The serial published before, or null.</summary>
    public SerialNumber? PublishedSerial { get; init; }

    /// <summary>The signed zone's serial.</summary>
    public required SerialNumber Serial { get; init; }

    /// <summary>Names in the zone, empty non-terminals and occluded names included.</summary>
    public required int Names { get; init; }

    /// <summary>RRsets, signatures and chain not counted.</summary>
    public required int RRsets { get; init; }

    /// <summary>NSEC or NSEC3 records.</summary>
    public required int ChainLength { get; init; }

    /// <summary>Signatures by reason; <see cref="SigningReason.Reused"/> are those that were kept.</summary>
    public required IReadOnlyDictionary<SigningReason, int> Signatures { get; init; }

    /// <summary>Keys that sign, and how many signatures each made.</summary>
    public required IReadOnlyList<(SigningKey Key, int Made)> Keys { get; init; }

    /// <summary>The record of what was served before this version; null where none is kept.</summary>
    public ServedHistory? ServedBefore { get; init; }

    /// <summary>What that record is to say of this version.</summary>
    public ServedVersion? Installed { get; init; }

    /// <summary>What is held beyond its dates, or waits, for what resolvers have in their caches; null where
    /// nothing does.</summary>
    public string? Held { get; init; }

    /// <summary>When to look at it again, or null.</summary>
    public Timestamp? HeldUntil { get; init; }

    /// <summary>What does not fit to resolvers' caches, and nobody's word let break; null where there is
    /// nothing.</summary>
    public string? Unheld { get; init; }

    /// <summary>When they have forgotten it, or null.</summary>
    public Timestamp? UnheldUntil { get; init; }

    /// <summary>When the first signature expires; null in a dry run, and where what stays was not
    /// checked.</summary>
    public Timestamp? FirstExpiration { get; init; }

    /// <summary>How long each stage took, in their order.</summary>
    public required IReadOnlyList<(string Stage, TimeSpan Duration)> Stages { get; init; }

    /// <summary>The file that was made, or would have been.</summary>
    public required string Output { get; init; }

    /// <summary>The DS file that was made for the parent, or null.</summary>
    public string? DsFile { get; init; }

    /// <summary>Why the record of what was served was not written, though the version is installed; or
    /// null.</summary>
    public UnwritableOutputException? Unrecorded { get; init; }

    /// <summary>How many signatures were verified in the file read back.</summary>
    public long Verified { get; init; }

    /// <summary>Steps of recovery that tokens needed, and how often each.</summary>
    public IReadOnlyDictionary<RecoveryStep, int> Recoveries { get; init; } =
        new Dictionary<RecoveryStep, int>();

    /// <summary>Tokens that had to be done without; their work went to others.</summary>
    public IReadOnlyList<TokenLoss> LostTokens { get; init; } = [];

    /// <summary>Signatures made.</summary>
    public int Made =>
        Signatures.Where(entry =>
            entry.Key is not (SigningReason.Reused or SigningReason.Presigned or SigningReason.Deferred))
            .Sum(entry => entry.Value);

    /// <summary>Signatures kept.</summary>
    public int Reused => Signatures.GetValueOrDefault(SigningReason.Reused) + Deferred;

    /// <summary>Signatures kept over the budget, though they are due to be made again.</summary>
    public int Deferred => Signatures.GetValueOrDefault(SigningReason.Deferred);

    /// <summary>What the zone needs to stay fresh.</summary>
    internal IReadOnlyList<SignatureNeed> Needs { get; init; } = [];

    /// <summary>Signatures a second that the tokens gave, together; null where none signed.</summary>
    public double? TokenRate { get; init; }
}
