using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>The modules of a QR code while it is drawn.</summary>
internal sealed class QrModules(int size) : IDisposable
{
    private const byte Dark = 1;
    private const byte Fixed = 2;

    private readonly byte[] _modules = SecretMemory.Allocate(size * size);

    /// <summary>Modules on a side.</summary>
    internal int Size => size;

    /// <summary>Whether a module is dark.</summary>
    internal bool IsDark(int x, int y) => (_modules[(y * size) + x] & Dark) != 0;

    /// <summary>Sets a module that no text and no mask changes.</summary>
    internal void Fix(int x, int y, bool isDark) =>
        _modules[(y * size) + x] = (byte)(Fixed | (isDark ? Dark : 0));

    /// <summary>Draws codewords where nothing is fixed: upwards and downwards in columns of two, from the
    /// right (§7.7.3).</summary>
    internal void Draw(ReadOnlySpan<byte> codewords)
    {
        int bit = 0;
        for (int right = size - 1; right >= 1; right -= right == 8 ? 3 : 2)
        {
            bool isUpward = ((size - 1 - right - (right < 6 ? 1 : 0)) & 2) == 0;
            for (int step = 0; step < size * 2; step++)
            {
                int x = right - (step % 2);
                int y = isUpward ? size - 1 - (step / 2) : step / 2;
                int at = (y * size) + x;
                if ((_modules[at] & Fixed) == 0 && bit < codewords.Length * 8)
                {
                    _modules[at] = (byte)((codewords[bit / 8] >> (7 - (bit % 8))) & 1);
                    bit++;
                }
            }
        }
    }

    /// <summary>Lays a mask over what is not fixed; a second time takes it off (§7.8.2).</summary>
    internal void Mask(int mask)
    {
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int at = (y * size) + x;
                _modules[at] ^= (_modules[at] & Fixed) == 0 && IsMasked(mask, x, y) ? Dark : (byte)0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => SecretMemory.Wipe(_modules);

    private static bool IsMasked(int mask, int x, int y) => mask switch
    {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => ((x / 3) + (y / 2)) % 2 == 0,
        5 => (x * y % 2) + (x * y % 3) == 0,
        6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
        _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
    };
}
