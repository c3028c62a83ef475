using DnssecToolkit.Configuration;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>How a token is, by the last runs.</summary>
/// <param name="Name">Its name in the configuration, or its label.</param>
/// <param name="Rate">Signatures a second that it made when one of its keys signed last; null where none has
/// signed. Keys share their token, so that their rates do not add up.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
/// <param name="Since">Since when, or null.</param>
public sealed record TokenStatus(string Name, double? Rate, string? Problem, Timestamp? Since = null)
{
    private const string Unavailable = "KEY-UNAVAILABLE";

    /// <summary>Bad where zones wait for it; where others do its work, somebody should look at it.</summary>
    public StatusLevel Level { get; private init; } = Problem is null ? StatusLevel.Good : StatusLevel.Bad;

    /// <summary>Reads what is known of the tokens of a configuration.</summary>
    internal static IReadOnlyList<TokenStatus> Read(
        SignerConfiguration configuration, IReadOnlyList<ZoneStatus> zones, IReadOnlyList<LostToken> lost)
    {
        Dictionary<string, double> rates = new(StringComparer.Ordinal);
        foreach ((string uri, TokenRate rate) in TokenRates.Read(configuration.StateDirectory))
        {
            if (Pkcs11Uri.TryParse(uri, out Pkcs11Uri? place, out _))
            {
                rates[place.TokenName] = rate.PerSecond; // the latest is the last
            }
        }

        TokenConfiguration[] configured = [.. configuration.Zones.Select(zone => zone.Token)
            .OfType<TokenConfiguration>().DistinctBy(token => token.Name)];
        bool isOne = configured.Length == 1 && rates.Count == 1;
        List<TokenStatus> rows =
        [
            .. configured.Select(token => Of(token, isOne ? rates.Values.First() : null, zones)),
            .. isOne ? [] : rates.Select(rate => new TokenStatus(rate.Key, rate.Value, null)),
        ];
        string[] sections = ["", .. configured.Select(token => token.Name)];
        foreach (LostToken token in lost.Where(token => sections.Contains(token.Section)))
        {
            Add(rows, token);
        }

        return rows;
    }

    private static TokenStatus Of(TokenConfiguration token, double? rate, IReadOnlyList<ZoneStatus> zones)
    {
        ZoneState? waiting = zones.Where(zone => zone.Zone.Token?.Name == token.Name)
            .Select(zone => zone.State).FirstOrDefault(state => state.Problem == Unavailable);
        return new TokenStatus(token.Name, rate, waiting?.ProblemMessage, waiting?.ProblemSince);
    }

    // Where zones wait for a section, that says it all already.
    private static void Add(List<TokenStatus> rows, LostToken lost)
    {
        if (rows.Exists(row => row.Name == lost.Section && row.Level == StatusLevel.Bad))
        {
            return;
        }

        int known = rows.FindIndex(row => row.Name == lost.Label);
        TokenStatus own = known < 0 ? new TokenStatus(lost.Label, null, null) : rows[known];
        TokenStatus now = own with
        {
            Problem = own.Problem is null ? lost.Loss.Reason : $"{own.Problem}; {lost.Loss.Reason}",
            Since = own.Since ?? lost.Since,
            Level = own.Level == StatusLevel.Bad ? StatusLevel.Bad : StatusLevel.Attention,
        };
        if (known < 0)
        {
            rows.Add(now);
        }
        else
        {
            rows[known] = now;
        }
    }
}
