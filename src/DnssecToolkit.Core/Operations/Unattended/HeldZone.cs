using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A zone that is held: until when its signed file lasts, whoever made it.</summary>
public static class HeldZone
{
    /// <summary>Looks at the signed file where it is not the one that is remembered, as after a signing by
    /// hand, or where nothing is remembered.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="before">What is remembered of it.</param>
    /// <param name="hold">The hold.</param>
    /// <param name="now">The moment.</param>
    /// <param name="threads">How many threads may read a large file; 0 for one a core.</param>
    /// <returns>The same with the file's first expiration, and with or without the problem that the hold is;
    /// and what people are to be alarmed with where the signatures run out.</returns>
    public static (ZoneState State, RefusedException? Alarm) Look(
        ZoneConfiguration zone, ZoneState before, Hold hold, Timestamp now, int threads)
    {
        ZoneState state = before with
        {
            FirstExpiration = IsAsLeft(zone, before) ? before.FirstExpiration
                : FirstExpirationIn(zone, now, threads) ?? before.FirstExpiration,
        };
        if (state.FirstExpiration is not { } first || first - now >= zone.Gate.Margin)
        {
            return (state.Problem == CheckCodes.HoldExpires.Tag ? state.WithoutProblem() : state, null);
        }

        string end = first > now
            ? $"its first signature expires at {first}" : $"its signatures began to expire at {first}";
        RefusedException alarm = new(
            CheckCodes.HoldExpires, $"{zone.Name} is held, and {end}: {hold.Words}",
            $"signall release {zone.Name}, or sign it by hand");
        return (state.WithProblem(RunProblem.NameOf(alarm), alarm.Message, now), alarm);
    }

    private static bool IsAsLeft(ZoneConfiguration zone, ZoneState before) =>
        before.FirstExpiration is not null
        && (FileStamp.Of(zone.Output) == before.OutputStamp
            || FileStamp.Sha256Of(zone.Output) is not { } found || found == before.OutputDigest);

    private static Timestamp? FirstExpirationIn(ZoneConfiguration zone, Timestamp now, int threads)
    {
        if (SignedHead.Read(zone.Output, zone.Name) is null)
        {
            return null; // it is not there, or no signed zone
        }

        ZoneFileOptions options = new()
        {
            Origin = zone.Name,
            Includes = IncludePolicy.Refused,
            Threads = threads,
        };
        FindingList findings = new();
        try
        {
            ZoneFileContent content = ZoneFileReader.Read(zone.Output, options, findings);
            Zone signed = new ZoneBuilder(zone.Name, findings).Add(content.Pages).Build();
            return LastGoodZone.FirstExpirationOf(signed, now);
        }
        catch (UnreadableInputException)
        {
            return null;
        }
    }
}
