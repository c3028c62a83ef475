using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Records;

/// <summary>Types as text: mnemonics in any letter case, and <c>TYPEnnn</c> (RFC 3597 §5).</summary>
/// <remarks>Read once for every record, so by a hash table over the mnemonic's octets loaded as
/// numbers.</remarks>
public static class RRTypeText
{
    /// <summary>The most octets a type's text has: NSEC3PARAM and OPENPGPKEY.</summary>
    public const int MaximumLength = 10;

    private const int SlotBits = 9;

    private static readonly Slot[] Slots = FillSlots();

    /// <summary>Reads a type.</summary>
    /// <returns>False where the token is no type.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out RRType type)
    {
        if (text.Length is 0 or > MaximumLength)
        {
            type = RRType.None;
            return false;
        }

        (ulong first, ulong last) = LoadFolded(text);
        int place = PlaceOf(first, last);
        Slot[] slots = Slots;
        while (true)
        {
            ref readonly Slot slot = ref slots[place];
            if (slot.Length == 0)
            {
                return TryReadNumbered(text, out type);
            }

            if (slot.First == first && slot.Last == last && slot.Length == text.Length)
            {
                type = slot.Type;
                return true;
            }

            place = (place + 1) & ((1 << SlotBits) - 1);
        }
    }

    /// <summary>Writes a type as BIND prints it: the mnemonic, or <c>TYPEnnn</c> where there is
    /// none.</summary>
    /// <param name="type">Any number.</param>
    /// <param name="destination">Takes <see cref="MaximumLength"/> octets at most.</param>
    /// <returns>The octets written.</returns>
    public static int Write(RRType type, Span<byte> destination)
    {
        RDataLayout? layout = RDataLayout.Find(type);
        if (layout is not null)
        {
            ReadOnlySpan<byte> mnemonic = layout.MnemonicOctets;
            mnemonic.CopyTo(destination);
            return mnemonic.Length;
        }

        "TYPE"u8.CopyTo(destination);
        Utf8Formatter.TryFormat((ushort)type, destination[4..], out int digits);
        return 4 + digits;
    }

    /// <summary>Gives the type as BIND prints it.</summary>
    public static string Format(RRType type) => RDataLayout.Find(type)?.Mnemonic
        ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"TYPE{(ushort)type}");

    private static bool TryReadNumbered(ReadOnlySpan<byte> text, out RRType type)
    {
        bool read = NumberedMnemonic.TryRead(text, "TYPE"u8, out ushort number);
        type = (RRType)number;
        return read;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ulong Last) LoadFolded(ReadOnlySpan<byte> text)
    {
        int length = text.Length;
        if (length >= sizeof(ulong))
        {
            return (Fold(MemoryMarshal.Read<ulong>(text)),
                Fold(MemoryMarshal.Read<ulong>(text[(length - sizeof(ulong))..])));
        }

        ulong octets = length >= sizeof(uint)
            ? MemoryMarshal.Read<uint>(text)
            | ((ulong)MemoryMarshal.Read<uint>(text[(length - sizeof(uint))..]) << 32)
            : text[0] | ((ulong)text[length >> 1] << 8) | ((ulong)text[length - 1] << 16);
        return (Fold(octets), (ulong)length);
    }

    // Clears bit 0x20 of the octets that have bit 0x40: letters become upper case, digits and hyphen stay,
    // and nothing that is not a letter becomes one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong octets) => octets & ~((octets >> 1) & 0x2020_2020_2020_2020);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong first, ulong last) => unchecked(
        (int)((first ^ BitOperations.RotateLeft(last, 25)) * 0x9E37_79B9_7F4A_7C15 >> (64 - SlotBits)));

    private static Slot[] FillSlots()
    {
        Slot[] slots = new Slot[1 << SlotBits];
        foreach (RDataLayout layout in RDataLayout.All)
        {
            (ulong first, ulong last) = LoadFolded(layout.MnemonicOctets);
            int place = PlaceOf(first, last);
            while (slots[place].Length != 0)
            {
                place = (place + 1) & ((1 << SlotBits) - 1);
            }

            slots[place] = new Slot(first, last, layout.MnemonicOctets.Length, layout.Type);
        }

        return slots;
    }

    private readonly record struct Slot(ulong First, ulong Last, int Length, RRType Type);
}
