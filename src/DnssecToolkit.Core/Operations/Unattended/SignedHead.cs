using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The beginning of a signed zone file: its serial and the signatures over its SOA, without reading
/// the rest.</summary>
/// <param name="Serial">The serial.</param>
/// <param name="Signatures">RDATA of the RRSIGs that cover the SOA.</param>
internal sealed record SignedHead(SerialNumber Serial, IReadOnlyList<byte[]> Signatures)
{
    private const int Octets = 1 << 18; // our files begin with the apex: its SOA and RRSIGs are in the first few lines

    /// <summary>Reads it.</summary>
    /// <returns>Null where the file is absent, or does not begin with a signed SOA.</returns>
    internal static SignedHead? Read(string path, DomainName apex) =>
        ReadText(path, apex) is { } content ? Find(content, apex) : null;

    /// <summary>Reads the beginning as a zone of its own: enough to ask for its keys and who signs them, and
    /// for nothing else.</summary>
    /// <returns>Null where the file is absent, or has no SOA.</returns>
    internal static Zone? ReadApex(string path, DomainName apex)
    {
        if (ReadText(path, apex) is not { } content || Find(content, apex) is null)
        {
            return null;
        }

        return new ZoneBuilder(apex, new FindingList()).Add(content.Pages).Build();
    }

    private static ZoneFileContent? ReadText(string path, DomainName apex)
    {
        if (FileKind.IsSomethingElse(path))
        {
            return null; // whoever opens a pipe may wait for ever
        }

        byte[] buffer = new byte[Octets];
        int length;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite
                | FileShare.Delete, bufferSize: 0);
            length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        int end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        ZoneFileOptions options = new() { Origin = apex, Includes = IncludePolicy.Refused, Threads = 1 };
        return ZoneFileReader.ReadText(buffer.AsMemory(0, end), path, options, new FindingList());
    }

    private static SignedHead? Find(ZoneFileContent content, DomainName apex)
    {
        SerialNumber? serial = null;
        List<byte[]> signatures = [];
        foreach (RecordPage page in content.Pages)
        {
            foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
            {
                if (!WireName.AreEqual(page.OwnerOf(record), apex.Wire))
                {
                    continue;
                }

                ReadOnlySpan<byte> rdata = page.RDataOf(record);
                if (record.Type == RRType.SOA)
                {
                    serial ??= SoaRecord.Read(rdata, record.Ttl).Serial;
                }
                else if (record.Type == RRType.RRSIG && rdata.Length > 18 && rdata[0] == 0
                    && rdata[1] == (byte)RRType.SOA)
                {
                    signatures.Add(rdata.ToArray());
                }
            }
        }

        return serial is { } found && signatures.Count > 0 ? new SignedHead(found, signatures) : null;
    }
}
