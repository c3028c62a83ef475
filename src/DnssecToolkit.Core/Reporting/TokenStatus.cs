using DnssecToolkit.Configuration;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Reporting;

/// <summary>How a token is, by the last runs.</summary>
/// <param name="Name">Its name in the configuration, or its label.</param>
/// <param name="Rate">Signatures a second that its keys gave together when they signed last; null where none has signed.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
public sealed record TokenStatus(string Name, double? Rate, string? Problem)
{
    private const string Unavailable = "KEY-UNAVAILABLE";

    /// <summary>Reads what is known of the tokens of a configuration.</summary>
    internal static IReadOnlyList<TokenStatus> Read(SignerConfiguration configuration, IReadOnlyList<ZoneStatus> zones)
    {
        Dictionary<string, double> rates = new(StringComparer.Ordinal);
        foreach ((string uri, TokenRate rate) in TokenRates.Read(configuration.StateDirectory))
        {
            if (Pkcs11Uri.TryParse(uri, out Pkcs11Uri? place, out _))
            {
                string label = place.Token ?? place.Serial ?? "token";
                rates[label] = rates.GetValueOrDefault(label) + rate.PerSecond;
            }
        }

        TokenConfiguration[] configured = [.. configuration.Zones.Select(zone => zone.Token).OfType<TokenConfiguration>().DistinctBy(token => token.Name)];
        bool isOne = configured.Length == 1 && rates.Count == 1;
        return
        [
            .. configured.Select(token => new TokenStatus(token.Name, isOne ? rates.Values.First() : null, ProblemOf(token, zones))),
            .. isOne ? [] : rates.Select(rate => new TokenStatus(rate.Key, rate.Value, null)),
        ];
    }

    private static string? ProblemOf(TokenConfiguration token, IReadOnlyList<ZoneStatus> zones) => zones
        .FirstOrDefault(zone => zone.Zone.Token?.Name == token.Name && zone.State.Problem == Unavailable)?.State.ProblemMessage;
}
