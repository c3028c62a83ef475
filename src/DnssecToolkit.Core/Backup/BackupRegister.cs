using System.Collections.Immutable;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Backup;

/// <summary>The file that says which keys have which copies: where, how old, and when each was last proven;
/// immutable, no secret in it.</summary>
/// <remarks>Columns with white space between them, as in a keyindex; the last, the place, goes to the end of
/// the line.</remarks>
public sealed record BackupRegister
{
    /// <summary>The most octets a register may have.</summary>
    public const int MostOctets = 64 << 20;

    private const string Header = "zone type alg made proven set ds place";
    private const int Columns = 8;
    private const string Never = "-";
    private const string Published = "/published"; // behind the moment of a proof: whose DNSKEY verified it
    private const string Manifest = "/manifest";

    /// <summary>An empty register.</summary>
    public static BackupRegister Empty { get; } = new();

    /// <summary>The copies, in the order in which they were made.</summary>
    public ImmutableArray<BackupCopy> Copies { get; private init; } = [];

    /// <summary>Reads a register.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="file">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong; a row with a fault is left out.</param>
    public static BackupRegister Read(ReadOnlySpan<byte> octets, string file, FindingList findings)
    {
        ImmutableArray<BackupCopy>.Builder copies = ImmutableArray.CreateBuilder<BackupCopy>();
        int line = 0;
        foreach (string text in System.Text.Encoding.UTF8.GetString(octets).TrimEnd('\n').Split('\n'))
        {
            line++;
            if (line == 1)
            {
                if (text.TrimEnd('\r') != Header)
                {
                    Add($"the first line is not \"{Header}\"");
                    break;
                }
            }
            else if (text.Trim().Length > 0 && text[0] != '#')
            {
                if (Parse(text.TrimEnd('\r')) is { } copy)
                {
                    copies.Add(copy);
                }
                else
                {
                    Add("not a zone, type, algorithm, two moments (or - for never), a set, a DS digest and a place");
                }
            }
        }

        return new BackupRegister { Copies = copies.ToImmutable() };

        void Add(string message) => findings.Add(new Finding(CheckCodes.BackupRegister,
            new SourceLocation(file, line), message));
    }

    /// <summary>Gives the file.</summary>
    public byte[] ToOctets() => System.Text.Encoding.UTF8.GetBytes(Header + "\n"
        + string.Concat(Copies.Select(copy => string.Create(
        CultureInfo.InvariantCulture,
        $"{copy.Zone} {copy.Role} {(int)copy.Algorithm:000} {copy.Made.ToCompactString()} {ProofOf(copy)} {copy.Set} {copy.Digest} {copy.Place}\n"))));

    /// <summary>Adds the keys of a set that is on a medium now, but for those that only their own chip opens;
    /// a row of the same set and place is replaced.</summary>
    public BackupRegister WithCopy(BackupManifest manifest, string place) => this with
    {
        Copies =
        [
            .. Copies.Where(copy => copy.Set != manifest.Set || copy.Place != place),
            .. manifest.Keys.Where(key => manifest.ComesBack(key)).Select(key => new BackupCopy(
                key.Key.Zone, key.Role, key.Key.Algorithm, BackupCopy.DigestOf(key.Key), manifest.Created,
                null,
                    manifest.Set, place)),
        ],
    };

    /// <summary>Notes that a key in a copy has proven itself.</summary>
    public BackupRegister WithProof(BackupManifest manifest, string place, ZoneKey key, Timestamp moment,
        ProofBasis basis)
    {
        BackupRegister known = Copies.Any(copy => copy.Set == manifest.Set && copy.Place == place) ? this
            : WithCopy(manifest, place);
        return known with
        {
            Copies = [.. known.Copies.Select(copy => copy.Set == manifest.Set && copy.Place == place
                && copy.IsOf(key) ? copy with { Proven = moment, Basis = basis } : copy)],
        };
    }

    /// <summary>Notes that a key came into another device and has signed there; an earlier row of this key
    /// and device is replaced.</summary>
    /// <param name="key">The key.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="device">The device, by what tells it from others; no control characters.</param>
    /// <param name="moment">When it signed.</param>
    /// <param name="set">The sealed set that it came from; without one it went from device to device.</param>
    public BackupRegister WithDevice(ZoneKey key, KeyRole role, string device, Timestamp moment,
        string set = BackupCopy.NoSet)
    {
        string digest = BackupCopy.DigestOf(key);
        IEnumerable<BackupCopy> others = Copies.Where(copy => copy.Place != device || !copy.IsOf(key));
        return this with
        {
            Copies = [.. others,
                new BackupCopy(key.Zone, role, key.Algorithm, digest, moment, moment, set, device)],
        };
    }

    /// <summary>Strikes out all copies in a place, such as a card that is erased.</summary>
    public BackupRegister Without(string place) =>
        this with { Copies = [.. Copies.Where(copy => copy.Place != place)] };

    /// <summary>Whether a key has what is demanded.</summary>
    public bool Satisfies(ZoneKey key, BackupDemand demand) => demand == BackupDemand.None
        || Copies.Any(copy => copy.IsOf(key) && (demand == BackupDemand.Made || copy.Proven is not null));

    private static string ProofOf(BackupCopy copy) => copy.Proven is not { } proven ? Never
        : $"{proven.ToCompactString()}{(copy.Basis == ProofBasis.Published ? Published : Manifest)}";

    private static BackupCopy? Parse(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], Columns, StringSplitOptions.RemoveEmptyEntries);
        Timestamp proven = default;
        bool isPublished = words.Length > 4 && words[4].EndsWith(Published, StringComparison.Ordinal);
        if (words.Length > 4)
        {
            words[4] = words[4].EndsWith(Manifest, StringComparison.Ordinal) ? words[4][..^Manifest.Length]
                : isPublished ? words[4][..^Published.Length] : words[4];
        }

        return words.Length == Columns && DomainName.TryParse(words[0], out DomainName zone, out _)
            && Enum.TryParse(words[1], out KeyRole role) && Enum.IsDefined(role)
            && byte.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out byte algorithm)
            && Timestamp.TryParseCompact(words[3], out Timestamp made)
            && (words[4] == Never || Timestamp.TryParseCompact(words[4], out proven))
            && (words[5] == BackupCopy.NoSet
                || (words[5].Length == 32 && words[5].All(char.IsAsciiHexDigitLower)))
            && words[6].Length == 64 && words[6].All(char.IsAsciiHexDigitUpper)
            && !words[7].Any(char.IsControl)
            ? new BackupCopy(zone, role, (DnssecAlgorithm)algorithm, words[6], made, words[4] == Never
                ? null : proven,
                words[5], words[7].TrimEnd())
            {
                Basis = isPublished ? ProofBasis.Published : ProofBasis.Manifest,
            }
            : null;
    }
}
