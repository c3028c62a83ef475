using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>How the keys of a keyindex are made.</summary>
public sealed record KeyMaking
{
    /// <summary>How many bits RSA keys get; 0 for the algorithm's default.</summary>
    public int Bits { get; init; }

    /// <summary>The tags that this signer may have, where a zone has several.</summary>
    public TagShare Tags { get; init; }

    /// <summary>The token that makes the private halves, or null for files.</summary>
    public TokenConnection? Token { get; init; }

    /// <summary>Whether keys may be taken out of the token, wrapped.</summary>
    public KeyExport Export { get; init; } = KeyExport.AsDevice;

    /// <summary>The source of the token's PIN as the key files are to name it, or null.</summary>
    public string? PinSource { get; init; }
}
