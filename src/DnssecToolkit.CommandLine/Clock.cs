using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>The only place that reads the clock; everything below takes a moment as an argument.</summary>
public static class Clock
{
    /// <summary>The current moment, cut to whole seconds.</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "This is the one place that reads the clock.")]
    public static Timestamp Now => new(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
}
