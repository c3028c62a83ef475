using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>A copy of a PIN at a place that the garbage collector does not move; wiped when
/// disposed.</summary>
internal sealed class SecretCopy : IDisposable
{
    private readonly byte[] _octets;

    /// <summary>Copies the octets.</summary>
    internal SecretCopy(ReadOnlySpan<byte> octets)
    {
        _octets = SecretMemory.Allocate(octets.Length);
        octets.CopyTo(_octets);
    }

    /// <summary>The octets.</summary>
    internal ReadOnlySpan<byte> Octets => _octets;

    /// <summary>Wipes them.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_octets);
}
