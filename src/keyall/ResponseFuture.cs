using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>What becomes of the imported responses when another comes among them: what they cover is not to
/// end sooner, and the one that follows has to go on from it.</summary>
internal static class ResponseFuture
{
    /// <summary>Holds a response against what was imported for its time and after it.</summary>
    /// <param name="input">The response.</param>
    /// <param name="imported">The others.</param>
    /// <param name="mayShorten">Whether it is the operator's word that less is covered with it.</param>
    /// <param name="findings">Takes what is wrong.</param>
    internal static void Check(BundleInput<SignedResponse> input, ResponseDirectory imported, bool mayShorten,
        FindingList findings)
    {
        Timestamp begin = input.Content.Bundles[0].Inception;
        Timestamp before = imported.CoveredUntil(begin);
        Timestamp after = imported.With(input.Content).CoveredUntil(begin);
        if (after < before && !mayShorten)
        {
            findings.Add(new Finding(CheckCodes.SkrCoverage, new SourceLocation(input.Path),
                $"with it the responses end at {after}, and without it they last until {before}")
            {
                Hint = $"make a request that lasts as long: --until {before.ToCompactString()}; "
                    + "or answer for less: --shorter",
            });
        }

        if (imported.After(begin) is { } next)
        {
            CheckNext(input.Content, next, imported, findings);
        }
    }

    // Where a time without any signature lies between them, nothing goes on from one to the other: whether
    // that is new is said above.
    private static void CheckNext(SignedResponse response, (string File, SignedResponse Response) next,
        ResponseDirectory imported, FindingList findings)
    {
        KeyBundle first = next.Response.Bundles[0];
        KeyBundle last = response.Before(first.Inception)[^1];
        if (!(last.Expiration > first.Inception))
        {
            return;
        }

        ResponseControls.CheckChain(next.Response, response, findings);
        HashSet<ZoneKey> zsks = ZsksOf(last), following = ZsksOf(first);
        if (!zsks.Overlaps(following))
        {
            Report(findings, next.File, $"it follows at {first.Inception}, and has none of its ZSKs");
        }
        else if (imported.At(first.Inception - 1) is { } replaced)
        {
            HashSet<ZoneKey> known = ZsksOf(replaced);
            foreach (ZoneKey key in zsks.Except(known).Except(following))
            {
                Report(findings, next.File,
                    $"it follows at {first.Inception}, and has not got {key}, which comes with this one");
            }

            foreach (ZoneKey key in known.Except(zsks).Intersect(following))
            {
                Report(findings, next.File,
                    $"it follows at {first.Inception}, and brings {key} back, which leaves with this one");
            }
        }
    }

    private static HashSet<ZoneKey> ZsksOf(KeyBundle bundle) =>
        [.. bundle.ZoneSigners.Select(key => key.Key)];

    private static void Report(FindingList findings, string next, string message) =>
        findings.Add(new Finding(CheckCodes.SkrChain, new SourceLocation(next), message)
        {
            Hint = $"move {next}, and its manifest, out of the directory, "
                + "and make the request for its time anew",
        });
}
