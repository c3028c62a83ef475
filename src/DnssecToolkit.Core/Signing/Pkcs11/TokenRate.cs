namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>How fast a token signs.</summary>
/// <param name="Sessions">With so many sessions at once; 0 where nobody counted them.</param>
/// <param name="PerSecond">Signatures a second, each verified in software.</param>
public sealed record TokenRate(int Sessions, double PerSecond);
