using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Keyall;

/// <summary>A request that passed the controls, and how it is to be signed.</summary>
/// <param name="Input">The file.</param>
/// <param name="Request">What it asks for, each bundle with its end.</param>
/// <param name="Previous">The response before it, or null.</param>
/// <param name="Keys">The KSKs.</param>
/// <param name="Duties">What they do in each slot.</param>
/// <param name="Policy">For how long is signed.</param>
/// <param name="Limits">What is accepted.</param>
/// <param name="Format">The response's format.</param>
internal sealed record SigningCase(
    BundleInput<SigningRequest> Input, SigningRequest Request, BundleInput<SignedResponse>? Previous,
    KeyDirectory Keys,
    Func<int, KeyBundle, KskDuties> Duties, ResponsePolicy Policy, RequestLimits Limits, BundleFormat Format)
{
    /// <summary>The KSKs in its bundles.</summary>
    internal IEnumerable<ZoneKey> Ksks =>
        Request.Bundles.SelectMany((bundle, slot) => Duties(slot, bundle).Publish).Distinct();
}
