using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>How the keys of a keyindex are made.</summary>
public sealed record KeyMaking
{
    /// <summary>The path of the keyindex that they are made for: by it the next run knows those that an
    /// interrupted one left. Null where they are for none, and none that waits is taken.</summary>
    public string? KeyIndex { get; init; }

    /// <summary>Tags of keys without a row that the operator wants to be taken, whoever made them.</summary>
    public IReadOnlyCollection<int> Adopted { get; init; } = [];

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
