using System.Globalization;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keybackup;

/// <summary>How long ago something was, in words.</summary>
internal static class Age
{
    private const long Day = 86_400;

    /// <summary>Gives whole days; a moment that is a day or more ahead is called that, as a clock must be
    /// wrong.</summary>
    internal static string Of(Timestamp now, Timestamp moment) => ((now - moment) / Day) switch
    {
        < 0 => "in the future (is this clock behind?)",
        0 => "today",
        1 => "1 day ago",
        long days => string.Create(CultureInfo.InvariantCulture, $"{days} days ago"),
    };
}
