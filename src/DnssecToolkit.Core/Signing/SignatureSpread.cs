using System.Buffers.Binary;
using DnssecToolkit.Records;

namespace DnssecToolkit.Signing;

/// <summary>Gives each RRset a number of its own, evenly distributed, that stays the same from run to run:
/// its jitter.</summary>
/// <remarks>Nothing secret hangs on it, so a fast mixing function serves (multiply and fold, as in
/// wyhash).</remarks>
internal static class SignatureSpread
{
    private const ulong Factor = 0xA076_1D64_78BD_642F;
    private const ulong Start = 0xE703_7ED1_A0B4_28DB;

    /// <summary>The number.</summary>
    /// <param name="folded">The owner's wire name in lower case.</param>
    /// <param name="type">The type covered.</param>
    public static ulong Of(ReadOnlySpan<byte> folded, RRType type)
    {
        ulong state = Start ^ (ulong)type;
        while (folded.Length >= sizeof(ulong))
        {
            state = Mix(state ^ BinaryPrimitives.ReadUInt64LittleEndian(folded));
            folded = folded[sizeof(ulong)..];
        }

        ulong rest = (ulong)folded.Length << 56;
        for (int i = 0; i < folded.Length; i++)
        {
            rest |= (ulong)folded[i] << (8 * i);
        }

        return Mix(Mix(state ^ rest));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Factor, out ulong low);
        return high ^ low;
    }
}
