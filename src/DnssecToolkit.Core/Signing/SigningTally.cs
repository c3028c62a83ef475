using DnssecToolkit.Time;

namespace DnssecToolkit.Signing;

/// <summary>What a signing came to.</summary>
/// <param name="Made">Signatures made.</param>
/// <param name="Reused">Signatures kept.</param>
/// <param name="Records">Records written, signatures and chain included.</param>
/// <param name="Octets">Octets of text written.</param>
/// <param name="FirstExpiration">The earliest expiration among all signatures, or null without any.</param>
public sealed record SigningTally(long Made, long Reused, long Records, long Octets,
    Timestamp? FirstExpiration);
