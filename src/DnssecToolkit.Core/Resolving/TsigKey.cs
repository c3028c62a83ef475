using System.Security.Cryptography;
using DnssecToolkit.Names;

namespace DnssecToolkit.Resolving;

/// <summary>A secret that two servers share, to sign what they say to each other (RFC 8945).</summary>
/// <remarks>It is wiped when it is disposed of; nothing prints it.</remarks>
public sealed class TsigKey : IDisposable
{
    private readonly byte[] _secret;

    /// <summary>Takes a secret.</summary>
    /// <param name="name">The key's name, the same at both ends.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="secret">The secret: one octet at least; copied.</param>
    public TsigKey(DomainName name, TsigAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfZero(secret.Length);
        byte[] folded = new byte[name.Wire.Length];
        WireName.CopyFolded(name.Wire, folded);
        Name = DomainName.FromTrustedWire(folded); // RFC 8945 §4.3.3: canonical form
        Algorithm = algorithm;
        _secret = secret.ToArray();
    }

    /// <summary>The key's name in small letters.</summary>
    public DomainName Name { get; }

    /// <summary>The algorithm.</summary>
    public TsigAlgorithm Algorithm { get; }

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    /// <summary>Gives algorithm and name.</summary>
    public override string ToString() => $"{Algorithm.Mnemonic}:{Name}";

    /// <summary>Begins a MAC.</summary>
    internal IncrementalHash Begin() => Algorithm.Begin(_secret);
}
