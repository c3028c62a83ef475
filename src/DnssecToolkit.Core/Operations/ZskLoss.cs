using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>Notices that a KSK is about to sign a whole zone because the ZSK that did so has gone.</summary>
/// <remarks>A key that alone signs is a CSK, and where it has always been one that is right. Where a ZSK
/// signed before, its DNSKEY would leave at once while its signatures are in caches, and a KSK that was kept
/// apart would come into use each hour.</remarks>
internal sealed class ZskLoss(IReadOnlyCollection<ZoneKey> signers, IReadOnlyCollection<ZoneKey> published,
    Zone? previous)
{
    /// <summary>Checks the keys of a run by their own moments.</summary>
    /// <param name="policy">Whether the KSK may take over.</param>
    /// <param name="place">The key directory.</param>
    /// <param name="findings">Takes a warning where the KSK takes over.</param>
    /// <exception cref="RefusedException">A ZSK is lost.</exception>
    internal void Check(ZskLossPolicy policy, string place, FindingList findings)
    {
        foreach (ZoneKey ksk in signers.Where(key => key.IsSep
            && !signers.Any(other => other.Algorithm == key.Algorithm && !other.IsSep)))
        {
            if (LastZsk(ksk.Algorithm) is not { } lost)
            {
                continue;
            }

            if (policy == ZskLossPolicy.Refuse && !published.Contains(lost))
            {
                throw new RefusedException(
                    CheckCodes.SigningZskLost,
                    $"{place}: {lost} signed the zone last and is not there any more; {ksk} would sign everything in its place",
                    "put its files back, or make another (`keyall key generate --type zsk`); if the KSK is to be a CSK from now on, say --csk");
            }

            findings.Add(new Finding(CheckCodes.SigningKskAsCsk, new SourceLocation(place),
                $"{ksk} signs everything, because {lost} signs no longer"));
        }
    }

    // The ZSK that made the SOA's signature, unless a key of its algorithm with the SEP flag made one too.
    private ZoneKey? LastZsk(DnssecAlgorithm algorithm)
    {
        ZoneKey[] made = [.. PreviousKeys.Of(previous).Signers.Where(key => key.Algorithm == algorithm)];
        return Array.Exists(made, key => key.IsSep) ? null : made.FirstOrDefault();
    }
}
