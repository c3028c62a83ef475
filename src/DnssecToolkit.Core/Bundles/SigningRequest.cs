using System.Collections.Immutable;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>A request (KSR): the DNSKEY RRsets of the coming time, for the KSKs to sign.</summary>
public sealed record SigningRequest
{
    /// <summary>Its name, unique among all requests; the text formats have none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its number.</summary>
    public ulong Serial { get; init; }

    /// <summary>The zone.</summary>
    public required DomainName Domain { get; init; }

    /// <summary>What the side of the ZSKs claims; null in the text formats, which have no room for
    /// it.</summary>
    public BundlePolicy? Policy { get; init; }

    /// <summary>The bundles in the order of their inception; one at least.</summary>
    public required ImmutableArray<KeyBundle> Bundles { get; init; }

    /// <summary>In the text formats, when what the last bundle says ceases to be asked for; else
    /// null.</summary>
    public Time.Timestamp? Until { get; init; }

    /// <summary>Whether each bundle says itself when its signatures expire; in the text formats the signer's
    /// policy decides.</summary>
    public bool HasExpirations => Bundles.All(bundle => bundle.Expiration is not null);
}
