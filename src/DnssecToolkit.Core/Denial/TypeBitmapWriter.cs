using DnssecToolkit.Records;

namespace DnssecToolkit.Denial;

/// <summary>Writes the type bit maps of NSEC and NSEC3 (RFC 4034 §4.1.2) into the caller's buffer; types come in ascending order.</summary>
internal ref struct TypeBitmapWriter
{
    private const int NoWindow = -1;
    private const int HeaderLength = 2;

    private readonly Span<byte> _destination;
    private int _written;
    private int _window = NoWindow;
    private int _length;

    /// <summary>Begins.</summary>
    public TypeBitmapWriter(Span<byte> destination) => _destination = destination;

    /// <summary>Adds a type that is greater than the one before, or the same.</summary>
    public void Add(RRType type)
    {
        int window = (int)type >> 8;
        if (window != _window)
        {
            CloseWindow();
            _window = window;
            _destination[_written] = (byte)window;
        }

        int octet = ((int)type & 0xFF) >> 3;
        Span<byte> bits = _destination[(_written + HeaderLength)..];
        while (_length <= octet)
        {
            bits[_length++] = 0;
        }

        bits[octet] |= (byte)(0x80 >> ((int)type & 7));
    }

    /// <summary>Ends.</summary>
    /// <returns>The octets written: 0 where no type was added.</returns>
    public int Finish()
    {
        CloseWindow();
        return _written;
    }

    private void CloseWindow()
    {
        if (_window != NoWindow)
        {
            _destination[_written + 1] = (byte)_length;
            _written += HeaderLength + _length;
            _window = NoWindow;
            _length = 0;
        }
    }
}
