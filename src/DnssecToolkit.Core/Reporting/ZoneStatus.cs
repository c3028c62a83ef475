using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>How a zone is at a moment.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="State">What is remembered of it.</param>
/// <param name="Hold">An operator's hold, or null.</param>
/// <param name="Schedule">Its keys over time, or null where the configuration names no keyindex that can be
/// read.</param>
/// <param name="Now">The moment.</param>
public sealed record ZoneStatus(ZoneConfiguration Zone, ZoneState State, Hold? Hold, KeySchedule? Schedule,
    Timestamp Now)
{
    private const long Urgent = 86_400;

    /// <summary>How long the responses of its offline KSK last; null where its KSK is online.</summary>
    public BundleRunway? Runway { get; init; }

    /// <summary>Seconds until the first signature expires; negative afterwards; null where nothing is
    /// known.</summary>
    public long? SecondsLeft => State.FirstExpiration - Now;

    /// <summary>Whether all is well but for keys that go on beyond their dates.</summary>
    public bool IsOverdue => State.Problem == CheckCodes.ScheduleOverdue.Tag;

    /// <summary>Whether somebody has to look.</summary>
    public StatusLevel Level => this switch
    {
        {
            State.Problem: not null,
            IsOverdue: false
        } or { SecondsLeft: < Urgent } or { Runway.Problem: not null } =>
            StatusLevel.Bad,
        _ when Runway?.Until - Now < Urgent => StatusLevel.Bad,
        { IsOverdue: true } or { Hold: not null } or { State.IsUnpublished: true } or { State.Serial: null } => StatusLevel.Attention,
        _ when SecondsLeft < Zone.Gate.Margin || Runway?.LeastLeft(Now) < BundleRunway.Enough =>
            StatusLevel.Attention,
        _ => StatusLevel.Good,
    };

    /// <summary>The state in a few words.</summary>
    public string Words => Runway is null ? OwnWords : $"{OwnWords}; {Runway.WordsAt(Now)}";

    /// <summary>The time left in words, such as <c>212 h</c>.</summary>
    public string Left => SecondsLeft is { } seconds ? $"{seconds / 3_600} h" : "–";

    /// <summary>What comes next, and when, in words.</summary>
    public string Next => State.Due is { } due ? $"{due}: {State.DueReason}" : "nothing known";

    private string OwnWords => this switch
    {
        { State.Problem: { } problem } => $"[{problem}] since {State.ProblemSince}: {State.ProblemMessage}",
        { Hold: { } hold } => hold.Words,
        { State.Serial: null } => "not signed yet",
        { State.IsUnpublished: true } => "installed, not seen at its server yet",
        { SecondsLeft: < Urgent } => "signatures expire within a day",
        { State.Deferred: > 0 and { } deferred } => string.Create(
            CultureInfo.InvariantCulture, $"good; {deferred} signatures are due and left to later runs"),
        _ => "good",
    };
}
