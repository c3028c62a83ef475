using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>The fast way through what nearly every line of a large zone is: <c>owner TTL IN type data</c> on
/// one line, without escapes, quotes, parentheses and faults. Everything else is left to the scanner, line by
/// line.</content>
internal sealed partial class EntryParser
{
    private byte[]? _padded; // what the padded origin is a copy of
    private bool _usesOrigin;

    // Gives where the first line begins that is not common, or the text's end.
    private int ParseCommonLines(int position)
    {
        if (!ReferenceEquals(_padded, _state.Origin))
        {
            _padded = _state.Origin;
            _padded.CopyTo(_buffers.PaddedOrigin, 0);
        }

        _usesOrigin = false;
        int previousOwner = -1;
        while (position < _end)
        {
            if (!_pages.HasRoom)
            {
                _pages.Prepare();
                previousOwner = -1;
                _entry = position;
                CheckBound();
                if (IsStopped)
                {
                    break;
                }
            }

            int next = ParseCommonLine(position, ref previousOwner);
            if (next < 0)
            {
                break;
            }

            position = next;
            _line = unchecked(_line + 1);
        }

        if (_usesOrigin)
        {
            Use(StateParts.Origin);
        }

        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // as TextClass.FindStop
    private int ParseCommonLine(int start, ref int previousOwner)
    {
        unchecked
        {
            ref byte text = ref MemoryMarshal.GetArrayDataReference(_buffer);
            ref byte wire = ref _pages.Next;
            int position = ReadOwner(ref text, start, previousOwner, ref wire, out int ownerLength);
            if (position < 0)
            {
                return -1;
            }

            position = ReadHeader(ref text, position, out RRType type, out long ttl);
            if (position < 0)
            {
                return -1;
            }

            position = ReadRData(ref text, position, type, ref Unsafe.Add(ref wire, ownerLength),
                out int rdataLength);
            if (position < 0 || (position = SkipLineEnd(ref text, position)) < 0 || !TryCommonTtl(ref ttl))
            {
                return -1;
            }

            _pages.Take(ownerLength, rdataLength, type, (uint)ttl, _line);
            if (!CommonFields.IsBlank(Unsafe.Add(ref text, start)))
            {
                previousOwner = start;
                Set |= StateParts.Owner;
            }

            return position;
        }
    }

    // Gives the position behind the owner, or -1; the length is 0 where the owner is that of the record
    // before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadOwner(ref byte text, int start, int previousOwner, ref byte wire, out int length)
    {
        length = 0;
        byte first = Unsafe.Add(ref text, start);
        if (CommonFields.IsBlank(first))
        {
            if (!_pages.HasPlacedOwner)
            {
                return -1;
            }

            Use(StateParts.Owner);
            return start;
        }

        if (first == (byte)'$')
        {
            return -1;
        }

        int position = previousOwner >= 0 ? SkipSameOwner(ref text, previousOwner, start) : -1;
        return position >= 0 ? position : CommonFields.ReadName(
            ref text, start, ref MemoryMarshal.GetArrayDataReference(_buffers.PaddedOrigin),
            _state.Origin.Length, ref wire, out length, ref _usesOrigin);
    }

    // Where the texts at both places are the same up to the first blank, the position of the second's blank;
    // else -1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipSameOwner(ref byte text, int previous, int start)
    {
        unchecked
        {
            int length = 0;
            byte octet;
            while ((octet = Unsafe.Add(ref text, start + length)) == Unsafe.Add(ref text, previous + length))
            {
                if (CommonFields.IsBlank(octet))
                {
                    return start + length;
                }

                length++;
            }

            return -1;
        }
    }

    // TTL and class in either order, each once at most, and the type; the position is at a blank.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadHeader(ref byte text, int position, out RRType type, out long ttl)
    {
        unchecked
        {
            type = RRType.None;
            ttl = -1;
            bool hasClass = false;
            while (true)
            {
                position = CommonFields.SkipBlanks(ref text, position);
                byte octet = Unsafe.Add(ref text, position);
                if ((uint)(octet - '0') <= 9)
                {
                    position = CommonFields.ReadNumber(ref text, position, out uint seconds);
                    if (position < 0 || ttl >= 0)
                    {
                        return -1;
                    }

                    ttl = seconds;
                    continue;
                }

                int two = (octet & 0xDF) | ((Unsafe.Add(ref text, position + 1) & 0xDF) << 8);
                if (two == ('I' | ('N' << 8)) && CommonFields.IsBlank(Unsafe.Add(ref text, position + 2))
                    && !hasClass)
                {
                    hasClass = true;
                    position += 2;
                    continue;
                }

                return ReadType(ref text, position, two, out type);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadType(ref byte text, int position, int two, out RRType type)
    {
        unchecked
        {
            int length = 2;
            switch (two)
            {
                case 'N' | ('S' << 8):
                    type = RRType.NS;
                    break;
                case 'D' | ('S' << 8):
                    type = RRType.DS;
                    break;
                case 'A' | ('A' << 8):
                    type = RRType.AAAA;
                    length = (Unsafe.Add(ref text, position + 2) & 0xDF) == 'A'
                        && (Unsafe.Add(ref text, position + 3) & 0xDF) == 'A' ? 4 : 0;
                    break;
                default:
                    type = RRType.A;
                    length = (two & 0xFF) == 'A' ? 1 : 0;
                    break;
            }

            return length != 0 && CommonFields.IsBlank(Unsafe.Add(ref text, position + length))
                ? CommonFields.SkipBlanks(ref text, position + length) : -1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadRData(ref byte text, int position, RRType type, ref byte wire, out int length)
    {
        switch (type)
        {
            case RRType.NS:
                return CommonFields.ReadName(ref text, position,
                    ref MemoryMarshal.GetArrayDataReference(_buffers.PaddedOrigin),
                    _state.Origin.Length, ref wire, out length, ref _usesOrigin);
            case RRType.DS:
                return CommonFields.ReadDs(ref text, position, _end, ref wire, out length);
            case RRType.A:
                length = 4;
                return CommonFields.ReadIPv4(ref text, position, ref wire);
            default:
                length = 16;
                return CommonFields.ReadIPv6(ref text, position, ref wire);
        }
    }

    // Past blanks, a comment and the line feed; -1 where something else stands there or the text ends.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SkipLineEnd(ref byte text, int position)
    {
        unchecked
        {
            position = CommonFields.SkipBlanks(ref text, position);
            byte octet = Unsafe.Add(ref text, position);
            if (octet == (byte)'\n')
            {
                return position + 1;
            }

            if (octet == (byte)'\r' && Unsafe.Add(ref text, position + 1) == (byte)'\n')
            {
                return position + 2;
            }

            int comment = octet == (byte)';'
                ? _buffer.AsSpan(position, _end - position).IndexOf((byte)'\n') : -1;
            return comment < 0 ? -1 : position + comment + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryCommonTtl(ref long ttl)
    {
        if (ttl >= 0)
        {
            _state.LastTtl = unchecked((uint)ttl);
            Set |= StateParts.LastTtl;
            return true;
        }

        Use(StateParts.DefaultTtl);
        ttl = _state.DefaultTtl ?? -1L;
        return ttl >= 0;
    }
}
