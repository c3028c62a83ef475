namespace DnssecToolkit.Signing;

/// <summary>A growing run of octets that is written at its end and used again.</summary>
internal sealed class OctetBuffer(int capacity)
{
    private byte[] _octets = GC.AllocateUninitializedArray<byte>(capacity);

    /// <summary>How many octets are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written.</summary>
    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, Length);

    /// <summary>Forgets what is written.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives room after what is written.</summary>
    /// <param name="size">The least octets needed.</param>
    public Span<byte> Reserve(int size)
    {
        if (_octets.Length - Length < size)
        {
            int grown = (int)Math.Min(Math.Max((long)_octets.Length * 2, (long)Length + size),
                Array.MaxLength);
            byte[] octets = GC.AllocateUninitializedArray<byte>(grown);
            Written.CopyTo(octets);
            _octets = octets;
        }

        return _octets.AsSpan(Length);
    }

    /// <summary>Counts octets that were put into the room as written.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Writes octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(Reserve(octets.Length));
        Length += octets.Length;
    }
}
