using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DnssecToolkit.Configuration;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>The practice statement of a zone (RFC 6841): the template with what the configuration knows in
/// place of the names in brackets.</summary>
public static partial class PracticeStatement
{
    /// <summary>The template, as docs/dps-template.md has it.</summary>
    public static string Template
    {
        get
        {
            using Stream resource =
                typeof(PracticeStatement).Assembly.GetManifestResourceStream("dps-template.md")!;
            using StreamReader reader = new(resource);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Fills the template in.</summary>
    /// <param name="configuration">The configuration; its section <c>ceremony</c> goes before what follows
    /// from the rest.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="schedule">Its keys over time, or null where they are not known.</param>
    /// <param name="now">The day of the statement.</param>
    /// <returns>The statement in Markdown, and the names that nothing was known for.</returns>
    public static (string Text, ImmutableArray<string> Open) Fill(
        SignerConfiguration configuration, ZoneConfiguration zone, KeySchedule? schedule, Timestamp now)
    {
        Dictionary<string, string?> known = Known(configuration, zone, schedule, now);
        foreach ((string name, string text) in configuration.Ceremony.Statement)
        {
            known[name] = text;
        }

        SortedSet<string> open = new(StringComparer.Ordinal);
        string filled = Name().Replace(Template, match =>
        {
            if (known.GetValueOrDefault(match.Groups[1].Value) is { } text)
            {
                return text;
            }

            _ = open.Add(match.Groups[1].Value);
            return match.Value;
        });
        return (filled, [.. open]);
    }

    private static Dictionary<string, string?> Known(SignerConfiguration configuration,
        ZoneConfiguration zone, KeySchedule? schedule, Timestamp now)
    {
        ZonePolicy policy = zone.Policy;
        RolloverPolicy rollover = zone.Rollover;
        CeremonyConfiguration ceremony = configuration.Ceremony;
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ZONE"] = zone.Name.IsRoot ? "the root zone" : zone.Name.ToString(),
            ["DATE"] = now.ToString()[..10],
            ["ORGANISATION"] = ceremony.Organisation,
            ["KSK-OPERATOR"] = ceremony.Organisation,
            ["ZSK-OPERATOR"] = ceremony.Organisation,
            ["CONTACT"] = ceremony.Contact,
            ["PLACE"] = ceremony.Place,
            ["ROLES"] = string.Join(", ",
                ceremony.Roles.DefaultIfEmpty(string.Join(", ", Bundles.CeremonySteps.Roles))),
            ["ZSK-STORE"] = zone.Token is { } token
                ? $"the token behind {token.Module}" : "files that only the signer can read",
            ["KSK-ALGORITHM"] = Algorithms(schedule, now, ofKsks: true),
            ["ZSK-ALGORITHM"] = Algorithms(schedule, now, ofKsks: false),
            ["DENIAL"] = policy.Nsec3 is { } nsec3
                ? $"NSEC3 with {nsec3.Iterations} further iterations and a salt of {nsec3.Salt.Length} octets (RFC 9276)" : "NSEC",
            ["ZSK-PERIOD"] = rollover.ZskPeriod.ToString(),
            ["ZSK-PUBLISH"] = rollover.ZskPublish.ToString(),
            ["ZSK-LIFE"] = rollover.ZskLife.ToString(),
            ["KSK-PERIOD"] = rollover.KskPeriod.ToString(),
            ["KSK-LIFE"] = rollover.KskLife.ToString(),
            ["VALIDITY"] = Length(policy.Validity),
            ["REFRESH"] = policy.Refresh is { } refresh
                ? Length(refresh) : Length(rollover.SignatureRefresh.Seconds),
            ["DNSKEY-VALIDITY"] = zone.Bundles is not null ? "for as long as the responses say, in slots"
                : $"for {Length(policy.DnskeyValidity ?? policy.Validity)}",
            ["DNSKEY-HORIZON"] = RequestPractice.Horizon(zone),
            ["ZSK-CONTROLS"] = RequestPractice.Controls(zone),
            ["DNSKEY-TTL"] = rollover.DnskeyTtl.ToString(),
            ["DS-TTL"] = rollover.DsTtl.ToString(),
            ["MAX-TTL"] = rollover.MaxZoneTtl.ToString(),
            ["OPINIONS"] = zone.Gate.SecondOpinions.Count == 0 ? ""
                : $", and by {string.Join(", ", zone.Gate.SecondOpinions.Select(command => Path.GetFileName(command[0])))}",
        };
    }

    private static string? Algorithms(KeySchedule? schedule, Timestamp now, bool ofKsks)
    {
        string[] names = [.. (schedule?.Keys ?? [])
            .Where(key => (ofKsks ? key.IsSep : key.SignsZone) && key.Removed > now)
            .Select(key => AlgorithmTraits.Find(key.Algorithm)?.Mnemonic).OfType<string>().Distinct()];
        return names.Length == 0 ? null : string.Join(" and ", names);
    }

    private static string Length(long seconds) => new Period(0, seconds).ToString();

    [GeneratedRegex(@"\[([A-Z][A-Z0-9-]*)\]")]
    private static partial Regex Name();
}
