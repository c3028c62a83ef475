using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>The only place that reads the clock; everything below takes a moment as an argument.</summary>
public static class Clock
{
    /// <summary>The current moment, cut to whole seconds.</summary>
    public static Timestamp Now => System();

    /// <summary>Reads it; known by this reference, so that a run can tell it from a test's clock.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one place that reads the clock.")]
    internal static Func<Timestamp> System { get; } = () => new(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
}
