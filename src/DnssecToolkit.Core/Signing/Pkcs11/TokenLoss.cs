namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A token that a run had to do without.</summary>
/// <param name="Token">The token's URI (RFC 7512), without a key.</param>
/// <param name="Reason">Why, as a clause.</param>
public sealed record TokenLoss(string Token, string Reason);
