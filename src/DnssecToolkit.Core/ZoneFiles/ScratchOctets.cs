namespace DnssecToolkit.ZoneFiles;

/// <summary>A buffer that a parser reuses; made when first needed.</summary>
internal sealed class ScratchOctets
{
    private byte[] _octets = [];

    /// <summary>Gives the buffer with at least <paramref name="length"/> octets; what it had is
    /// kept.</summary>
    public byte[] Grow(int length)
    {
        if (_octets.Length < length)
        {
            Array.Resize(ref _octets, Math.Max(length, Math.Max(1024, _octets.Length * 2)));
        }

        return _octets;
    }
}
