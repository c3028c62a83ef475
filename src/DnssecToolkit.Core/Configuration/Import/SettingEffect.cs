using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration.Import;

/// <summary>What became of a setting that was taken over: nothing to say, or what the operator has to
/// know.</summary>
/// <param name="Code">The check that tells it, or null where it has its exact counterpart.</param>
/// <param name="Message">What became of it, as a clause after its name and value.</param>
/// <param name="Advice">What to do.</param>
internal sealed record SettingEffect(CheckCode? Code, string Message, string? Advice)
{
    /// <summary>It has its exact counterpart.</summary>
    internal static readonly SettingEffect Mapped = new(null, "", null);

    /// <summary>It has no counterpart.</summary>
    internal static SettingEffect Unmapped(string advice) =>
        new(CheckCodes.ImportUnmapped, "has no counterpart", advice);

    /// <summary>It has a counterpart that does something else.</summary>
    internal static SettingEffect Changed(string message, string? advice = null) =>
        new(CheckCodes.ImportChanged, message, advice);

    /// <summary>Its value makes no sense.</summary>
    internal static SettingEffect Wrong(string expected) =>
        new(CheckCodes.ConfigValue, $"is not {expected}", null);
}
