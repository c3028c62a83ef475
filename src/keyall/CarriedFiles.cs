using DnssecToolkit.Bundles;

namespace DnssecToolkit.Keyall;

/// <summary>The files that are carried to a ceremony, as far as they are at hand when its script is
/// printed.</summary>
/// <param name="Request">The request, or null.</param>
/// <param name="Previous">The response before, or null.</param>
/// <param name="ForLoss">The request for the sealed response for the loss of the ZSKs; null where none is
/// made, too.</param>
internal sealed record CarriedFiles(BundleInput<SigningRequest>? Request,
    BundleInput<SignedResponse>? Previous, BundleInput<SigningRequest>? ForLoss)
{
    /// <summary>The same with the files' names for their paths.</summary>
    internal CarriedFiles Named() => new(Named(Request), Named(Previous), Named(ForLoss));

    private static BundleInput<T>? Named<T>(BundleInput<T>? input) =>
        input is null ? null : input with { Path = Path.GetFileName(input.Path) };
}
