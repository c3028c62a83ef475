namespace DnssecToolkit.Keys;

/// <summary>Asks for the passphrase of an encrypted key file.</summary>
/// <param name="file">The file.</param>
/// <param name="passphrase">Takes the passphrase's octets; wiped by whoever calls.</param>
/// <returns>The octets written, or -1 where there is no passphrase for this file.</returns>
public delegate int PassphraseReader(string file, Span<byte> passphrase);
