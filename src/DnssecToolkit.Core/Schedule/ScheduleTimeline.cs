using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>The picture of a schedule: a line a key, a character a step of time, a bar behind the
/// present.</summary>
/// <remarks><c>-</c> absent, <c>P</c> published in this step, <c>p</c> published, <c>+</c> active, <c>r</c>
/// retired, <c>R</c> revoked. Behind the tag stands what the key signs at present: K the DNSKEY RRset, Z the
/// zone, C both.</remarks>
/// <param name="schedule">The zone's keys.</param>
/// <param name="now">The present.</param>
public sealed class ScheduleTimeline(KeySchedule schedule, Timestamp now)
{
    /// <summary>The length of time that a character stands for; at least a second.</summary>
    public long StepSeconds { get; init; } = 4 * 86_400;

    /// <summary>How many steps lie before the present one.</summary>
    public int Before { get; init; } = 18;

    /// <summary>How many steps lie after the present one.</summary>
    public int After { get; init; } = 30;

    /// <summary>Draws the keys that are in the DNSKEY RRset at some step, or all where none is.</summary>
    public IReadOnlyList<string> Lines()
    {
        ScheduledRoles roles = schedule.RolesAt(now);
        (KeyIndexEntry Key, string Life)[] rows = [.. schedule.Keys.Select(key => (key, LifeOf(key)))];
        (KeyIndexEntry Key,
            string Life)[] seen = [.. rows.Where(row => row.Life.AsSpan().ContainsAnyExcept('-', '|'))];
        return [.. (seen.Length == 0 ? rows : seen)
            .Select(row => $"{KeyIndexText.Tag(row.Key.Tag)}{WorkOf(row.Key, roles)}{row.Life}")];
    }

    /// <summary>Draws one key.</summary>
    public string LifeOf(KeyIndexEntry key) => string.Create(Before + After + 2, key, (life, entry) =>
    {
        for (int step = -Before; step <= After; step++)
        {
            life[step + Before + (step > 0 ? 1 : 0)] = SignOf(entry, step);
        }

        life[Before + 1] = '|';
    });

    private static char WorkOf(KeyIndexEntry key, ScheduledRoles roles) =>
        (roles.SignDnskey.Contains(key), roles.SignZone.Contains(key)) switch
        {
            (true, true) => 'C',
            (true, false) => 'K',
            (false, true) => 'Z',
            _ => ' ',
        };

    private char SignOf(KeyIndexEntry key, int step) => key.StateAt(now + (step * StepSeconds)) switch
    {
        KeyState.Published => step == 0 && key.Publish > now - StepSeconds ? 'P' : 'p',
        KeyState.Active => '+',
        KeyState.Retired => 'r',
        KeyState.Revoked => 'R',
        _ => '-',
    };
}
