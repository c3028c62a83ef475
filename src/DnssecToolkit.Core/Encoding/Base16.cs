using System.Buffers;
using System.Diagnostics;

namespace DnssecToolkit.Encoding;

/// <summary>Hex digits (RFC 4648 §8) on spans; .NET's vectorised code under names of ours.</summary>
public static class Base16
{
    /// <summary>The digits for so many octets.</summary>
    public static int EncodedLength(int octets) => octets * 2;

    /// <summary>Writes upper-case digits, as BIND prints digests, keys and salts.</summary>
    /// <param name="octets">What to write.</param>
    /// <param name="text">Takes <see cref="EncodedLength"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int EncodeUpper(ReadOnlySpan<byte> octets, Span<byte> text)
    {
        bool written = Convert.TryToHexString(octets, text, out int length);
        Debug.Assert(written, "the caller's buffer is too small");
        return length;
    }

    /// <summary>Writes lower-case digits.</summary>
    /// <param name="octets">What to write.</param>
    /// <param name="text">Takes <see cref="EncodedLength"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int EncodeLower(ReadOnlySpan<byte> octets, Span<byte> text)
    {
        bool written = Convert.TryToHexStringLower(octets, text, out int length);
        Debug.Assert(written, "the caller's buffer is too small");
        return length;
    }

    /// <summary>Reads digits of either case.</summary>
    /// <param name="text">Digits only: whoever reads a file joins the tokens first, for white space may stand
    /// anywhere (RFC 4034 §2.2), between the two digits of an octet too.</param>
    /// <param name="octets">Takes half as many octets.</param>
    /// <param name="length">The octets written; 0 on failure.</param>
    /// <returns>False where there is something else, an odd number of digits, or no room.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> octets, out int length)
    {
        OperationStatus status = Convert.FromHexString(text, octets, out _, out length);
        length = status == OperationStatus.Done ? length : 0;
        return status == OperationStatus.Done;
    }
}
