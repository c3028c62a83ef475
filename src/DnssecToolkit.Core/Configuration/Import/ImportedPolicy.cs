using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration.Import;

/// <summary>A policy being made from another program's.</summary>
internal sealed class ImportedPolicy(string name, ZonePolicy policy)
{
    private const long Day = 86_400;
    private const int LongestName = 60;

    /// <summary>What it comes to here.</summary>
    internal ZonePolicy Policy { get; set; } = policy with { Name = SafeName(name) };

    /// <summary>From one KSK's or CSK's start to the next one's, in seconds; 0 where they have no end, null
    /// where nothing is said.</summary>
    internal long? KskLifetime { get; set; }

    /// <summary>The same for ZSKs.</summary>
    internal long? ZskLifetime { get; set; }

    /// <summary>Fits the rhythm of the keys to their lifetimes: each overlaps the next for as long as caches
    /// need, and no longer.</summary>
    internal void Finish()
    {
        RolloverPolicy rollover = Policy.Rollover with
        {
            SignatureValidity = new Period(0, Policy.Validity),
            SignatureRefresh = new Period(0, Policy.At(default).RefreshTime),
        };
        if (ZskLifetime is > 0 and { } zsk)
        {
            rollover = rollover with
            {
                ZskPeriod = new Period(0, zsk),
                ZskPublish = Days(rollover.PublicationInterval),
                ZskUse = new Period(0, zsk),
                ZskLife = new Period(0, zsk + Days(rollover.ZskRetireInterval).Seconds),
            };
        }

        if (KskLifetime is > 0 and { } ksk)
        {
            rollover = rollover with
            {
                KskPeriod = new Period(0, ksk),
                KskLife = new Period(0, ksk
                    + Days(rollover.KskOverlap + rollover.ZskRetireInterval).Seconds)
            };
        }

        Policy = Policy with { Rollover = rollover };
    }

    /// <summary>A name as our configuration writes it: letters, digits, hyphens and the like.</summary>
    internal static string SafeName(string name)
    {
        string safe = string.Concat(name.Take(LongestName)
            .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' ? letter : '-'))
            .TrimStart('-');
        return safe.Length > 0 ? safe : "unnamed";
    }

    private static Period Days(long seconds) => new(0, (seconds + Day - 1) / Day * Day);
}
