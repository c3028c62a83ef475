using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What the zones of a configuration together need of the tokens that they share, and of a run's
/// budget, against what these give.</summary>
/// <remarks>Each zone's own need is in its state, since it was planned last; a run of one zone warns of what
/// that needs alone.</remarks>
internal sealed class TokenDemand
{
    private const double SecondsPerHour = 3_600;

    private readonly List<(ZoneConfiguration Zone, SignatureNeed Need)> _needs = [];
    private readonly IReadOnlyDictionary<string, TokenRate> _rates;

    /// <summary>Reads what is known.</summary>
    public TokenDemand(SignerConfiguration configuration, StateDirectory state)
    {
        foreach (ZoneConfiguration zone in configuration.Zones)
        {
            _needs.AddRange(SignatureNeed.Read(ZoneState.Read(state, zone).Needs)
                .Select(need => (zone, need)));
        }

        _rates = TokenRates.Read(configuration.StateDirectory);
    }

    /// <summary>Says which zones cannot be kept fresh together.</summary>
    /// <param name="needs">What a zone needs that was signed just now: only its tokens are looked at.</param>
    public IEnumerable<Finding> Check(IReadOnlyList<SignatureNeed> needs)
    {
        foreach (string token in needs.Select(need => need.Place?.TokenName).OfType<string>().Distinct())
        {
            (ZoneConfiguration Zone, SignatureNeed Need)[] on =
                [.. _needs.Where(row => row.Need.Place?.TokenName == token)];
            int zones = on.DistinctBy(row => row.Zone.Name).Count();
            double share = on.GroupBy(row => row.Need.Algorithm).Sum(ShareOf);
            long? budget = on.Min(row => row.Zone.Policy.BudgetSeconds);
            string who = $"the {zones} zones with keys in the token {token}";
            if (zones > 1 && share > 1)
            {
                double needed = on.Sum(row => row.Need.PerSecond);
                yield return Of($"{who} need {Number(needed)} signatures a second together,"
                    + $" {Number(share * 100)} % of what it makes");
            }
            else if (zones > 1 && share * SecondsPerHour > budget)
            {
                yield return Of($"{who} need {Number(share * SecondsPerHour)} s of it an hour together;"
                    + $" the budget is {budget} s a run");
            }
        }
    }

    /// <summary>Says where zones need more signatures than a run may make.</summary>
    public IEnumerable<Finding> CheckCount()
    {
        (ZoneConfiguration Zone, SignatureNeed Need)[] counted =
            [.. _needs.Where(row => row.Zone.Policy.BudgetSignatures is not null)];
        int zones = counted.DistinctBy(row => row.Zone.Name).Count();
        double hourly = counted.Sum(row => row.Need.PerSecond) * SecondsPerHour;
        if (zones > 1 && counted.Min(row => row.Zone.Policy.BudgetSignatures) is { } most && hourly > most)
        {
            yield return Of($"{zones} zones need {Number(hourly)} signatures an hour together;"
                + $" the budget is {most} a run");
        }
    }

    // Keys of one algorithm share one rate; of what was measured, the best shows what the token can do.
    private double ShareOf(IEnumerable<(ZoneConfiguration Zone, SignatureNeed Need)> alike)
    {
        (ZoneConfiguration Zone, SignatureNeed Need)[] rows = [.. alike];
        double? rate = rows.Max(row => TokenRates.Of(_rates, row.Need.Place!, row.Need.Algorithm));
        return rate is { } known ? rows.Sum(row => row.Need.PerSecond) / known : 0;
    }

    private static Finding Of(string message) =>
        new(CheckCodes.SigningRateLow, new SourceLocation(null), message)
        {
            Hint = "raise the budget or the policies' validity, or use a faster token or algorithm",
        };

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
