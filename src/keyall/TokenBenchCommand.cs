using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token bench</c>.</summary>
internal sealed class TokenBenchCommand
{
    private readonly TokenAccessOptions _access = new();
    private readonly Option<string?> _algorithm = new("--algorithm",
        "-a")
    {
        Description = "Measure this algorithm; all that the token has by default",
        HelpName = "NAME"
    };
    private readonly Option<int?> _sessions =
        new("--sessions") { Description = "Try up to so many sessions, whatever the profile says; as many as it allows by default", HelpName = "N" };

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = "How long to measure each, in seconds",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => _access.AddTo(
        new("bench", "Measures signatures a second by number of sessions, with keys made for it and removed; signall uses what it finds"),
        _algorithm, _sessions, _seconds)
        .Does(Measure)
        .WithExample(
            "keyall token bench --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt",
            "Show how fast the token zone signs, and how many sessions are worth using.");

    private ExitStatus Measure(ToolRun run)
    {
        int sessions = run.Options.GetValue(_sessions) ?? Environment.ProcessorCount;
        int seconds = run.Options.GetValue(_seconds);
        if (sessions is < 1 or > 1024 || seconds is < 1 or > 3600)
        {
            throw new UsageException("--sessions takes 1 to 1024, and --seconds 1 to 3600");
        }

        using OpenTokens tokens = new(_access.UseOf(run, sessions) with
        {
            Pool = run.Options.GetValue(_sessions) is null ? SessionPool.ByProfile : SessionPool.AllThreads,
        });
        TokenConnection connection = tokens.Connect(_access.UriOf(run));
        List<(string Algorithm, IReadOnlyList<TokenRate> Rates)> measured = [];
        foreach (DnssecAlgorithm algorithm in AlgorithmsFor(run, connection))
        {
            string name = AlgorithmTraits.Of(algorithm).Mnemonic;
            run.Console.Say($"measuring {name}");
            IReadOnlyList<TokenRate> rates = TokenBenchmark.Measure(connection, algorithm,
                TimeSpan.FromSeconds(seconds));
            TokenRates.Note(tokens.Use.StateDirectory, connection.Token, algorithm,
                TokenBenchmark.Best(rates));
            measured.Add((name, rates));
        }

        Print(run, measured);
        return ExitStatus.Done;
    }

    private IReadOnlyList<DnssecAlgorithm> AlgorithmsFor(ToolRun run, TokenConnection connection)
    {
        IReadOnlyList<DnssecAlgorithm> possible = TokenTrial.AlgorithmsOf(connection);
        string? name = run.Options.GetValue(_algorithm);
        if (name is null)
        {
            return possible;
        }

        return AlgorithmTraits.TryParse(name, out AlgorithmTraits? traits)
            && possible.Contains(traits.Algorithm)
            ? [traits.Algorithm]
            : throw new UsageException(
                $"--algorithm {name}: the token has no keys of that kind",
                $"take one of {string.Join(", ", possible.Select(algorithm => AlgorithmTraits.Of(algorithm).Mnemonic))}");
    }

    private static void Print(ToolRun run, List<(string Algorithm, IReadOnlyList<TokenRate> Rates)> measured)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(measured, (json, row) =>
            {
                json.WriteString("algorithm", row.Algorithm);
                json.WriteStartArray("rates");
                foreach (TokenRate rate in row.Rates)
                {
                    json.WriteStartObject();
                    json.WriteNumber("sessions", rate.Sessions);
                    json.WriteNumber("signaturesPerSecond", Math.Round(rate.PerSecond, 1));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteNumber("suggestedSessions", TokenBenchmark.Best(row.Rates).Sessions);
            }));
            return;
        }

        foreach ((string algorithm, IReadOnlyList<TokenRate> rates) in measured)
        {
            foreach (TokenRate rate in rates)
            {
                run.Console.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{algorithm}: {rate.PerSecond:#,0.0} signatures a second with {Sessions(rate.Sessions)}"));
            }

            run.Console.Output.WriteLine(
                $"{algorithm}: {Sessions(TokenBenchmark.Best(rates).Sessions)} {(TokenBenchmark.Best(rates).Sessions == 1 ? "is" : "are")} worth using");
        }
    }

    private static string Sessions(int count) =>
        count == 1 ? "1 session" : string.Create(CultureInfo.InvariantCulture, $"{count} sessions");
}
