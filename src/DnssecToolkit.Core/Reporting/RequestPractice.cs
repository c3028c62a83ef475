using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>What a practice statement says of the requests that an offline KSK signs: what was agreed on, and
/// no more.</summary>
internal static class RequestPractice
{
    private static readonly CheckCode[] Chain = [CheckCodes.KsrChain1, CheckCodes.KsrChain2];

    /// <summary>How long after a ceremony a signature may be valid; empty where the KSK signs without
    /// one.</summary>
    internal static string Horizon(ZoneConfiguration zone) =>
        zone.Bundles is null ? ""
        : IsWaived(zone, CheckCodes.KsrPolicySigHorizon)
            ? " How long after the ceremony a signature of the DNSKEY RRset expires is not limited."
        : $" *No signature of the DNSKEY RRset expires more than {LengthOf(zone)} after the ceremony.*";

    /// <summary>By what the ZSKs are verified before the KSKs sign them, and what of it is not applied, with
    /// the reasons.</summary>
    internal static string Controls(ZoneConfiguration zone)
    {
        if (zone.Bundles is null)
        {
            return "*the DNSKEY RRset is signed where the ZSKs are; it is verified before it is installed*";
        }

        string[] applied =
        [
            .. IsWaived(zone, CheckCodes.KsrBundlePop) ? [] : (string[])["proof of possession by each ZSK"],
            .. Chain.Any(code => IsWaived(zone, code))
                ? [] : (string[])["the chain to the previous response"],
            "the other controls of `keyall request check`",
        ];
        return $"*{string.Join(", ", applied)}*" + string.Concat(zone.Requests.Waived.Select(waiver =>
            $"; {waiver.Key} is not applied ({waiver.Value})"));
    }

    private static string LengthOf(ZoneConfiguration zone) =>
        new Period(0, zone.Requests.LimitsOf(zone.Name, () => zone.Rollover).Horizon).ToString();

    private static bool IsWaived(ZoneConfiguration zone, CheckCode code) =>
        zone.Requests.Waived.ContainsKey(code.Tag);
}
