namespace DnssecToolkit.Operations;

/// <summary>How fast a key in a token signs.</summary>
/// <param name="Token">What the token is called.</param>
/// <param name="PerSecond">Signatures a second, while it signs for no other key.</param>
internal sealed record KeyRate(string Token, double PerSecond);
