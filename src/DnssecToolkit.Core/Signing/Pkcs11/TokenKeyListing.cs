using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A private key in a token.</summary>
/// <param name="Uri">Where it is.</param>
/// <param name="Algorithms">What it could sign with; empty where the token does not show its public half, or
/// DNSSEC has no use for it.</param>
public sealed record TokenKeyListing(Pkcs11Uri Uri, IReadOnlyList<DnssecAlgorithm> Algorithms);
