using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A token's PIN for the length of a run, since a prompt or a descriptor can be read once only: in memory that
/// is not swapped out
/// where the system allows that, and wiped at the end.</summary>
/// <param name="pins">Where it comes from; asked once.</param>
/// <param name="source">The URI's <c>pin-source</c>, or null.</param>
internal sealed class KeptPin(PinReader pins, string? source) : IDisposable
{
    private const int Longest = 256;

    private readonly byte[] _octets = SecretMemory.Allocate(Longest);
    private int? _length;

    /// <summary>Whether the token was given it already.</summary>
    public bool WasTried { get; set; }

    /// <summary>Gives its octets, asking for them the first time; -1 for the length where there is none.</summary>
    /// <param name="token">The token.</param>
    /// <param name="length">Its length.</param>
    public ReadOnlySpan<byte> For(Pkcs11Token token, out int length)
    {
        length = _length ??= pins(token, source, _octets);
        return _octets.AsSpan(0, Math.Max(0, length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_octets);
        _length = -1;
    }
}
