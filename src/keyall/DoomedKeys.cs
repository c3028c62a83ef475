using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>Finds the keys of a keyindex that nothing has needed for a while.</summary>
internal sealed class DoomedKeys(ToolRun run, KeyIndex index, string directory, KeyIndexOptions options, Period delay)
{
    private readonly Dictionary<DomainName, KeySchedule> _schedules = [];

    /// <summary>The first key that may be destroyed later, and when; known after <see cref="Find"/>.</summary>
    internal (KeyIndexEntry Row, Timestamp From)? Next { get; private set; }

    /// <summary>Finds them.</summary>
    /// <param name="tags">The tags that were named; none for all.</param>
    /// <exception cref="RefusedException">One that was named is still needed.</exception>
    internal List<DoomedKey> Find(IReadOnlyCollection<int> tags)
    {
        List<DoomedKey> doomed = [];
        foreach (DomainName zone in options.ZonesToChange(run, index))
        {
            using KeyDirectory keys = KeyOptions.Read(directory, zone, run.Console);
            foreach (KeyIndexEntry row in index.EntriesOf(zone).Where(row => tags.Count == 0 || tags.Contains(row.Tag)))
            {
                if (IsOver(row))
                {
                    doomed.AddRange(PlaceOf(row, keys));
                }
                else if (tags.Count > 0)
                {
                    throw Needed(row);
                }
                else if (FromOf(row) is { } from && from > run.Now && !(Next?.From <= from))
                {
                    Next = (row, from);
                }
            }
        }

        return tags.FirstOrDefault(tag => !doomed.Exists(key => key.Row.Tag == tag), -1) is >= 0 and int missing
            ? throw new UsageException($"no key with the tag {missing:D5} has a private half here", "see the keys: `keyall show`, `keyall key list`") : doomed;
    }

    private IEnumerable<DoomedKey> PlaceOf(KeyIndexEntry row, KeyDirectory keys)
    {
        DirectoryKey[] found = [.. keys.Keys.Where(key => key.Key.Algorithm == row.Algorithm && key.Key.PlainAndRevokedTags()[0].Value == row.Tag)];
        if (found is not [var one])
        {
            if (row.Key is not null)
            {
                run.Console.Warn($"{row}: {(found.Length == 0 ? "its .key file is not" : "several keys that may be it are")} in {directory}, so that it is not destroyed");
            }

            return [];
        }

        KeyReference? place = row.Key is { } text
            ? KeyReference.TryParse(text, out KeyReference? written) ? written : throw new UnreadableInputException($"{row.Location}: key={text} is no place of a key")
            : one.Reference;
        return place is null ? [] : [new DoomedKey(row, one.Key, place, one.File)];
    }

    // A key in a token may be that of several zones.
    private bool IsOver(KeyIndexEntry row) => index.Entries.Where(other => ReferenceEquals(other, row) || IsShared(row, other))
        .All(other => FromOf(other) <= run.Now && KeyEndOfLife.IsOver(ScheduleOf(other.Zone), other, run.Now));

    private static bool IsShared(KeyIndexEntry row, KeyIndexEntry other) =>
        row.Key is not null && row.Key == other.Key && (row.Zone == other.Zone || row.Key.StartsWith("pkcs11:", StringComparison.OrdinalIgnoreCase));

    private Timestamp? FromOf(KeyIndexEntry row) => KeyEndOfLife.Of(ScheduleOf(row.Zone), row) + delay;

    private KeySchedule ScheduleOf(DomainName zone)
    {
        if (!_schedules.TryGetValue(zone, out KeySchedule? schedule))
        {
            schedule = new KeySchedule(index, zone, options.Policy.Of(run, zone));
            _schedules.Add(zone, schedule);
        }

        return schedule;
    }

    private RefusedException Needed(KeyIndexEntry row) => new(CheckCodes.KeyStillNeeded,
        FromOf(row) is not { } from ? $"{row}: its DS was not recorded as gone, so that resolvers may need it"
        : from > run.Now ? $"{row} may be destroyed from {from} on"
        : $"{row} goes on beyond its dates, or is the key of another zone too",
        "nothing was destroyed; see `keyall plan` for what is to be done, and `keyall parent` for its DS");
}
