using DnssecToolkit.Cryptography.Interop;

namespace DnssecToolkit.Cryptography;

/// <summary>Lets a second source of randomness take part in what keys and salts are made of.</summary>
public static class SecondRandomness
{
    /// <summary>Mixes octets into the generator of libcrypto, from which .NET takes its random numbers
    /// too.</summary>
    /// <param name="octets">The octets; wiped by whoever calls.</param>
    /// <remarks>The system's own seed stays: RAND_add only adds, and counting no entropy for these octets
    /// means that bad ones do no harm.</remarks>
    /// <exception cref="Diagnostics.KeyUnavailableException">The library is not installed.</exception>
    public static void Mix(ReadOnlySpan<byte> octets)
    {
        LibCrypto.EnsureLoaded();
        LibCrypto.RAND_add(octets, octets.Length, entropy: 0);
    }
}
