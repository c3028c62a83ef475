namespace DnssecToolkit.ZoneFiles;

/// <summary>Gives a text's octets in order.</summary>
internal interface ITextSource : IDisposable
{
    /// <summary>The octets there are, or 0 where that is not known.</summary>
    long Length { get; }

    /// <summary>Reads on.</summary>
    /// <returns>The octets read; 0 at the end.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    int Read(Span<byte> destination);
}
