namespace DnssecToolkit.Configuration;

/// <summary>When the clock is not believed. All durations in seconds.</summary>
public sealed record ClockPolicy
{
    /// <summary>How far the clock may have gone back since the last run, or be behind the files it
    /// made.</summary>
    public long Backwards { get; init; } = 300;

    /// <summary>How long after the last run a clock that nobody keeps right is still believed: a weekend and
    /// more.</summary>
    public long Ahead { get; init; } = 7 * 86_400;

    /// <summary>How long after the last run even a clock that is kept right is not.</summary>
    public long FarAhead { get; init; } = 180 * 86_400;
}
