using System.Globalization;

namespace DnssecToolkit.Records;

/// <summary>The 16-bit hint that tells a verifier which DNSKEY to try first (RFC 4034, Appendix B).</summary>
/// <remarks>A hint, not an identity: two keys of one zone may share a tag.</remarks>
/// <param name="Value">The tag.</param>
public readonly record struct KeyTag(ushort Value)
{
    /// <summary>Computes the tag of a DNSKEY.</summary>
    /// <param name="rdata">DNSKEY RDATA in wire form: flags (2), protocol (1), algorithm (1), public
    /// key.</param>
    /// <exception cref="ArgumentException"><paramref name="rdata"/> has no public key.</exception>
    public static KeyTag Of(ReadOnlySpan<byte> rdata)
    {
        if (rdata.Length <= 4)
        {
            throw new ArgumentException("DNSKEY RDATA without a public key", nameof(rdata));
        }

        uint sum = 0; // 65,535 octets add up to less than 2^32
        for (int i = 0; i < rdata.Length; i++)
        {
            sum += (i & 1) == 0 ? (uint)rdata[i] << 8 : rdata[i];
        }

        return new KeyTag(unchecked((ushort)(sum + (sum >> 16))));
    }

    /// <summary>Gives five digits, as key file names have them.</summary>
    public override string ToString() => Value.ToString("00000", CultureInfo.InvariantCulture);
}
