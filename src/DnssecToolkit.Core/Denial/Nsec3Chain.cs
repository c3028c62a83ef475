using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Denial;

/// <summary>The NSEC3 chain of a zone (RFC 5155 §7.1): a ring of the hashes of its names, in the order of the
/// hashes.</summary>
/// <remarks>24 octets a name. Safe for any number of readers.</remarks>
public sealed class Nsec3Chain
{
    /// <summary>The opt-out flag (RFC 5155 §3.1.2.1).</summary>
    public const byte OptOutFlag = 1;

    /// <summary>The octets of a hashed owner name's first label: 32 characters and their count.</summary>
    public const int HashedLabelLength = 33;

    /// <summary>The most octets an NSEC3's RDATA has.</summary>
    public const int MaximumRDataLength =
        Nsec3Parameters.FixedFieldsLength + Nsec3Hash.MaximumSaltLength + 1 + Nsec3Hash.Length
            + TypeBitmap.MaximumLength;

    private readonly HashedName[] _names;

    private Nsec3Chain(Zone zone, Nsec3Parameters parameters, Nsec3OptOut optOut, HashedName[] names)
    {
        Zone = zone;
        Parameters = parameters;
        OptOut = optOut;
        _names = names;
        Ttl = NegativeTtl.Of(zone);
    }

    /// <summary>The zone.</summary>
    public Zone Zone { get; }

    /// <summary>How names are hashed.</summary>
    public Nsec3Parameters Parameters { get; }

    /// <summary>Which delegations are left out.</summary>
    public Nsec3OptOut OptOut { get; }

    /// <summary>The TTL of every NSEC3, in seconds (RFC 9077).</summary>
    public uint Ttl { get; }

    /// <summary>How many NSEC3 there are: 1 at least.</summary>
    public int Count => _names.Length;

    /// <summary>The octets of an NSEC3's owner name.</summary>
    public int OwnerLength => HashedLabelLength + Zone.Apex.Wire.Length;

    /// <summary>Builds the chain.</summary>
    /// <param name="zone">The zone, with all records that will be published but RRSIG and NSEC3; its
    /// NSEC3PARAM among them.</param>
    /// <param name="parameters">How names are hashed.</param>
    /// <param name="optOut">Which delegations are left out.</param>
    /// <param name="findings">Takes advice by RFC 9276.</param>
    /// <param name="threads">How many threads may work at once: 1 at least.</param>
    /// <exception cref="RefusedException">Too many iterations, two names with one hash, or an apex too long
    /// for hashed names.</exception>
    public static Nsec3Chain Build(
        Zone zone, Nsec3Parameters parameters, Nsec3OptOut optOut, FindingList findings, int threads = 1)
    {
        parameters.Check(findings);
        RejectLongApex(zone);

        // RFC 5155, section 7.1
        HashedName[] names = ProvenNames.Find(zone, optOut, threads); // step 2
        HashEveryName(zone, parameters, names, threads); // steps 2 and 3
        HashedNameSort.Sort(names, threads); // step 4
        RejectCollisions(zone, names); // step 6; steps 5 and 7 need nothing more, for the order is the chain
        return new Nsec3Chain(zone, parameters, optOut, names);
    }

    /// <summary>The name that an NSEC3 is of.</summary>
    /// <param name="link">The NSEC3's place in the chain, from 0.</param>
    public int NodeAt(int link) => _names[link].Node;

    /// <summary>An NSEC3's hash: 20 octets.</summary>
    public ReadOnlySpan<byte> HashAt(int link) => _names[link].Hash;

    /// <summary>The hash that follows an NSEC3's in the ring: 20 octets; the first one's after the
    /// last.</summary>
    public ReadOnlySpan<byte> NextHashOf(int link) => HashAt(link + 1 < _names.Length ? link + 1 : 0);

    /// <summary>Writes an NSEC3's owner name, in upper case before the apex as BIND does (RFC 5155
    /// §3).</summary>
    /// <param name="link">The NSEC3's place in the chain.</param>
    /// <param name="destination">Takes <see cref="OwnerLength"/> octets.</param>
    public void WriteOwner(int link, Span<byte> destination)
    {
        destination[0] = HashedLabelLength - 1;
        Base32Hex.EncodeUpper(HashAt(link), destination[1..]);
        Zone.Apex.Wire.CopyTo(destination[HashedLabelLength..]);
    }

    /// <summary>Writes an NSEC3's RDATA (RFC 5155 §3.2).</summary>
    /// <param name="link">The NSEC3's place in the chain.</param>
    /// <param name="destination">Takes the RDATA: <see cref="MaximumRDataLength"/> octets are always
    /// enough.</param>
    /// <returns>The octets written.</returns>
    public int WriteRData(int link, Span<byte> destination)
    {
        int length = Parameters.WriteFields(OptOut == Nsec3OptOut.None ? (byte)0 : OptOutFlag, destination);
        destination[length++] = Nsec3Hash.Length;
        NextHashOf(link).CopyTo(destination[length..]);
        length += Nsec3Hash.Length;
        return length + WriteTypeBitmaps(link, destination[length..]);
    }

    /// <summary>Writes the type bit maps of an NSEC3.</summary>
    /// <returns>The octets written: 0 for an empty non-terminal.</returns>
    public int WriteTypeBitmaps(int link, Span<byte> destination) =>
        DenialTypes.WriteForNsec3(Zone, NodeAt(link), destination);

    private static void HashEveryName(Zone zone, Nsec3Parameters parameters, HashedName[] names, int threads)
    {
        const int Share = 1 << 12;
        Parallel.For(0, (names.Length + Share - 1) / Share, new ParallelOptions { MaxDegreeOfParallelism = threads }, share =>
        {
            int end = Math.Min(names.Length, (share + 1) * Share);
            Nsec3HashBatch batch = new(
                parameters.Salt, parameters.Iterations, (number, hash) => hash.CopyTo(names[number].Hash));
            for (int i = share * Share; i < end; i++)
            {
                batch.Add(i, zone.NameOf(names[i].Node));
            }

            batch.Finish();
        });
    }

    private static void RejectCollisions(Zone zone, HashedName[] names)
    {
        for (int i = 1; i < names.Length; i++)
        {
            if (names[i].CompareTo(names[i - 1]) == 0)
            {
                throw new RefusedException(
                    CheckCodes.Nsec3HashCollision,
                    $"{NameOf(zone, names[i - 1].Node)} and {NameOf(zone, names[i].Node)} have the same NSEC3 hash",
                    "use another salt, or NSEC");
            }
        }
    }

    private static void RejectLongApex(Zone zone)
    {
        if (HashedLabelLength + zone.Apex.Wire.Length > WireName.MaximumLength)
        {
            throw new RefusedException(
                CheckCodes.Nsec3OwnerTooLong, $"{zone.Apex} is too long a name for hashed names below it",
                "use NSEC");
        }
    }

    private static DomainName NameOf(Zone zone, int node) => DomainName.FromTrustedWire(zone.NameOf(node));
}
