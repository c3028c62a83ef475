namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A mechanism that a token has.</summary>
/// <param name="Name">Its name in the standard.</param>
/// <param name="MinimumBits">The smallest key, in bits as most modules count; some count octets.</param>
/// <param name="MaximumBits">The largest key.</param>
public sealed record MechanismSupport(string Name, int MinimumBits, int MaximumBits);
