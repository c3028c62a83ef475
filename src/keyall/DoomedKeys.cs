using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>Finds the keys of a keyindex that nothing has needed for a while, in none of the zones that have
/// them.</summary>
/// <param name="run">The run.</param>
/// <param name="index">The keyindex.</param>
/// <param name="others">Keyindexes of other zones, which may have keys of the same tokens.</param>
/// <param name="directory">The key directory.</param>
/// <param name="options">The zones and their policies.</param>
/// <param name="delay">How long nothing must have needed a key.</param>
/// <param name="responses">Where responses of offline KSKs are, which publish keys whatever the keyindex
/// says.</param>
/// <param name="wasBegun">Whether a run has begun to destroy a key.</param>
internal sealed class DoomedKeys(
    ToolRun run, KeyIndex index, IReadOnlyList<KeyIndex> others, string directory, KeyIndexOptions options,
    Period delay,
    ResponseOptions responses, Func<ZoneKey, bool> wasBegun)
{
    private readonly Dictionary<DomainName, ResponseDirectory?> _responses = [];
    private readonly Dictionary<(KeyIndex, DomainName), KeySchedule> _schedules = [];

    /// <summary>The first key that may be destroyed later, and when; known after
    /// <see cref="Find"/>.</summary>
    internal (KeyIndexEntry Row, Timestamp From)? Next { get; private set; }

    /// <summary>The .key files of keys that are destroyed and have no row any more: of a run that was killed
    /// at its end; known after <see cref="Find"/>.</summary>
    internal List<string> Leftovers { get; } = [];

    /// <summary>Finds them.</summary>
    /// <param name="tags">The tags that were named; none for all.</param>
    /// <exception cref="RefusedException">One that was named is still needed; or a row says that its key is
    /// in a file that is not its private half.</exception>
    internal List<DoomedKey> Find(IReadOnlyCollection<int> tags)
    {
        List<DoomedKey> doomed = [];
        foreach (DomainName zone in options.ZonesToChange(run, index))
        {
            using KeyDirectory keys = KeyOptions.Read(directory, zone, run.Console);
            Leftovers.AddRange(keys.Keys.Where(key => key.Reference is null && wasBegun(key.Key)
                && !index.EntriesOf(zone).Any(row => KeyStock.IsRowOf(row, key.Key)))
                .Select(key => key.File));
            foreach (KeyIndexEntry row in index.EntriesOf(zone)
                .Where(row => tags.Count == 0 || tags.Contains(row.Tag)))
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

        return tags.FirstOrDefault(tag => !doomed.Exists(key => key.Row.Tag == tag),
            -1) is >= 0 and int missing
            ? throw new UsageException($"no key with the tag {missing:D5} has a private half here",
                "see the keys: `keyall show`, `keyall key list`") : doomed;
    }

    /// <summary>All rows of one key: that of its zone, and those of zones that have it, too.</summary>
    internal IEnumerable<KeyIndexEntry> RowsOf(KeyIndexEntry row) => FilesOf(row).Select(one => one.Row);

    private IEnumerable<DoomedKey> PlaceOf(KeyIndexEntry row, KeyDirectory keys)
    {
        DirectoryKey[] found = [.. keys.Keys.Where(key => key.Key.Algorithm == row.Algorithm
            && key.Key.PlainAndRevokedTags()[0].Value == row.Tag)];
        if (found is not [var one])
        {
            if (row.Key is not null)
            {
                run.Console.Warn(
                    $"{row}: {(found.Length == 0 ? "its .key file is not" : "several keys that may be it are")} in {directory}, so that it is not destroyed");
            }

            return [];
        }

        return PlaceOf(row, one) is { } place ? [new DoomedKey(row, one.Key, place, one.File)] : [];
    }

    private KeyReference? PlaceOf(KeyIndexEntry row, DirectoryKey key)
    {
        if (row.Key is not { } text)
        {
            return key.Reference ?? (wasBegun(key.Key)
                ? new KeyReference(Path.ChangeExtension(Path.GetFileName(key.File), ".private")) : null);
        }

        if (!KeyReference.TryParse(text, out KeyReference? place))
        {
            throw new UnreadableInputException($"{row.Location}: key={text} is no place of a key");
        }

        return place.Token is not null || IsOwnFile(key, place.Path!) ? place : throw new RefusedException(
            CheckCodes.KeyPairMismatch,
            $"{row.Location}: key={text} is not the private half of {row}"
            + (key.Reference is { } own ? $", which is in {own}" : ""),
            "nothing was destroyed; correct key= in the keyindex: a file is destroyed only in the key "
            + "directory, and only where it was read as the other half of the key's .key file");
    }

    // The directory's reader has held the private half against the public one. Where it found none, a run
    // that was killed may have removed it.
    private bool IsOwnFile(DirectoryKey key, string path)
    {
        string full = Path.GetFullPath(Path.Combine(directory, path));
        return key.Reference is { } found
            ? found.Path is { } own && Path.GetFullPath(own) == full
            : Path.GetDirectoryName(full) == Path.GetFullPath(directory).TrimEnd('/') && !File.Exists(full);
    }

    private bool IsOver(KeyIndexEntry row) => FilesOf(row).All(other => FromOf(other) <= run.Now
        && KeyEndOfLife.IsOver(ScheduleOf(other.Index, other.Row.Zone), other.Row, run.Now));

    private IEnumerable<(KeyIndex Index, KeyIndexEntry Row)> FilesOf(KeyIndexEntry row) =>
        others.Prepend(index)
        .SelectMany(file => file.Entries.Where(other => ReferenceEquals(other, row) || IsShared(row, other))
            .Select(other => (file, other)));

    private static bool IsShared(KeyIndexEntry row, KeyIndexEntry other) => SharedKeys.AreOne(row, other)
        || (row.Zone == other.Zone && row.Key is not null && row.Key == other.Key)
        || (TokenPlaceOf(row) is { } place && TokenPlaceOf(other) is { } there && place.MayBe(there));

    private static Pkcs11Uri? TokenPlaceOf(KeyIndexEntry row) =>
        row.Key is { } text && KeyReference.TryParse(text, out KeyReference? place) ? place.Token : null;

    private Timestamp? FromOf(KeyIndexEntry row) => FromOf((index, row));

    // A key that responses publish may sign, too, in the place of one that they have not got.
    private Timestamp? FromOf((KeyIndex Index, KeyIndexEntry Row) one)
    {
        KeySchedule schedule = ScheduleOf(one.Index, one.Row.Zone);
        Timestamp? over = KeyEndOfLife.Of(schedule, one.Row);
        if (over + delay <= run.Now && ServedUntil(schedule, one.Row) is { } served)
        {
            Timestamp cached = served
                + Math.Max(schedule.Policy.PublicationInterval, schedule.Policy.ZskRetireInterval);
            return (cached > over ? cached : over) + delay;
        }

        return over + delay;
    }

    // Until when a response that is there publishes it; that may be past.
    private Timestamp? ServedUntil(KeySchedule schedule, KeyIndexEntry row)
    {
        if (ResponsesOf(schedule) is { } imported)
        {
            return imported.Begin is { } begin
                ? imported.PublishedUntil(key => KeyStock.IsRowOf(row, key), begin) : null;
        }

        return RowsOption.AreKsksElsewhere(schedule, run.Now, directory)
            ? throw new UsageException(
                $"the KSKs of {schedule.Zone} are not on this side: which keys their responses publish is not known",
                "name the responses: --bundles DIR, or the zone's `bundles:` in the configuration that --config names")
            : null;
    }

    private ResponseDirectory? ResponsesOf(KeySchedule schedule)
    {
        if (!_responses.TryGetValue(schedule.Zone, out ResponseDirectory? imported))
        {
            imported = responses.Read(run, schedule.Zone, options.Policy);
            _responses.Add(schedule.Zone, imported);
        }

        return imported;
    }

    private KeySchedule ScheduleOf(KeyIndex file, DomainName zone)
    {
        if (!_schedules.TryGetValue((file, zone), out KeySchedule? schedule))
        {
            schedule = options.Schedule(run, file, zone);
            _schedules.Add((file, zone), schedule);
        }

        return schedule;
    }

    private RefusedException Needed(KeyIndexEntry row) => new(CheckCodes.KeyStillNeeded,
        FromOf(row) is not { } from ? $"{row}: its DS was not recorded as gone, so that resolvers may need it"
        : from > run.Now ? $"{row} may be destroyed from {from} on{Served(row)}"
        : RowsOf(row).FirstOrDefault(other => other.Zone != row.Zone) is { } other
        ? $"{row} is the key of {other.Zone}, too: {other} needs it"
        : $"{row} goes on beyond its dates",
        "nothing was destroyed; see `keyall plan` for what is to be done, and `keyall parent` for its DS");

    private string Served(KeyIndexEntry row)
    {
        KeySchedule schedule = ScheduleOf(index, row.Zone);
        if (ResponsesOf(schedule) is not { } imported
            || imported.PublishedUntil(key => KeyStock.IsRowOf(row, key), run.Now) is not { } until)
        {
            return "";
        }

        bool isDueThere = imported.At(run.Now) is { } bundle && schedule.RolesAt(run.Now).SignZone
            .Any(due => due.Algorithm == row.Algorithm
                && bundle.Keys.Any(key => KeyStock.IsRowOf(due, key.Key)));
        return $": the imported responses publish it until {until}"
            + (isDueThere || row.IsSep
                ? "" : ", and it may sign in the place of the key that is due, which they have not got");
    }
}
