using DnssecToolkit.Records;

namespace DnssecToolkit.Verification;

/// <summary>Walks the types in type bit maps (RFC 4034 §4.1.2) of unknown origin.</summary>
internal ref struct BitmapWalk(ReadOnlySpan<byte> bitmaps)
{
    private ReadOnlySpan<byte> _rest = bitmaps;
    private ReadOnlySpan<byte> _window;
    private int _number = -1;
    private int _bit;

    /// <summary>The type that <see cref="MoveNext"/> reached.</summary>
    public RRType Current { get; private set; }

    /// <summary>Whether the walk ended at octets that are no window, or not in the
    /// one way they may be written.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next type, ascending.</summary>
    /// <returns>False past the last, or where the octets are malformed.</returns>
    public bool MoveNext()
    {
        while (true)
        {
            while (_bit < _window.Length * 8)
            {
                int bit = _bit++;
                if ((_window[bit >> 3] & (0x80 >> (bit & 7))) != 0)
                {
                    Current = (RRType)((_number << 8) | bit);
                    return true;
                }
            }

            if (_rest.IsEmpty || !TryOpenWindow())
            {
                return false;
            }
        }
    }

    private bool TryOpenWindow()
    {
        int length = _rest.Length < 2 ? 0 : _rest[1];
        IsMalformed =
            length is 0 or > 32 || _rest.Length < 2 + length || _rest[0] <= _number || _rest[1 + length] == 0;
        if (!IsMalformed)
        {
            _number = _rest[0];
            _window = _rest.Slice(2, length);
            _rest = _rest[(2 + length)..];
            _bit = 0;
        }

        return !IsMalformed;
    }
}
