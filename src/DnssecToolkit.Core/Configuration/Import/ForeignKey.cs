using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Where another program has a private key that may be one of a zone's.</summary>
/// <param name="Zone">The zone, or null where any zone may have it.</param>
/// <param name="PemFile">The PEM file, or null.</param>
/// <param name="Token">The token, or null.</param>
/// <param name="Id">CKA_ID of the key in the token.</param>
public sealed record ForeignKey(DomainName? Zone, string? PemFile, TokenConfiguration? Token,
    ReadOnlyMemory<byte> Id)
{
    /// <summary>The label of the token, or null.</summary>
    public string? TokenLabel { get; init; }
}
