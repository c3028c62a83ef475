using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Verification;

/// <summary>One DNSKEY at the apex.</summary>
/// <param name="Place">Its place in <see cref="ApexKeys.Keys"/>.</param>
/// <param name="Key">The key.</param>
/// <param name="Protocol">The protocol field; 3 in any key of use (RFC 4034 §2.1.2).</param>
/// <param name="Location">Where it stood in its file.</param>
internal sealed record ApexKey(int Place, ZoneKey Key, byte Protocol, SourceLocation Location)
{
    /// <summary>Whether it may sign the zone's RRsets, the DNSKEY RRset apart.</summary>
    public bool MaySign => MayVouch && !Key.IsRevoked;

    /// <summary>Whether it may sign the DNSKEY RRset: revoked keys too (RFC 5011 §2.1).</summary>
    public bool MayVouch => Protocol == 3 && (Key.Flags & ZoneKey.ZoneFlag) != 0;

    /// <summary>Whether it is another version's key to those who hold its DS or signatures by it.</summary>
    /// <remarks>Flags included, which tag and DS are made of (RFC 4034 §5.1.4, RFC 5011 §2.1).</remarks>
    public bool IsSameAs(ApexKey other) => Key.RData.SequenceEqual(other.Key.RData);

    /// <summary>The key as messages name it, such as <c>key 13/02371</c>.</summary>
    public string Label { get; } = $"key {(int)Key.Algorithm}/{Key.Tag}";
}
