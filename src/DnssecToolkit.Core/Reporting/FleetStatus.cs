using DnssecToolkit.Configuration;
using DnssecToolkit.Operations;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>How all configured zones are at a moment: what every form of the status is made from.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Now">The moment.</param>
/// <param name="Zones">The zones, those that need somebody first.</param>
/// <param name="LastRun">The last run's moment, or null.</param>
/// <param name="Runs">The last runs in the journal, newest first.</param>
public sealed record FleetStatus(
    SignerConfiguration Configuration, Timestamp Now, IReadOnlyList<ZoneStatus> Zones, Timestamp? LastRun,
    IReadOnlyList<JournalEntry> Runs)
{
    private const int MostRuns = 12;
    private const int MostEvents = 12;
    private const long EventHorizon = 120 * 86_400; // seconds

    /// <summary>What this signer does where there are several; null where it is alone.</summary>
    public SignerRole? Role { get; private init; }

    /// <summary>What keeps runs from signing anything, in words; null where nothing does.</summary>
    public string? Problem { get; private init; }

    /// <summary>What is wrong with directories of zones, and belongs to no zone.</summary>
    public IReadOnlyList<Finding> Strays { get; private init; } = [];

    /// <summary>The tokens, by the last runs.</summary>
    public IReadOnlyList<TokenStatus> Tokens { get; private init; } = [];

    /// <summary>The copies of keys, by their registers.</summary>
    public IReadOnlyList<BackupStatus> Backups { get; private init; } = [];

    /// <summary>What the keys will do next, over all zones, in order.</summary>
    public IReadOnlyList<ScheduleEvent> NextEvents => [.. Zones.Where(zone => zone.Schedule is not null)
        .SelectMany(zone => zone.Schedule!.Events(Now, Now + EventHorizon))
        .OrderBy(happening => happening.Moment).Take(MostEvents)];

    /// <summary>Reads it; nothing is changed.</summary>
    public static FleetStatus Read(SignerConfiguration configuration, Timestamp now)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        Dictionary<string, KeyIndex?> indexes = new(StringComparer.Ordinal);
        SignerRole? role = SignerRole.Of(state);
        ZoneStatus[] zones = [.. configuration.Zones
            .Select(zone => Read(zone, state, role, ScheduleOf(zone, indexes), now))
            .OrderByDescending(zone => zone.Level)];
        return new FleetStatus(
            configuration, now, zones, ClockGuard.LastRun(state),
            [.. Journal.Read(state).Where(entry => entry.Event == "run").TakeLast(MostRuns).Reverse()])
        {
            Role = role,
            Problem = RunProblem.WordsOf(state),
            Strays = StrayFiles.Of(configuration),
            Tokens = TokenStatus.Read(configuration, zones, LostToken.Read(state)),
            Backups = BackupStatus.Read(configuration),
        };
    }

    private static ZoneStatus Read(ZoneConfiguration zone, StateDirectory state, SignerRole? role,
        KeySchedule? schedule, Timestamp now)
    {
        ZoneState remembered = ZoneState.Read(state, zone);
        Hold? hold = Hold.Of(state, zone);
        bool isLookedAt = hold is not null && role is not { IsActive: false };
        return new ZoneStatus(
            zone, isLookedAt ? HeldZone.Look(zone, remembered, hold!, now, threads: 0).State : remembered,
            hold, schedule, now)
        {
            Runway = zone.Bundles is { } bundles ? BundleRunway.Read(bundles, zone.Name, now) : null,
        };
    }

    /// <summary>The worst level of all zones; bad where runs sign nothing.</summary>
    public StatusLevel Level => Problem is not null ? StatusLevel.Bad
        : Zones.Select(zone => zone.Level).Concat(Strays.Select(LevelOf)).DefaultIfEmpty(StatusLevel.Good)
        .Max();

    /// <summary>How much something that is wrong with a directory of zones hurries: a stray file keeps no
    /// zone from being signed.</summary>
    internal static StatusLevel LevelOf(Finding stray) =>
        stray.Code == CheckCodes.DirectoryStray ? StatusLevel.Attention : StatusLevel.Bad;

    private static KeySchedule? ScheduleOf(ZoneConfiguration zone, Dictionary<string, KeyIndex?> indexes)
    {
        if (zone.KeyIndex is not { } path)
        {
            return null;
        }

        if (!indexes.TryGetValue(path, out KeyIndex? index))
        {
            indexes[path] = index = ReadIndex(path);
        }

        return index is null ? null : new KeySchedule(index, zone.Name, zone.Rollover);
    }

    private static KeyIndex? ReadIndex(string path)
    {
        try
        {
            return KeyIndexFile.Read(path, new FindingList());
        }
        catch (UnreadableInputException)
        {
            return null; // the next run says what is wrong with it
        }
    }
}
