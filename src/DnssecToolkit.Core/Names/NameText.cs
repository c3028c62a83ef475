using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.Names;

/// <summary>Presentation form of names (RFC 1035 §5.1, RFC 4343 §2.1), text to wire and back, on
/// spans.</summary>
public static class NameText
{
    /// <summary>The most octets a name's text has: every octet as <c>\DDD</c>, and the dots.</summary>
    public const int MaximumLength = WireName.MaximumLength * 4;

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name's characters; no white space or comment around it. <c>@</c> alone is the
    /// origin.</param>
    /// <param name="origin">The wire name that completes a relative one.</param>
    /// <param name="wire">Takes the name: 255 octets.</param>
    /// <param name="length">The octets written; 0 unless <see cref="NameTextStatus.Done"/>.</param>
    public static NameTextStatus Read(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> origin, Span<byte> wire, out int length)
    {
        length = 0;
        if (text.Length == 1 && text[0] is (byte)'.' or (byte)'@')
        {
            ReadOnlySpan<byte> whole = text[0] == (byte)'.' ? [0] : origin;
            whole.CopyTo(wire);
            length = whole.Length;
            return NameTextStatus.Done;
        }

        return text.IsEmpty ? NameTextStatus.Empty : ReadLabels(text, origin, wire, out length);
    }

    /// <summary>Says what a status means, as a lower-case clause.</summary>
    public static string Explain(NameTextStatus status) => status switch
    {
        NameTextStatus.Empty => "a name is missing",
        NameTextStatus.EmptyLabel => "an empty label in a name",
        NameTextStatus.LabelTooLong => "a label of over 63 octets",
        NameTextStatus.NameTooLong => "a name of over 255 octets",
        NameTextStatus.BadEscape => @"a bad escape: \DDD takes three digits up to 255",
        _ => throw new UnreachableException(),
    };

    /// <summary>Writes a name with its final dot, escaped as BIND prints it.</summary>
    /// <param name="name">One name in wire form.</param>
    /// <param name="text">Takes the text; <see cref="MaximumLength"/> octets always suffice.</param>
    /// <returns>The octets written.</returns>
    public static int Write(ReadOnlySpan<byte> name, Span<byte> text)
    {
        if (name[0] == 0)
        {
            text[0] = (byte)'.';
            return 1;
        }

        int written = PlainNameText.TryWrite(name, text);
        return written != 0 ? written : WriteEscaped(name, text);
    }

    private static int WriteEscaped(ReadOnlySpan<byte> name, Span<byte> text)
    {
        int written = 0;
        for (int position = 0; name[position] != 0; position += name[position] + 1)
        {
            ReadOnlySpan<byte> label = name.Slice(position + 1, name[position]);
            foreach (byte octet in label)
            {
                written += WriteOctet(octet, text[written..]);
            }

            text[written++] = (byte)'.';
        }

        return written;
    }

    private static NameTextStatus ReadLabels(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> origin, Span<byte> wire, out int length)
    {
        length = 0;
        int labelStart = 0; // where the open label's length octet goes
        int end = 1;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == (byte)'.')
            {
                NameTextStatus closed = CloseLabel(wire, labelStart, end);
                if (closed != NameTextStatus.Done)
                {
                    return closed;
                }

                labelStart = end++;
                continue;
            }

            if (octet == (byte)'\\' && !TryUnescape(text, ref i, out octet))
            {
                return NameTextStatus.BadEscape;
            }

            if (end >= WireName.MaximumLength)
            {
                return end - labelStart > WireName.MaximumLabelLength
                    ? NameTextStatus.LabelTooLong : NameTextStatus.NameTooLong;
            }

            wire[end++] = octet;
        }

        return Finish(origin, wire, labelStart, end, out length);
    }

    private static NameTextStatus Finish(
        ReadOnlySpan<byte> origin, Span<byte> wire, int labelStart, int end, out int length)
    {
        length = 0;
        if (end == labelStart + 1) // the text ended in a dot: the name is absolute
        {
            if (labelStart >= WireName.MaximumLength)
            {
                return NameTextStatus.NameTooLong;
            }

            wire[labelStart] = 0;
            length = end;
            return NameTextStatus.Done;
        }

        NameTextStatus closed = CloseLabel(wire, labelStart, end);
        if (closed != NameTextStatus.Done)
        {
            return closed;
        }

        if (end + origin.Length > WireName.MaximumLength)
        {
            return NameTextStatus.NameTooLong;
        }

        origin.CopyTo(wire[end..]);
        length = end + origin.Length;
        return NameTextStatus.Done;
    }

    private static NameTextStatus CloseLabel(Span<byte> wire, int labelStart, int end)
    {
        int label = end - labelStart - 1;
        if (label is 0 or > WireName.MaximumLabelLength)
        {
            return label == 0 ? NameTextStatus.EmptyLabel : NameTextStatus.LabelTooLong;
        }

        if (end >= WireName.MaximumLength)
        {
            return NameTextStatus.NameTooLong;
        }

        wire[labelStart] = (byte)label;
        return NameTextStatus.Done;
    }

    private static bool TryUnescape(ReadOnlySpan<byte> text, ref int i, out byte octet)
    {
        octet = 0;
        if (i + 1 >= text.Length)
        {
            return false;
        }

        if (!char.IsAsciiDigit((char)text[i + 1]))
        {
            octet = text[++i];
            return true;
        }

        if (i + 3 >= text.Length || !char.IsAsciiDigit((char)text[i + 2])
            || !char.IsAsciiDigit((char)text[i + 3]))
        {
            return false;
        }

        int value = ((text[i + 1] - '0') * 100) + ((text[i + 2] - '0') * 10) + (text[i + 3] - '0');
        i += 3;
        octet = unchecked((byte)value);
        return value <= 255;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteOctet(byte octet, Span<byte> text)
    {
        if (octet is > 0x20 and < 0x7f)
        {
            int at = 0;
            if (octet is (byte)'.' or (byte)'\\' or (byte)'"' or (byte)'(' or (byte)')' or (byte)';' or (
                byte)'@' or (byte)'$')
            {
                text[at++] = (byte)'\\'; // the set that BIND escapes in dns_name_totext
            }

            text[at++] = octet;
            return at;
        }

        text[0] = (byte)'\\';
        text[1] = (byte)('0' + (octet / 100));
        text[2] = (byte)('0' + (octet / 10 % 10));
        text[3] = (byte)('0' + (octet % 10));
        return 4;
    }
}
