using DnssecToolkit.Bundles;

namespace DnssecToolkit.Keyall;

/// <summary>The files that are signed, or signed by: read once, before anybody is asked.</summary>
/// <param name="Request">The request.</param>
/// <param name="Previous">The response before, or null for the first of a zone.</param>
/// <param name="ForLoss">The request for the sealed response for the loss of the ZSKs, or null where none is
/// made.</param>
internal sealed record SigningInputs(BundleInput<SigningRequest> Request,
    BundleInput<SignedResponse>? Previous, BundleInput<SigningRequest>? ForLoss)
{
    /// <summary>Names that request, too, if there is one, after what a report names already.</summary>
    internal BundleReport AddForLoss(BundleReport report)
    {
        if (ForLoss is not null)
        {
            report.Add(CeremonySteps.RequestForLoss, ForLoss);
        }

        return report;
    }
}
