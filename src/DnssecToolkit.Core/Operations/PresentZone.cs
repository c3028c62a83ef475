using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>A zone as another program signs it at present: its keys, and what each of them signs.</summary>
public sealed class PresentZone
{
    private readonly HashSet<(byte Algorithm, ushort Tag)> _signers = [];

    private PresentZone(string file, DomainName name, Zone zone)
    {
        File = file;
        Name = name;
        Keys = ReadKeys(zone);
        ReadSigners(zone);
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The zone's name.</summary>
    public DomainName Name { get; }

    /// <summary>Its DNSKEY RRset.</summary>
    public IReadOnlyList<ZoneKey> Keys { get; }

    /// <summary>The TTL of the DNSKEY RRset in seconds.</summary>
    public uint DnskeyTtl { get; private set; }

    /// <summary>Whether a key signs anything at the apex.</summary>
    public bool Signs(ZoneKey key) => _signers.Contains(((byte)key.Algorithm, key.Tag.Value));

    /// <summary>Reads a signed zone file.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, has faults, or has no
    /// DNSKEY.</exception>
    public static PresentZone Read(string file, CancellationToken stop)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(file, ZoneFileOptions.Default, findings, stop);
        DomainName? name = findings.HasFaults ? null : content.Origin;
        if (name is not { } apex)
        {
            throw new UnreadableInputException($"{file}: no zone file with a SOA",
                "give the zone as it is served, as text: dig AXFR, or named-compilezone -f raw -F text", findings.Kept);
        }

        PresentZone present = new(file, apex, new ZoneBuilder(apex, findings).Add(content.Pages).Build());
        return present.Keys.Count > 0 ? present
            : throw new UnreadableInputException($"{file}: {apex} has no DNSKEY there",
                "give the zone as it is served now, signed");
    }

    private ZoneKey[] ReadKeys(Zone zone)
    {
        List<ZoneKey> keys = [];
        if (zone.TryFind(0, RRType.DNSKEY, out RRset rrset))
        {
            DnskeyTtl = rrset.Ttl;
            for (int i = 0; i < rrset.Count; i++)
            {
                if (rrset.RDataOf(i).Length > 4)
                {
                    keys.Add(new ZoneKey(zone.Apex, rrset.RDataOf(i)));
                }
            }
        }

        return [.. keys];
    }

    // RFC 4034 §3.1: algorithm in the third octet, key tag in the last two before the signer's name.
    private void ReadSigners(Zone zone)
    {
        if (zone.TryFind(0, RRType.RRSIG, out RRset signatures))
        {
            for (int i = 0; i < signatures.Count; i++)
            {
                ReadOnlySpan<byte> rrsig = signatures.RDataOf(i);
                if (rrsig.Length > 18)
                {
                    _signers.Add((rrsig[2], BinaryPrimitives.ReadUInt16BigEndian(rrsig[16..])));
                }
            }
        }
    }
}
