using System.Numerics;

namespace DnssecToolkit.Records;

/// <summary>Walks the types that bit maps name, in ascending order (RFC 4034 §4.1.2).</summary>
public ref struct TypeBitmapEnumerator
{
    private ReadOnlySpan<byte> _window; // number, length, bits, and the windows after it
    private int _place;
    private uint _left; // the bits of the octet at _place that are still to come, from 0x80 down

    internal TypeBitmapEnumerator(ReadOnlySpan<byte> bitmaps)
    {
        _window = bitmaps;
        _place = -1;
    }

    /// <summary>The type that <see cref="MoveNext"/> reached.</summary>
    public RRType Current { get; private set; }

    /// <summary>Gives itself, for <c>foreach</c>.</summary>
    public readonly TypeBitmapEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next type.</summary>
    /// <returns>False past the last.</returns>
    public bool MoveNext()
    {
        while (_left == 0)
        {
            if (_window.Length <= 2)
            {
                return false;
            }

            if (++_place == _window[1])
            {
                _window = _window[(2 + _window[1])..];
                _place = -1;
                continue;
            }

            _left = _window[2 + _place];
        }

        int bit = BitOperations.LeadingZeroCount(_left) - 24;
        _left &= ~(0x80u >> bit);
        Current = (RRType)((_window[0] << 8) | (_place << 3) | bit);
        return true;
    }
}
