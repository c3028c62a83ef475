using System.Collections.Immutable;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>A response (SKR): the DNSKEY RRsets of the coming time, signed by the KSKs.</summary>
public sealed record SignedResponse
{
    /// <summary>The request's name.</summary>
    public string Id { get; init; } = "";

    /// <summary>The request's number.</summary>
    public ulong Serial { get; init; }

    /// <summary>The zone.</summary>
    public required DomainName Domain { get; init; }

    /// <summary>What the side of the KSKs claims; null in the text formats.</summary>
    public BundlePolicy? KskPolicy { get; init; }

    /// <summary>What the request claimed; null in the text formats.</summary>
    public BundlePolicy? ZskPolicy { get; init; }

    /// <summary>The bundles in the order of their inception; one at least.</summary>
    public required ImmutableArray<KeyBundle> Bundles { get; init; }

    /// <summary>The bundle to serve at a moment: the last whose inception has come, or null before the
    /// first.</summary>
    public KeyBundle? At(Timestamp moment) => Bundles.LastOrDefault(bundle => bundle.Inception <= moment);

    /// <summary>The bundles that are served before another response takes this one's place: those that begin
    /// before it.</summary>
    /// <param name="next">When that response begins.</param>
    public ImmutableArray<KeyBundle> Before(Timestamp next) =>
        Bundles[0].Inception < next ? [.. Bundles.TakeWhile(bundle => bundle.Inception < next)] : Bundles;
}
