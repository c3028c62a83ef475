using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The options that say what KSKs do in each slot; without them the keyindex does, or the moments in
/// the key files.</summary>
internal sealed class KskDutyOptions
{
    private static readonly Dictionary<string, KskSchema> Schemas = new(StringComparer.Ordinal)
    {
        ["normal"] = KskSchema.Normal,
        ["pre-publish"] = KskSchema.PrePublish,
        ["rollover"] = KskSchema.Rollover,
        ["revoke"] = KskSchema.Revoke,
        ["publish+"] = KskSchema.HoldPublish,
        ["rollover+"] = KskSchema.HoldRollover,
        ["revoke+"] = KskSchema.HoldRevoke,
    };

    private readonly Option<string?> _schema = new Option<string?>("--schema")
    {
        Description =
            $"What the current and the next KSK do, slot by slot: {string.Join(", ", Schemas.Keys)} [default: the keyindex, or the key files' moments]",
        HelpName = "SCHEMA",
    }.AcceptOnlyFromAmong([.. Schemas.Keys]);

    private readonly Option<int?> _current =
        new("--current") { Description = "Tag of the current KSK, for --schema", HelpName = "TAG" };
    private readonly Option<int?> _next = new("--next")
    {
        Description = "Tag of the next KSK, for --schema",
        HelpName = "TAG"
    };

    private readonly Option<string[]?> _slots = new("--slot")
    {
        Description =
            "What any KSKs do in some slots, by tags, such as '2-last: publish 11111 22222, sign 11111, revoke 33333'; repeatable, for all slots",
        HelpName = "TEXT",
    };

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_schema, _current, _next, _slots];

    /// <summary>Whether somebody says by hand who signs.</summary>
    internal bool AreGiven(ToolRun run) =>
        run.Options.GetValue(_schema) is not null || run.Options.GetValue(_slots) is { Length: > 0 };

    /// <summary>Says what KSKs do in each slot.</summary>
    /// <exception cref="UsageException">The options do not fit together, the request, or the
    /// keys.</exception>
    internal Func<int, KeyBundle, KskDuties> Duties(ToolRun run, SigningRequest request, KeyDirectory keys,
        KeySchedule? schedule)
    {
        ImmutableArray<ZoneKey> ksks = KsksOf(keys);
        if (run.Options.GetValue(_slots) is { Length: > 0 } slots)
        {
            return run.Options.GetValue(_schema) is null
                ? SlotSchema.Parse(slots, request.Bundles.Length).Duties(tag => KskOf(tag, "--slot", keys))
                : throw new UsageException("--slot and --schema exclude each other");
        }

        if (run.Options.GetValue(_schema) is not { } name)
        {
            return schedule is not null
                ? KskRoster.ByKeyIndex(schedule, ksks) : KskRoster.ByTiming(keys.Keys);
        }

        KskSchema schema = Schemas[name];
        if (request.Bundles.Length < KskRoster.LeastSlots(schema))
        {
            throw new UsageException(
                $"schema {name} takes {KskRoster.LeastSlots(schema)} slots at least, and the request has {request.Bundles.Length}",
                "take a schema that stays (publish+, rollover+, normal), or say by --slot what each KSK does");
        }

        return KskRoster.BySchema(
            schema, request.Bundles.Length, KskOf(run, _current, keys), schema == KskSchema.Normal
                ? null : KskOf(run, _next, keys));
    }

    /// <summary>The moments at which duties change, where they do not follow the slots.</summary>
    internal ImmutableSortedSet<Timestamp> Changes(ToolRun run, KeyDirectory keys, KeySchedule? schedule) =>
        AreGiven(run) ? []
        : schedule is not null ? KskRoster.ChangesByKeyIndex(schedule)
        : KskRoster.ChangesByTiming(keys.Keys);

    /// <summary>The KSKs of a directory.</summary>
    internal static ImmutableArray<ZoneKey> KsksOf(KeyDirectory keys) =>
        [.. keys.Keys.Select(key => key.Key).Where(key => key.IsSep)];

    /// <summary>Finds a KSK by its tag.</summary>
    /// <exception cref="UsageException">None, or more than one, has it.</exception>
    internal static ZoneKey KskOf(int tag, string option, KeyDirectory keys)
    {
        ZoneKey[] found = [.. KsksOf(keys).Where(key => key.Tag.Value == tag)];
        return found.Length == 1 ? found[0] : throw new UsageException(
            $"{option} {tag} is the tag of {found.Length} KSKs in {keys.Path}",
            "`keyall key list` shows the tags");
    }

    private static ZoneKey KskOf(ToolRun run, Option<int?> option, KeyDirectory keys) => KskOf(
        run.Options.GetValue(option)
            ?? throw new UsageException($"--schema needs {option.Name}",
                "name the KSK by its tag; `keyall key list` shows it"),
        option.Name, keys);
}
