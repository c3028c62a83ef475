namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Asks for the PIN of a token; called at most once for each token.</summary>
/// <param name="token">The token.</param>
/// <param name="source">The <c>pin-source</c> of the key's URI, or null where it names none.</param>
/// <param name="pin">Takes the PIN's octets; wiped by whoever calls.</param>
/// <returns>The octets written, or -1 where there is no PIN to be had or it is longer than
/// <paramref name="pin"/>.</returns>
public delegate int PinReader(Pkcs11Token token, string? source, Span<byte> pin);
