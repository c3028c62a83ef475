namespace DnssecToolkit.Signing;

/// <summary>Where in the file the apex ZONEMD records and their signatures stand.</summary>
/// <param name="Offset">The first octet.</param>
/// <param name="Length">How many octets; the digests and signatures put in later are as long as the zeros
/// before.</param>
internal readonly record struct DigestSection(int Offset, int Length);
