using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>Finds the keys of a keyindex in a directory, and what they do at a moment.</summary>
internal sealed class ScheduledKeys(KeyDirectory directory, KeySchedule schedule, Timestamp moment)
{
    /// <summary>Works out what the keys do.</summary>
    /// <param name="findings">Takes keys whose own moments say something else: the keyindex wins.</param>
    /// <exception cref="KeyUnavailableException">A key that has a duty is not in the directory.</exception>
    internal KeyRoles Roles(FindingList findings)
    {
        ScheduledRoles roles = schedule.RolesAt(moment);
        Report(findings, roles);
        return new KeyRoles(
            Keys(roles.Publish, roles), Keys(roles.SignDnskey, roles), Keys(roles.SignZone, roles),
            Keys(roles.Revoked, roles));
    }

    /// <summary>Whether the zone has given up DNSSEC.</summary>
    internal bool HasGivenUp => schedule.HasGivenUpAt(moment);

    /// <summary>A record of what was served, without what was served before the zone gave up DNSSEC.</summary>
    internal ServedHistory SinceSecure(ServedHistory record) =>
        schedule.SecureAgainSince(moment) is not { } again ? record : record with
        {
            Versions = [.. record.Versions.Where(version => !schedule.IsOfTheTimeBefore(version, again))],
        };

    /// <summary>The row of a key, revoked or not.</summary>
    internal KeyIndexEntry? RowOf(ZoneKey key) =>
        schedule.Keys.FirstOrDefault(row => KeyStock.IsRowOf(row, key));

    private ImmutableArray<ZoneKey> Keys(IEnumerable<KeyIndexEntry> rows, ScheduledRoles roles) =>
    [
        .. rows.Select(row => roles.Revoked.Contains(row) ? KeyOf(row).Key.Revoked() : KeyOf(row).Key)
            .OrderBy(key => key.Algorithm).ThenBy(key => key.Tag.Value),
    ];

    private DirectoryKey KeyOf(KeyIndexEntry row)
    {
        DirectoryKey[] found = [.. directory.Keys.Where(key => KeyStock.IsRowOf(row, key.Key))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new KeyUnavailableException(
                $"{row.Location}: {row} is to be published at {moment}, but {directory.Path} has no .key file of it",
                "copy its .key file there, and its .private file where it signs here"),
            _ => throw new KeyUnavailableException(
                $"{directory.Path}: {found.Length} keys could be {row}",
                "move away those that the keyindex does not mean"),
        };
    }

    private void Report(FindingList findings, ScheduledRoles roles)
    {
        foreach (KeyIndexEntry row in roles.Held)
        {
            findings.Add(new Finding(CheckCodes.ScheduleOverdue, row.Location, $"{row} goes on after {row.Removed}, because nothing takes its place")
            {
                Hint = row.IsSep ? "see to its DS at the parent, and record ds-gone: `keyall parent`"
                    : row.HasNoSuccessor ? "it leaves with the KSK of its algorithm, when the DS of that is gone"
                    : "make its successor: `keyall run`",
            });
        }

        foreach (DirectoryKey key in directory.Keys.Where(key =>
            key.Timing with { Created = null } != KeyTiming.None))
        {
            KeyState scheduled = RowOf(key.Key)?.StateAt(moment) ?? KeyState.Generated;
            KeyState own = key.Timing.StateAt(moment);
            if (own != scheduled)
            {
                findings.Add(new Finding(CheckCodes.KeyIndexTiming, new SourceLocation(key.File),
                    $"{key} is {own} by its own moments and {scheduled} by the keyindex, which decides"));
            }
        }
    }
}
