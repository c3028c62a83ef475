using DnssecToolkit.Keys;

namespace DnssecToolkit.Bundles;

/// <summary>Makes a signature by a key, wherever its private half is.</summary>
/// <param name="key">The key as it is published, REVOKE flag included.</param>
/// <param name="message">What is to be signed, not hashed.</param>
/// <returns>The signature in DNSSEC's form.</returns>
/// <exception cref="Diagnostics.KeyUnavailableException">The key is not here, or failed.</exception>
public delegate byte[] BundleSigner(ZoneKey key, ReadOnlySpan<byte> message);
