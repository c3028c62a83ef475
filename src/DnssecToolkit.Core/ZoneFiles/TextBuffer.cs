namespace DnssecToolkit.ZoneFiles;

/// <summary>The part of a text that is being parsed: whole entries at the front, what the next part completes
/// at the end.</summary>
internal sealed class TextBuffer
{
    private readonly ReadContext _context;
    private readonly ITextSource _source;
    private byte _last = (byte)'\n';
    private bool _hasText;

    /// <summary>Makes an empty buffer.</summary>
    public TextBuffer(ReadContext context, ITextSource source)
    {
        _context = context;
        _source = source;
        int segment = context.Options.SegmentOctets;
        int length = source.Length > 0 ? (int)Math.Min(source.Length + 1, segment) : segment;
        Octets = new byte[length + EntryParser.Padding];
    }

    /// <summary>The text, with <see cref="EntryParser.Padding"/> octets behind it.</summary>
    public byte[] Octets { get; private set; }

    /// <summary>The text's octets.</summary>
    public int Length { get; private set; }

    /// <summary>Whether no text follows.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>Whether all text was read and its last octet is not a line feed.</summary>
    public bool LacksFinalLineFeed => IsFinal && _hasText && _last != (byte)'\n';

    /// <summary>Whether an entry fills the buffer and it may not grow.</summary>
    public bool IsAtLimit => Length >= _context.Options.EntryLimit;

    /// <summary>Reads until the buffer is full or the text ends; the buffer grows where an entry fills
    /// it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Fill()
    {
        if (Length + EntryParser.Padding >= Octets.Length)
        {
            byte[] octets = Octets;
            Array.Resize(ref octets, (Length * 2) + EntryParser.Padding);
            Octets = octets;
        }

        int start = Length;
        while (!IsFinal && Length < Octets.Length - EntryParser.Padding)
        {
            int read = _source.Read(Octets.AsSpan(Length, Octets.Length - EntryParser.Padding - Length));
            IsFinal = read == 0;
            Length += read;
        }

        if (Length > start)
        {
            _context.CountText(Length - start);
            _last = Octets[Length - 1];
            _hasText = true;
        }

        Octets.AsSpan(Length, EntryParser.Padding).Clear();
    }

    /// <summary>The text from a place on.</summary>
    public ReadOnlyMemory<byte> From(int position) => Octets.AsMemory(position, Length - position);

    /// <summary>Forgets octets at the front.</summary>
    public void Drop(int octets)
    {
        Octets.AsSpan(octets, Length - octets).CopyTo(Octets);
        Length -= octets;
    }
}
