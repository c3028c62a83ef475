using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keys;

/// <summary>A zone's key with its private half in this process.</summary>
/// <remarks>Owns the private half, except for what <see cref="Revoked"/> gives.</remarks>
public sealed class SoftwareKey : IDisposable
{
    /// <summary>Joins the halves.</summary>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="privateKey">The private half; owned from here on.</param>
    /// <param name="timing">Its moments.</param>
    /// <exception cref="KeyUnavailableException">The halves do not belong together.</exception>
    public SoftwareKey(ZoneKey key, PrivateKey privateKey, KeyTiming timing)
    {
        if (privateKey.Algorithm != key.Algorithm || !privateKey.PublicKey.SequenceEqual(key.PublicKey))
        {
            throw new KeyUnavailableException($"the private key found for {key} belongs to another DNSKEY");
        }

        Key = key;
        Private = privateKey;
        Timing = timing;
    }

    /// <summary>The DNSKEY.</summary>
    public ZoneKey Key { get; }

    /// <summary>The private half.</summary>
    public PrivateKey Private { get; }

    /// <summary>Its moments.</summary>
    public KeyTiming Timing { get; }

    /// <summary>The same key with its REVOKE flag set; it shares the private half, which remains this
    /// object's to dispose.</summary>
    public SoftwareKey Revoked() => new(Key.Revoked(), Private, Timing);

    /// <inheritdoc/>
    public void Dispose() => Private.Dispose();

    /// <summary>Gives <c>zone/algorithm/tag</c>.</summary>
    public override string ToString() => Key.ToString();
}
