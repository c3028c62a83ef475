namespace DnssecToolkit.ZoneFiles;

/// <summary>Octets that are in memory already.</summary>
internal sealed class MemoryTextSource(ReadOnlyMemory<byte> text) : ITextSource
{
    private ReadOnlyMemory<byte> _rest = text;

    /// <inheritdoc/>
    public long Length { get; } = text.Length;

    /// <inheritdoc/>
    public int Read(Span<byte> destination)
    {
        int length = Math.Min(destination.Length, _rest.Length);
        _rest.Span[..length].CopyTo(destination);
        _rest = _rest[length..];
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // There is nothing to let go of.
    }
}
