namespace DnssecToolkit.Tests.Backup;

/// <summary>Changes octets at random, the same way for the same seed.</summary>
internal sealed class Mutation(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Gives a copy with one to four changes: flips, cuts, repeats.</summary>
    internal byte[] Of(byte[] octets)
    {
        List<byte> changed = [.. octets];
        for (int change = Next(4); change >= 0; change--)
        {
            int place = Next(changed.Count);
            switch (Next(4))
            {
                case 0:
                    changed.RemoveRange(place, Math.Min(Next(40), changed.Count - place));
                    break;
                case 1:
                    changed.InsertRange(place,
                        changed.GetRange(place, Math.Min(Next(40), changed.Count - place)));
                    break;
                case 2 when changed.Count > 0:
                    changed[place] = (byte)Next(256);
                    break;
                default:
                    changed[Math.Min(place, changed.Count - 1)] ^= (byte)(1 << Next(8));
                    break;
            }
        }

        return [.. changed];
    }

    // SplitMix64, by Steele, Lea and Flood.
    private int Next(int bound)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return bound <= 1 ? 0 : (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
        }
    }
}
