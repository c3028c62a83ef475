using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Configuration;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What is remembered of a zone between runs. Losing it costs a run's work, the comparison with the
/// last accepted content, and the serials and signatures of versions that were put back.</summary>
public sealed record ZoneState
{
    private const string FileName = "state.json";
    private const int MostWithdrawn = 32; // signatures; one by each algorithm of a version

    /// <summary>The files that the accepted input was read from, the zone file first.</summary>
    public IReadOnlyList<string> InputFiles { get; init; } = [];

    /// <summary>Their sizes and times when they were read.</summary>
    public string? InputStamp { get; init; }

    /// <summary>SHA-256 of their content.</summary>
    public string? InputDigest { get; init; }

    /// <summary>When that input was accepted.</summary>
    public Timestamp? AcceptedAt { get; init; }

    /// <summary>The serial that was fetched from the primary last, or null.</summary>
    public SerialNumber? PrimarySerial { get; init; }

    /// <summary>When the children's CDS were asked for last, or null.</summary>
    public Timestamp? ChildrenPolled { get; init; }

    /// <summary>What else the signed zone depends on, as one text: configuration, key files, children's
    /// DS.</summary>
    public string? Surroundings { get; init; }

    /// <summary>Size and time of the output when it was installed.</summary>
    public string? OutputStamp { get; init; }

    /// <summary>SHA-256 of the output when it was installed, or found and proven; null where that was before
    /// it was remembered.</summary>
    public string? OutputDigest { get; init; }

    /// <summary>SHA-256 of a signed file that was about to be installed; null once it was. What a killed run
    /// leaves is known by it.</summary>
    public string? IntendedDigest { get; init; }

    /// <summary>The serial that was installed last.</summary>
    public SerialNumber? Serial { get; init; }

    /// <summary>The greatest serial that was ever installed, and be it put back since: under it a server may
    /// have another version.</summary>
    public SerialNumber? GreatestSerial { get; init; }

    /// <summary>SHA-256 of the input of the version that was put back last; null once another was
    /// published.</summary>
    public string? WithdrawnInput { get; init; }

    /// <summary>A serial that is out, or may be, above the one of the file: the next version goes above it.
    /// Null where there is none.</summary>
    public SerialNumber? SerialFloor { get; init; }

    /// <summary>The serial that another signer had published when this one was promoted; null once this one
    /// has gone above it.</summary>
    public SerialNumber? PromotedAbove { get; init; }

    /// <summary>SHA-256 of SOA signatures of versions that were put back: a server may load one late. Null
    /// where there are none.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>When it was.</summary>
    public Timestamp? SignedAt { get; init; }

    /// <summary>The earliest expiration of its signatures.</summary>
    public Timestamp? FirstExpiration { get; init; }

    /// <summary>How many of its signatures were due and left to later runs; null where nothing is
    /// known.</summary>
    public int? Deferred { get; init; }

    /// <summary>How many signatures a second it needs of each key to stay fresh
    /// (<see cref="SignatureNeed"/>), or null.</summary>
    public string? Needs { get; init; }

    /// <summary>When something has to be done again: signatures to be made, or a key's event.</summary>
    public Timestamp? Due { get; init; }

    /// <summary>Why then.</summary>
    public string? DueReason { get; init; }

    /// <summary>Whether the installed version still has to be told to its server, and seen there.</summary>
    public bool IsUnpublished { get; init; }

    /// <summary>Since when the zone is published signed, or null: its DS may go to the parent once no cache
    /// has it unsigned.</summary>
    public Timestamp? SignedSince { get; init; }

    /// <summary>Keys that are held for resolvers' caches, in words; null where none is.</summary>
    public string? HeldKeys { get; init; }

    /// <summary>What does not fit to resolvers' caches, in words; null where there is nothing.</summary>
    public string? Unheld { get; init; }

    /// <summary>When they have forgotten it, or null.</summary>
    public Timestamp? UnheldUntil { get; init; }

    /// <summary>What needs a human, by its check or kind; null where nothing does.</summary>
    public string? Problem { get; init; }

    /// <summary>The message about it.</summary>
    public string? ProblemMessage { get; init; }

    /// <summary>Since when.</summary>
    public Timestamp? ProblemSince { get; init; }

    /// <summary>Reads what is remembered; nothing where there is no file, or one that makes no
    /// sense.</summary>
    public static ZoneState Read(StateDirectory directory, ZoneConfiguration zone)
    {
        if (StateFile.Read(directory.PathOf(zone, FileName)) is not { } texts)
        {
            return new ZoneState();
        }

        SerialNumber? Serial(string name) =>
            uint.TryParse(texts.GetValueOrDefault(name), CultureInfo.InvariantCulture, out uint serial)
                ? new SerialNumber(serial) : null;
        Timestamp? Moment(string name) =>
            texts.TryGetValue(name, out string? text)
                && TimestampText.TryParseAbsolute(text, out Timestamp moment) ? moment : null;
        return new ZoneState
        {
            InputFiles = texts.GetValueOrDefault("inputFiles", "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries),
            InputStamp = texts.GetValueOrDefault("inputStamp"),
            InputDigest = texts.GetValueOrDefault("inputDigest"),
            AcceptedAt = Moment("acceptedAt"),
            Surroundings = texts.GetValueOrDefault("surroundings"),
            OutputStamp = texts.GetValueOrDefault("outputStamp"),
            OutputDigest = texts.GetValueOrDefault("outputDigest"),
            IntendedDigest = texts.GetValueOrDefault("intendedDigest"),
            PrimarySerial = Serial("primarySerial"),
            ChildrenPolled = Moment("childrenPolled"),
            Serial = Serial("serial"),
            GreatestSerial = Serial("greatestSerial"),
            WithdrawnInput = texts.GetValueOrDefault("withdrawnInput"),
            SerialFloor = Serial("serialFloor"),
            PromotedAbove = Serial("promotedAbove"),
            Withdrawn = texts.GetValueOrDefault("withdrawn"),
            SignedAt = Moment("signedAt"),
            FirstExpiration = Moment("firstExpiration"),
            Deferred = int.TryParse(
                texts.GetValueOrDefault("deferred"), CultureInfo.InvariantCulture, out int deferred)
                    ? deferred : null,
            Needs = texts.GetValueOrDefault("needs"),
            Due = Moment("due"),
            DueReason = texts.GetValueOrDefault("dueReason"),
            IsUnpublished = texts.GetValueOrDefault("unpublished") == "True",
            SignedSince = Moment("signedSince"),
            HeldKeys = texts.GetValueOrDefault("heldKeys"),
            Unheld = texts.GetValueOrDefault("unheld"),
            UnheldUntil = Moment("unheldUntil"),
            Problem = texts.GetValueOrDefault("problem"),
            ProblemMessage = texts.GetValueOrDefault("problemMessage"),
            ProblemSince = Moment("problemSince"),
        };
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    public void Write(StateDirectory directory, ZoneConfiguration zone) =>
        StateFile.Write(directory.PathOf(zone, FileName), json =>
    {
        json.WriteString("file", zone.File); // what its directory is asked for, should the file be gone
        json.WriteString("inputFiles", string.Join('\n', InputFiles));
        json.WriteString("inputStamp", InputStamp);
        json.WriteString("inputDigest", InputDigest);
        json.WriteString("acceptedAt", AcceptedAt?.ToString());
        json.WriteString("primarySerial", PrimarySerial?.ToString());
        json.WriteString("childrenPolled", ChildrenPolled?.ToString());
        json.WriteString("surroundings", Surroundings);
        json.WriteString("outputStamp", OutputStamp);
        json.WriteString("outputDigest", OutputDigest);
        json.WriteString("intendedDigest", IntendedDigest);
        json.WriteString("serial", Serial?.ToString());
        json.WriteString("greatestSerial", GreatestSerial?.ToString());
        json.WriteString("withdrawnInput", WithdrawnInput);
        json.WriteString("serialFloor", SerialFloor?.ToString());
        json.WriteString("promotedAbove", PromotedAbove?.ToString());
        json.WriteString("withdrawn", Withdrawn);
        json.WriteString("signedAt", SignedAt?.ToString());
        json.WriteString("firstExpiration", FirstExpiration?.ToString());
        json.WriteString("deferred", Deferred?.ToString(CultureInfo.InvariantCulture));
        json.WriteString("needs", Needs);
        json.WriteString("due", Due?.ToString());
        json.WriteString("dueReason", DueReason);
        json.WriteBoolean("unpublished", IsUnpublished);
        json.WriteString("signedSince", SignedSince?.ToString());
        json.WriteString("heldKeys", HeldKeys);
        json.WriteString("unheld", Unheld);
        json.WriteString("unheldUntil", UnheldUntil?.ToString());
        json.WriteString("problem", Problem);
        json.WriteString("problemMessage", ProblemMessage);
        json.WriteString("problemSince", ProblemSince?.ToString());
    });

    /// <summary>Whether anything is remembered of a zone.</summary>
    internal static bool IsThere(StateDirectory directory, ZoneConfiguration zone) =>
        StateFile.Read(directory.PathOf(zone, FileName)) is not null;

    /// <summary>Whether a version that was put back had this signature of its SOA.</summary>
    internal bool HasWithdrawn(byte[] signature) =>
        Withdrawn?.Contains(DigestOf(signature), StringComparison.Ordinal) ?? false;

    /// <summary>The same after a version was put back.</summary>
    /// <param name="version">The version.</param>
    /// <param name="input">SHA-256 of what it was made from.</param>
    internal ZoneState WithWithdrawn(SignedHead version, string? input) => WithFloor(version.Serial).Installed(version.Serial) with
    {
        WithdrawnInput = input,
        Withdrawn = string.Join(' ', (Withdrawn?.Split(' ') ?? []).Concat(version.Signatures.Select(DigestOf))
            .TakeLast(MostWithdrawn)),
    };

    /// <summary>The same, with a serial to go above.</summary>
    internal ZoneState WithFloor(SerialNumber floor) =>
        this with { SerialFloor = SerialFloor is { } known && known.IsGreaterThan(floor) ? known : floor };

    /// <summary>The same after a version was installed under a serial.</summary>
    internal ZoneState Installed(SerialNumber serial) =>
        this with
        {
            GreatestSerial = GreatestSerial is { } known && known.IsGreaterThan(serial)
            ? known : serial
        };

    /// <summary>The same, without floors that a serial is above.</summary>
    internal ZoneState Above(SerialNumber serial) => this with
    {
        SerialFloor = SerialFloor is { } floor && !serial.IsGreaterThan(floor) ? floor : null,
        PromotedAbove = PromotedAbove is { } other && !serial.IsGreaterThan(other) ? other : null,
    };

    private static string DigestOf(byte[] signature) => Convert.ToHexStringLower(SHA256.HashData(signature));

    /// <summary>The same, with a problem that begins now or goes on.</summary>
    internal ZoneState WithProblem(string problem, string message, Timestamp now) => this with
    {
        Problem = problem,
        ProblemMessage = message,
        ProblemSince = Problem == problem ? ProblemSince : now,
    };

    /// <summary>The same, without a problem.</summary>
    internal ZoneState WithoutProblem() =>
        this with { Problem = null, ProblemMessage = null, ProblemSince = null };
}
