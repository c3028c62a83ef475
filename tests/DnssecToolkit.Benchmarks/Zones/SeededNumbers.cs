namespace DnssecToolkit.Benchmarks.Zones;

/// <summary>Numbers that look random and are the same for a seed on every machine and runtime
/// (SplitMix64).</summary>
/// <param name="seed">The seed.</param>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong _state = seed;

    internal ulong Next()
    {
        unchecked
        {
            _state += 0x9E37_79B9_7F4A_7C15;
            ulong mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A number from 0 up to, but not including, <paramref name="end"/>.</summary>
    internal int Below(int end) => (int)(Next() % (ulong)end);
}
