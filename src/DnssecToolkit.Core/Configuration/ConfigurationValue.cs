using System.Globalization;
using System.Text;
using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration;

/// <summary>The forms of values.</summary>
internal static class ConfigurationValue
{
    private const int MostShown = 60;

    /// <summary>What of a value is shown in a message: short, and without what a terminal would
    /// obey.</summary>
    internal static string Shown(string text, int most = MostShown)
    {
        StringBuilder shown = new();
        foreach (Rune rune in text.EnumerateRunes().Take(most))
        {
            shown.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return text.Length > most ? $"{shown}…" : shown.ToString();
    }

    /// <summary>Reads a length of time that is the same from every moment, in seconds.</summary>
    internal static bool TryReadSeconds(string text, out long seconds)
    {
        bool read = PeriodText.TryParse(text, out Period period) && period.IsFixed;
        seconds = read ? period.Seconds : 0;
        return read;
    }

    /// <summary>Reads a share, <c>5%</c> or <c>5</c>, in percent.</summary>
    internal static bool TryReadPercent(string text, out double percent) =>
        double.TryParse(text.EndsWith('%')
            ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percent)
        && percent is >= 0 and <= 100;

    /// <summary>Reads <c>yes</c>, <c>no</c>, <c>true</c> or <c>false</c>.</summary>
    internal static bool TryReadYes(string text, out bool yes)
    {
        yes = text is "yes" or "true";
        return yes || text is "no" or "false";
    }
}
