namespace DnssecToolkit.ZoneFiles;

/// <summary>Cuts a text into segments at line feeds, if it can before a line that begins an entry.</summary>
/// <remarks>Whoever takes a segment holds the lock; buffers come back for reuse.</remarks>
internal sealed class SegmentCutter(ReadContext context, ITextSource source, ReadOnlyMemory<byte> start,
    uint line)
{
    private const int MostTries = 64;

    private readonly Stack<byte[]> _free = new();
    private byte[] _rest = start.ToArray();
    private uint _line = line;
    private int _count;
    private bool _isDone;

    /// <summary>Whether to cut before <c>$ORIGIN</c>, so that a segment need not know its
    /// predecessor's.</summary>
    public bool PrefersOrigins { get; set; }

    /// <summary>Takes the next segment.</summary>
    /// <returns>Null at the end.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TextSegment? Take()
    {
        if (_isDone)
        {
            return null;
        }

        int segment = context.Options.SegmentOctets;
        byte[] buffer = _free.TryPop(out byte[]? free) ? free : [];
        int length = _rest.Length;
        int cut = 0;
        _rest.CopyTo(Grow(ref buffer, length), 0);
        while (cut == 0 && !_isDone)
        {
            int wanted = Math.Max(segment, length * 2);
            length = Fill(Grow(ref buffer, wanted), length, wanted);
            cut = _isDone ? length : FindCut(buffer.AsSpan(0, length));
        }

        _rest = buffer.AsSpan(cut, length - cut).ToArray();
        buffer.AsSpan(cut, EntryParser.Padding).Clear();
        TextSegment taken = new(_count++, buffer, cut, _line, _isDone);
        _line = unchecked(_line + (uint)buffer.AsSpan(0, cut).Count((byte)'\n'));
        return taken;
    }

    /// <summary>Takes back a segment's buffer.</summary>
    public void Return(byte[] buffer) => _free.Push(buffer);

    private static byte[] Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length + EntryParser.Padding)
        {
            Array.Resize(ref buffer, length + EntryParser.Padding);
        }

        return buffer;
    }

    private int Fill(byte[] buffer, int length, int wanted)
    {
        int start = length;
        while (length < wanted && !_isDone)
        {
            int read = source.Read(buffer.AsSpan(length, wanted - length));
            _isDone = read == 0;
            length += read;
        }

        context.CountText(length - start);
        return length;
    }

    // The place behind a line feed; 0 where there is none, or the one there is lies at the very end.
    private int FindCut(ReadOnlySpan<byte> text)
    {
        int origin = PrefersOrigins ? text.LastIndexOf("\n$ORIGIN"u8) : -1;
        if (origin > 0)
        {
            return origin + 1;
        }

        int last = text[..^1].LastIndexOf((byte)'\n');
        int cut = last;
        for (int i = 0; i < MostTries && cut > 0; i++)
        {
            if (text[cut + 1] is not (
                (byte)' ' or (byte)'\t' or (byte)')' or (byte)'\r' or (byte)'\n' or (byte)';'))
            {
                return cut + 1;
            }

            cut = text[..cut].LastIndexOf((byte)'\n');
        }

        return last + 1;
    }
}
