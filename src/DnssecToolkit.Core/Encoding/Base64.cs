using System.Buffers;
using System.Diagnostics;
using DotNet = System.Buffers.Text.Base64;

namespace DnssecToolkit.Encoding;

/// <summary>Base64 (RFC 4648 §4) on spans, as strict as BIND: padding is needed, and unused bits are
/// zero.</summary>
public static class Base64
{
    /// <summary>The characters for so many octets, padding included.</summary>
    public static int EncodedLength(int octets) => (octets + 2) / 3 * 4;

    /// <summary>Writes octets as text with padding.</summary>
    /// <param name="octets">What to write.</param>
    /// <param name="text">Takes <see cref="EncodedLength"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int Encode(ReadOnlySpan<byte> octets, Span<byte> text)
    {
        OperationStatus status = DotNet.EncodeToUtf8(octets, text, out _, out int length);
        Debug.Assert(status == OperationStatus.Done, "the caller's buffer is too small");
        return length;
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">Characters of the alphabet and padding only: whoever reads a file joins the tokens
    /// first.</param>
    /// <param name="octets">Takes three octets for every four characters.</param>
    /// <param name="length">The octets written; 0 on failure.</param>
    /// <returns>False where there is something else, padding is missing, unused bits are set, or there is no
    /// room.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> octets, out int length)
    {
        // .NET skips white space; an exact length leaves none to skip.
        bool read = DotNet.DecodeFromUtf8(text, octets, out _, out length) == OperationStatus.Done
            && EncodedLength(length) == text.Length && HasNoUnusedBits(text, octets[..length]);
        length = read ? length : 0;
        return read;
    }

    private static bool HasNoUnusedBits(ReadOnlySpan<byte> text, ReadOnlySpan<byte> octets)
    {
        int tail = octets.Length % 3;
        if (tail == 0)
        {
            return true;
        }

        Span<byte> last = stackalloc byte[4];
        Encode(octets[^tail..], last);
        return text[^4..].SequenceEqual(last);
    }
}
