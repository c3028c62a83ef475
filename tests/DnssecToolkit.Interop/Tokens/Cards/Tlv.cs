using System.Formats.Asn1;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>Tag, length and value as cards write them (BER, tags of one or two octets).</summary>
internal static class Tlv
{
    /// <summary>Writes one.</summary>
    internal static byte[] Write(int tag, params ReadOnlySpan<byte> value)
    {
        byte[] length = value.Length switch
        {
            < 0x80 => [(byte)value.Length],
            < 0x100 => [0x81, (byte)(value.Length & 0xff)],
            _ => [0x82, (byte)(value.Length >> 8), (byte)(value.Length & 0xff)],
        };
        return tag > 0xff
            ? [(byte)(tag >> 8), (byte)(tag & 0xff), .. length, .. value] : [(byte)tag, .. length, .. value];
    }

    /// <summary>Reads a list of them into a table by tag.</summary>
    /// <exception cref="CardException">It is none.</exception>
    internal static Dictionary<int, byte[]> Read(ReadOnlySpan<byte> list)
    {
        Dictionary<int, byte[]> read = [];
        while (!list.IsEmpty)
        {
            int head = (list[0] & 0x1f) == 0x1f ? 2 : 1;
            if (list.Length < head
                || !AsnDecoder.TryReadEncodedValue(list, AsnEncodingRules.BER, out _, out int start,
                    out int length, out int taken))
            {
                throw new CardException(StatusWord.WrongData);
            }

            read[head == 2 ? (list[0] << 8) | list[1] : list[0]] = list.Slice(start, length).ToArray();
            list = list[taken..];
        }

        return read;
    }
}
