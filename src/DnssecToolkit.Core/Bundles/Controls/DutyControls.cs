using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>Holds who is to sign by somebody's word against the times that the KSKs have themselves.</summary>
public static class DutyControls
{
    /// <summary>Looks at each slot's signers.</summary>
    /// <param name="request">The request, each bundle with its end.</param>
    /// <param name="duties">What the KSKs are told to do in a slot; slots count from 0.</param>
    /// <param name="keys">The KSKs with the moments of their files.</param>
    /// <param name="schedule">The zone's rows, which go before the files; null where there is no
    /// keyindex.</param>
    /// <param name="limits">Says which controls are waived.</param>
    /// <param name="findings">Takes what they say.</param>
    /// <remarks>A revoked key signs until it goes (RFC 5011 §2.1), whenever it became active.</remarks>
    public static void Check(
        SigningRequest request, Func<int, KeyBundle, KskDuties> duties,
        IReadOnlyCollection<DirectoryKey> keys, KeySchedule? schedule, RequestLimits limits,
        FindingList findings)
    {
        if (limits.Waived.Contains(CheckCodes.KsrPolicyKskTimes.Tag))
        {
            return;
        }

        for (int slot = 0; slot < request.Bundles.Length; slot++)
        {
            KeyBundle bundle = request.Bundles[slot];
            foreach (ZoneKey key in duties(slot, bundle).Sign)
            {
                (Timestamp? from, Timestamp? until) = TimesOf(key, keys, schedule);
                if (bundle.Inception < from || bundle.Inception >= until)
                {
                    findings.Add(new Finding(CheckCodes.KsrPolicyKskTimes, bundle.Location,
                        $"bundle {bundle.Id}: {key} is to sign at {bundle.Inception}, and by its {(schedule is null ? "key file" : "row")} it signs{Text(" from", from)}{Text(" until", until)}")
                    {
                        Hint = "take the KSK that is due; where it was decided that this one signs: --waive "
                            + $"{CheckCodes.KsrPolicyKskTimes.Tag}=WHY",
                    });
                }
            }
        }
    }

    private static (Timestamp? From, Timestamp? Until) TimesOf(
        ZoneKey key, IReadOnlyCollection<DirectoryKey> keys, KeySchedule? schedule)
    {
        if (schedule is not null)
        {
            KeyIndexEntry? row = schedule.Keys.FirstOrDefault(row => row.IsSep
                && row.Algorithm == key.Algorithm && row.Tag == key.PlainAndRevokedTags()[0].Value);
            return (key.IsRevoked ? null : row?.Start, row?.Removed);
        }

        KeyTiming timing = keys.FirstOrDefault(file => file.Key.Algorithm == key.Algorithm
            && file.Key.PublicKey.SequenceEqual(key.PublicKey))?.Timing ?? KeyTiming.None;
        return key.IsRevoked ? (null, timing.Delete) : (timing.Activate, timing.Inactive ?? timing.Delete);
    }

    private static string Text(string word, Timestamp? moment) => moment is null ? "" : $"{word} {moment}";
}
