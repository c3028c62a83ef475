using DnssecToolkit.Cryptography;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;
using Suppression = DnssecToolkit.Verification.Suppression;

namespace DnssecToolkit.Operations;

/// <summary>One zone to sign: where it is, with which keys, how, and where to.</summary>
public sealed record ZoneSigningJob
{
    /// <summary>What is found where a key that resolvers still need was taken away, or one that they cannot
    /// know yet signs alone; <see cref="Suppressions"/> may let it pass.</summary>
    public static IReadOnlyList<CheckCode> KeyRollChecks { get; } =
        [CheckCodes.PreviousKeyGone, CheckCodes.PreviousKeyTooNew, CheckCodes.PreviousKskChanged];

    /// <summary>The unsigned zone file.</summary>
    public required string ZoneFile { get; init; }

    /// <summary>How to read it; its origin is the zone's name, or null to take the SOA's owner.</summary>
    public ZoneFileOptions Reading { get; init; } = ZoneFileOptions.Default;

    /// <summary>The directory with the zone's keys in BIND's form.</summary>
    public required string KeyDirectory { get; init; }

    /// <summary>The directory of responses from an offline KSK (<see cref="ResponseDirectory"/>), or null
    /// where KSKs sign here.</summary>
    public string? Responses { get; init; }

    /// <summary>The keyindex that says what the keys do, or null: then their own moments say it.</summary>
    public string? KeyIndex { get; init; }

    /// <summary>What is in that keyindex, where the caller has read it for several zones; null to read
    /// it.</summary>
    public KeyIndex? Rows { get; init; }

    /// <summary>How long things take, for keys that are held beyond their dates.</summary>
    public RolloverPolicy Rollover { get; init; } = RolloverPolicy.Default;

    /// <summary>Reads the record of what the zone served, once no other run writes it; null where none is
    /// kept: then keys go by dates alone.</summary>
    public Func<ServedHistory>? ReadServed { get; init; }

    /// <summary>Takes that record after a version was installed, where to be installed is to be served; or
    /// null.</summary>
    public Action<ServedHistory>? WriteServed { get; init; }

    /// <summary>Whether a KSK may sign everything where the ZSK has gone.</summary>
    public ZskLossPolicy ZskLoss { get; init; }

    /// <summary>The signed zone file to make.</summary>
    public required string Output { get; init; }

    /// <summary>The signed zone that signatures are kept from and whose serial was published; null for
    /// <see cref="Output"/>, if it exists.</summary>
    public string? Previous { get; init; }

    /// <summary>Whether this is a zone of <c>signall run</c>, which has options of its own to
    /// advise.</summary>
    public bool IsUnattended { get; init; }

    /// <summary>Whether the previous signed zone is not what was published, or damaged: then nothing is kept
    /// from it, and nothing is compared with it; <see cref="SerialFloor"/> says what the serial has to be
    /// above.</summary>
    public bool DistrustsPrevious { get; init; }

    /// <summary>The signatures' times, checked.</summary>
    public required SigningPolicy Signing { get; init; }

    /// <summary>How the serial is chosen.</summary>
    public SerialPolicy Serial { get; init; } = SerialPolicy.Increment;

    /// <summary>A serial that was published elsewhere: the zone gets a greater one, though nothing else be
    /// due; or null.</summary>
    public SerialNumber? SerialFloor { get; init; }

    /// <summary>NSEC3's parameters, or null for NSEC.</summary>
    public Nsec3Parameters? Nsec3 { get; init; }

    /// <summary>Whether insecure delegations stay out of the NSEC3 chain.</summary>
    public Nsec3OptOut OptOut { get; init; }

    /// <summary>What is added to the zone; its keys and NSEC3 parameters come from the key directory and from
    /// here.</summary>
    public PreparationPolicy Additions { get; init; } = new() { Published = [] };

    /// <summary>The directory of the children's <c>dsset-*</c> files, or null.</summary>
    public string? ChildDsDirectory { get; init; }

    /// <summary>The directory that takes the zone's own <c>dsset-*</c> file, or null.</summary>
    public string? DsOutputDirectory { get; init; }

    /// <summary>How the result is checked before it replaces anything.</summary>
    public ResultCheck Check { get; init; } = ResultCheck.Full;

    /// <summary>The share of the previous version's names, and of its delegations, that may be gone, in
    /// percent.</summary>
    public double MaximumRemovedPercent { get; init; } = 25;

    /// <summary>The share of the previous version's delegations that may have other NS or DS, in percent; ten
    /// may always.</summary>
    public double MaximumChangedPercent { get; init; } = 25;

    /// <summary>Checks of the result that do not count.</summary>
    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    /// <summary>Checks that the operator accepts this once: for what they ask, no key is held beyond its
    /// dates.</summary>
    public IReadOnlyCollection<CheckCode> Accepted { get; init; } = [];

    /// <summary>Whether keys that were to sign beyond their dates have proven not to be at hand.</summary>
    public bool DoesWithoutHeld { get; init; }

    /// <summary>Called with the path of the proven file before it is renamed into its place; what it throws
    /// keeps it from that. Or null.</summary>
    public Action<string>? BeforeInstall { get; init; }

    /// <summary>Whether ECDSA signatures are made by RFC 6979.</summary>
    public EcdsaNonce Nonce { get; init; } = EcdsaNonce.Random;

    /// <summary>Whether keys of SHA-1 algorithms may sign (RFC 9905 says they must not).</summary>
    public WeakKeys Weak { get; init; } = WeakKeys.Refused;

    /// <summary>What keys need before their first use, or null for nothing.</summary>
    public BackupGate? Backups { get; init; }

    /// <summary>How long to wait for another run that writes the same file, in seconds.</summary>
    public long LockWait { get; init; }

    /// <summary>Gives the passphrase of an encrypted key file, or null where none can be asked for.</summary>
    public PassphraseReader? Passphrase { get; init; }

    /// <summary>How tokens are used: PINs, child processes, recovery; null for tokens without PIN, in this
    /// process.</summary>
    public TokenUse? Tokens { get; init; }

    /// <summary>Tokens that several zones use at once, and that remain their owner's; null to open some for
    /// this zone.</summary>
    public OpenTokens? SharedTokens { get; init; }

    /// <summary>The full path of the PKCS#11 module for keys whose URI names none, or null.</summary>
    public string? Module { get; init; }

    /// <summary>The most signatures to make, those apart that cannot wait; null for no limit.</summary>
    public long? BudgetSignatures { get; init; }

    /// <summary>The same in seconds from when the first tokens are open, by the clock; null for no
    /// limit.</summary>
    public long? BudgetSeconds { get; init; }

    /// <summary>What was used of both: by this job alone, unless several zones are given one.</summary>
    public RunBudget Budget { get; init; } = new();

    /// <summary>Where set, signatures by keys that are not in files here are kept until so many seconds are
    /// left, instead of the refresh time.</summary>
    public long? StretchTo { get; init; }

    /// <summary>Whether everything but the signing and writing is done.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>How many threads may work at once: 1 at least.</summary>
    public required int Threads { get; init; }
}
