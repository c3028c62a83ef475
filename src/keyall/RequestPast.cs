using DnssecToolkit.Bundles;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>What a request follows: the responses that were imported, which answered for the time before it
/// and may have answered for its own.</summary>
/// <param name="imported">The responses.</param>
/// <param name="now">The present.</param>
internal sealed class RequestPast(ResponseDirectory imported, Timestamp now)
{
    /// <summary>The SHA-256 of the response that it follows, or null.</summary>
    internal string? DigestBefore(Timestamp from) =>
        imported.Before(from) is { } before ? BundleManifest.DigestOf(BundleFiles.Octets(before.File)) : null;

    /// <summary>When the signatures end of the bundle that is served until it begins; null where there is
    /// none.</summary>
    internal Timestamp? CoveredAt(Timestamp from) => imported.At(from - 1)?.Expiration;

    /// <summary>Refuses a beginning that the responses cannot be followed by, and says which of them it
    /// replaces.</summary>
    /// <exception cref="RefusedException">There would be a gap.</exception>
    internal void DemandNoGap(Timestamp from, FindingList findings)
    {
        Timestamp covered = imported.CoveredUntil(now);
        if (covered > now && from >= covered)
        {
            throw new RefusedException(CheckCodes.SkrChain,
                $"{imported.Path}: the responses end at {covered}, and the request would begin at {from}",
                "leave --from out: a request begins where the responses end, and overlaps with them");
        }

        if (imported.Last?.Bundles[^1].Expiration is { } end && end <= now)
        {
            findings.Add(new Finding(CheckCodes.SkrRunway, new SourceLocation(imported.Path), $"the responses ended at {end}")
            {
                Hint = $"sign the request with --waive {CheckCodes.KsrChainOverlap.Tag}=\"…\", which says why there is"
                    + " a gap, and import its response as the first into an empty directory",
            });
        }

        foreach ((string file,
            SignedResponse response) in imported.Responses.Where(entry =>
            entry.Response.Bundles[0].Inception >= from))
        {
            findings.Add(new Finding(CheckCodes.SkrAnswered, new SourceLocation(file), $"it begins at {response.Bundles[0].Inception}, and would be served from then on")
            {
                Hint = "move it, and its manifest, out of the directory if the request is to be served in its place",
            });
        }

        if (imported.Before(from) is { } before)
        {
            Replaced(before.Response, from, before.File, findings);
        }
    }

    /// <summary>Refuses a request whose response would end sooner than what is imported.</summary>
    /// <exception cref="RefusedException">It would.</exception>
    internal void DemandNoLoss(SigningRequest request)
    {
        Timestamp from = request.Bundles[0].Inception;
        Timestamp covered = imported.CoveredUntil(from);
        Timestamp left = imported.With(new SignedResponse
        {
            Domain = request.Domain,
            Bundles = request.Bundles,
        }).CoveredUntil(from);
        if (left < covered)
        {
            throw new RefusedException(CheckCodes.SkrCoverage,
                $"{imported.Path}: the responses last until {covered}; with this request's they would end at {left}",
                $"let it last as long: --until {covered.ToCompactString()}");
        }
    }

    /// <summary>Says which bundles of a response others take the place of that begin at a moment.</summary>
    internal static void Replaced(SignedResponse previous, Timestamp from, string place, FindingList findings)
    {
        int replaced = previous.Bundles.Length - previous.Before(from).Length;
        if (replaced > 0)
        {
            findings.Add(new Finding(CheckCodes.SkrReplaced, new SourceLocation(place),
                $"{Quantity.Of(replaced, "bundle")} of it from {previous.Before(from)[^1].Inception} on: others begin at {from}, and take their place"));
        }
    }

    /// <summary>Holds a request's ZSKs against what the responses answered for the time before it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="schedule">The zone's rows.</param>
    /// <param name="findings">Takes what differs.</param>
    internal void Compare(SigningRequest request, KeySchedule schedule, FindingList findings)
    {
        KeyBundle first = request.Bundles[0];
        Timestamp last = first.Inception - 1;
        if (imported.At(last) is not { } before)
        {
            return;
        }

        KeyIndexEntry[] zsks = [.. schedule.Own.Keys.Where(row => row.Role == KeyRole.ZSK)];
        CompareServed(request, before, zsks, schedule, findings);
        foreach (KeyIndexEntry late in zsks.Where(row => row.Publish < first.Inception
            && row.Removed > first.Inception && !Has(before, row)))
        {
            Timestamp known = first.Inception + schedule.Policy.PublicationInterval;
            findings.Add(new Finding(CheckCodes.SkrAnswered, before.Location,
                $"{late} is published from {late.Publish} on by the keyindex, and by the responses not before this request begins: {first.Inception}")
            {
                Hint = late.Start < known && !late.NeverSigns && late.Presign is null
                    ? $"it signs from {known} on, when resolvers know it, not from {late.Start}; until then the key of before goes on" : null,
            });
        }

        foreach (IGrouping<DnssecAlgorithm, KeyIndexEntry> algorithm in zsks.Where(row => Has(before, row))
            .GroupBy(row => row.Algorithm).Where(rows => !IsWithdrawn(rows.Key, before, first, schedule)))
        {
            KeyIndexEntry signer = SignerOf(algorithm, schedule, last);
            if (!Has(first, signer) && !(signer.Postsign > last))
            {
                Timestamp gone = first.Inception + schedule.Policy.ZskRetireInterval;
                findings.Add(new Finding(CheckCodes.SkrLeaves, before.Location,
                    $"{signer} signs until {first.Inception}, and the request has it no longer: signatures of it are in caches until {gone}")
                {
                    Hint = $"let its row stay until {gone.ToCompactString()} (remove), and make the request again",
                });
            }
        }
    }

    // By the record of what was served a key signed, whatever the keyindex says, and its DNSKEY would leave
    // while caches have that. What an emergency takes out leaves when that says.
    private static void CompareServed(SigningRequest request, KeyBundle before, KeyIndexEntry[] zsks,
        KeySchedule schedule, FindingList findings)
    {
        foreach (KeyIndexEntry row in zsks.Where(row => !row.IsCompromised && Has(before, row)))
        {
            Timestamp? gone = schedule.LastSigned(row) + schedule.Policy.ZskRetireInterval;
            KeyBundle? lacking = request.Bundles.FirstOrDefault(bundle =>
                bundle.Inception < gone && !Has(bundle, row));
            if (lacking is not null && !IsWithdrawn(row.Algorithm, before, lacking, schedule))
            {
                findings.Add(new Finding(CheckCodes.SkrLeaves, before.Location,
                    $"{row} has signed what is served, and the request has it no longer from {lacking.Inception} on: its signatures are in caches until {gone}")
                {
                    Hint = $"let its row stay until {gone!.Value.ToCompactString()} (remove), and make the request again",
                });
            }
        }
    }

    // An algorithm leaves at once, with its KSKs and their DS; what it signed has a signature by another.
    private static bool IsWithdrawn(DnssecAlgorithm algorithm, KeyBundle before, KeyBundle first,
        KeySchedule schedule) =>
        !schedule.RolesAt(first.Inception).Publish.Any(row => row.Algorithm == algorithm)
        && first.ZoneSigners.Any(key => key.Key.Algorithm != algorithm
            && before.ZoneSigners.Any(key.IsSameRecord));

    // Who is due and published; else who stands in: the one that began last.
    private static KeyIndexEntry SignerOf(IEnumerable<KeyIndexEntry> published, KeySchedule schedule,
        Timestamp moment)
    {
        ScheduledRoles roles = schedule.RolesAt(moment);
        return published.OrderByDescending(roles.SignZone.Contains)
            .ThenByDescending(row => row.StateAt(moment) == KeyState.Active)
            .ThenByDescending(row => row.Start <= moment).ThenByDescending(row => row.Start).First();
    }

    private static bool Has(KeyBundle bundle, KeyIndexEntry row) =>
        bundle.Keys.Any(key => KeyStock.IsRowOf(row, key.Key));
}
