using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What a run over the configured zones is to do.</summary>
public sealed record UnattendedRequest
{
    /// <summary>The configuration.</summary>
    public required SignerConfiguration Configuration { get; init; }

    /// <summary>The run's moment.</summary>
    public required Timestamp Moment { get; init; }

    /// <summary>The run's id, for the journal.</summary>
    public required string RunId { get; init; }

    /// <summary>The zones to look at; none means all.</summary>
    public IReadOnlyList<DomainName> Zones { get; init; } = [];

    /// <summary>Whether zones are worked on though nothing is due.</summary>
    public bool IsForced { get; init; }

    /// <summary>Whether nothing is to be written, told or run.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Checks that do not count this once, each with the operator's reason.</summary>
    public IReadOnlyDictionary<CheckCode, string> Accepted { get; init; } =
        new Dictionary<CheckCode, string>();

    /// <summary>Says how tokens are used, for a zone's token (null where it has none of the configuration)
    /// and so many threads.</summary>
    public Func<TokenConfiguration?, int, TokenUse?> Tokens { get; init; } = (_, _) => null;

    /// <summary>Whether somebody keeps this machine's clock right.</summary>
    public bool ClockIsSynchronised { get; init; }

    /// <summary>The run's moment since the machine's start; null where the moment is not by the machine's
    /// clock.</summary>
    public BootMoment? SinceBoot { get; init; }

    /// <summary>Gives the moment by the machine's clock, which transaction signatures go by, whatever the
    /// run's moment is.</summary>
    public required Func<Timestamp> WallClock { get; init; }

    /// <summary>How long to wait for another run, in seconds.</summary>
    public long LockWait { get; init; }

    /// <summary>Serials that the zones must go above, whatever is due: those that another signer
    /// published.</summary>
    public IReadOnlyDictionary<DomainName, SerialNumber> SerialFloors { get; init; } =
        new Dictionary<DomainName, SerialNumber>();

    /// <summary>How many threads may work at once: 1 at least.</summary>
    public int Threads { get; init; } = 1;
}
