using System.Globalization;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>A text with a secret in it while it is put together: in one place, which is wiped when it is
/// disposed.</summary>
/// <remarks>A string builder would leave copies behind when it grows.</remarks>
public sealed class SecretText : IDisposable
{
    /// <summary>The most characters.</summary>
    public const int MostCharacters = 1 << 17;

    private readonly char[] _text = SecretMemory.AllocateText(MostCharacters);
    private int _length;

    /// <summary>What was put together so far.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(0, _length);

    /// <summary>Adds a text.</summary>
    /// <exception cref="ArgumentException">There is no room for it.</exception>
    public SecretText Append(ReadOnlySpan<char> part)
    {
        part.CopyTo(_text.AsSpan(_length));
        _length += part.Length;
        return this;
    }

    /// <summary>Adds a character.</summary>
    public SecretText Append(char letter) => Append([letter]);

    /// <summary>Adds a number.</summary>
    public SecretText Append(int number)
    {
        _ = number.TryFormat(_text.AsSpan(_length), out int length, provider: CultureInfo.InvariantCulture);
        _length += length;
        return this;
    }

    /// <summary>Gives the text in UTF-8.</summary>
    /// <returns>Octets that the caller wipes.</returns>
    public byte[] ToOctets()
    {
        byte[] octets = SecretMemory.Allocate(System.Text.Encoding.UTF8.GetByteCount(Text));
        System.Text.Encoding.UTF8.GetBytes(Text, octets);
        return octets;
    }

    /// <summary>Says nothing of it.</summary>
    public override string ToString() => "secret text (not shown)";

    /// <inheritdoc/>
    public void Dispose() => SecretMemory.Wipe(_text);
}
