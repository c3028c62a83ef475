using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>What imported responses of an offline KSK make of an emergency: they are signed already, and no
/// keyindex changes them.</summary>
internal sealed class EmergencyResponses(ResponseDirectory imported, Timestamp now)
{
    private readonly BundlesAhead _ahead = new(imported, now);

    /// <summary>Holds a change against the responses; what comes after the last of them the next request
    /// has.</summary>
    /// <param name="proposal">What the keyindex is to say.</param>
    /// <param name="findings">Takes what they will do otherwise.</param>
    internal void Check(KeyIndexProposal proposal, FindingList findings)
    {
        foreach ((KeyIndexEntry before, KeyIndexEntry after) in proposal.Changes)
        {
            if (proposal.Bad.Contains(before) && _ahead.PublishedBeyond(before, after.Removed) is { } until)
            {
                Report(findings,
                    $"the imported responses publish {before} until {until}, whatever the keyindex says; by it the key would leave at {after.Removed}");
            }
            else if (after.Start < before.Start && !after.NeverSigns
                && _ahead.Lacks(after, after.Start > now ? after.Start : now))
            {
                Report(findings,
                    $"{after} is to sign from {after.Start} on, and is not in the DNSKEY RRset that was signed for then");
            }
        }

        PlannedKey[] due = [.. proposal.Additions.Where(key => _ahead.IsAhead(key.Publish))];
        if (due.Length > 0)
        {
            Report(findings,
                $"{Quantity.Of(due.Length, "new key")}: due from {due.Min(key => key.Publish)} on and in no imported response, "
                + "so that none of them is published or signs before there is another");
        }
    }

    private void Report(FindingList findings, string message) => findings.Add(new Finding(CheckCodes.SkrEmergency, new SourceLocation(imported.Path), message)
    {
        Hint = "make a new request at once (`keyall request make`), have it signed, and import its response"
            + (imported.SealedSets().Any()
                ? "; or put the sealed response to use: `keyall response activate`" : ""),
    });
}
