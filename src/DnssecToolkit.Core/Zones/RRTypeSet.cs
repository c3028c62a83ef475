using System.Runtime.CompilerServices;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Some of the 65,536 types; asking costs one bit test.</summary>
internal sealed class RRTypeSet
{
    private readonly ulong[] _bits = new ulong[1024];

    /// <summary>Adds a type.</summary>
    public void Add(RRType type) => _bits[(int)type >> 6] |= 1UL << ((int)type & 63);

    /// <summary>Whether the type is in the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(RRType type) => ((_bits[(int)type >> 6] >> ((int)type & 63)) & 1) != 0;
}
