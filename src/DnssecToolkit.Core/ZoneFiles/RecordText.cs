using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Records as text, one a line, each field exactly as BIND prints it: <c>owner TTL IN TYPE
/// RDATA</c>.</summary>
/// <remarks>The lines are those of <c>named-compilezone -s full</c> with every run of white space made one
/// space. RDATA that is malformed for its type, or of a type without a text form, is written as <c>\# length
/// hex</c> (RFC 3597 §5). Nothing is allocated; see <see cref="MaximumLength"/> for the buffer.</remarks>
public static class RecordText
{
    // Bit maps grow most: an octet of them is eight mnemonics, NSEC3PARAM and a space each. They cannot be
    // longer than this.
    private const int LongestBitmaps = 9000;
    private const int BitmapGrowth = 88;
    private const int OtherGrowth = 8; // an SVCB key in a list of mandatory ones: two octets, "no-default-alpn,"
    private const int Slack = 2 * WireName.MaximumLength; // TTL, class, type, fixed words, and room for whole vectors

    /// <summary>The most octets that <see cref="Write"/> or <see cref="WriteRData"/> needs.</summary>
    /// <param name="ownerLength">The owner's octets.</param>
    /// <param name="rdataLength">The RDATA's octets.</param>
    public static int MaximumLength(int ownerLength, int rdataLength) =>
        (ownerLength * 4) + (rdataLength * OtherGrowth)
        + (Math.Min(rdataLength, LongestBitmaps) * (BitmapGrowth - OtherGrowth)) + Slack;

    /// <summary>Writes a record's line.</summary>
    /// <param name="owner">The owner's wire name.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="type">The type.</param>
    /// <param name="rdata">RDATA in uncompressed wire form, of whatever origin.</param>
    /// <param name="destination">Takes the line: <see cref="MaximumLength"/> octets.</param>
    /// <returns>The octets written, the newline included.</returns>
    public static int Write(
        ReadOnlySpan<byte> owner, uint ttl, RRType type, ReadOnlySpan<byte> rdata, Span<byte> destination)
    {
        RDataTextWriter writer = new(destination);
        WriteHead(ref writer, owner, ttl, type);
        WriteBody(ref writer, type, rdata);
        writer.Octet((byte)'\n');
        return writer.Length;
    }

    /// <summary>Writes an RRSIG's line from its parts, so that no RDATA need be put together.</summary>
    /// <param name="owner">The owner's wire name.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="fields">RRSIG RDATA up to the signer's name, as it was signed (RFC 4034 §3.1.8.1);
    /// well-formed.</param>
    /// <param name="signature">The signature; not empty.</param>
    /// <param name="destination">Takes the line: <see cref="MaximumLength"/> octets.</param>
    /// <returns>The octets written, the newline included.</returns>
    public static int WriteRrsig(
        ReadOnlySpan<byte> owner, uint ttl, ReadOnlySpan<byte> fields, ReadOnlySpan<byte> signature,
        Span<byte> destination)
    {
        RDataTextWriter writer = new(destination);
        WriteHead(ref writer, owner, ttl, RRType.RRSIG);
        writer.Signature(fields, signature);
        writer.Octet((byte)'\n');
        return writer.Length;
    }

    /// <summary>Writes RDATA alone.</summary>
    /// <param name="type">The type.</param>
    /// <param name="rdata">RDATA in uncompressed wire form, of whatever origin.</param>
    /// <param name="destination">Takes the text: <see cref="MaximumLength"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int WriteRData(RRType type, ReadOnlySpan<byte> rdata, Span<byte> destination)
    {
        RDataTextWriter writer = new(destination);
        WriteBody(ref writer, type, rdata);
        return writer.Length;
    }

    /// <summary>Gives RDATA as a string, for messages.</summary>
    public static string FormatRData(RRType type, ReadOnlySpan<byte> rdata)
    {
        byte[] text = new byte[MaximumLength(0, rdata.Length)];
        return System.Text.Encoding.ASCII.GetString(text, 0, WriteRData(type, rdata, text));
    }

    private static void WriteHead(ref RDataTextWriter writer, ReadOnlySpan<byte> owner, uint ttl, RRType type)
    {
        writer.Name(owner);
        writer.Octet((byte)' ');
        writer.Number(ttl);
        writer.Octets(" IN "u8);
        writer.Type(type);
        writer.Octet((byte)' ');
    }

    // The types of which a big zone has millions go without the table.
    private static void WriteBody(ref RDataTextWriter writer, RRType type, ReadOnlySpan<byte> rdata)
    {
        bool written = type switch
        {
            RRType.NS => writer.TryWholeName(rdata),
            RRType.DS => writer.TryDelegationSigner(rdata),
            RRType.RRSIG => writer.TrySignature(rdata),
            RRType.NSEC => writer.TryNsec(rdata),
            RRType.NSEC3 => writer.TryNsec3(rdata),
            RRType.A when rdata.Length == 4 => writer.IPv4(rdata),
            RRType.AAAA when rdata.Length == 16 => writer.IPv6(rdata),
            _ => RDataLayout.Find(type) is { } layout && RDataValidity.IsValid(layout, rdata)
                && writer.TryFields(layout, rdata),
        };
        if (!written)
        {
            writer.Opaque(rdata);
        }
    }
}
