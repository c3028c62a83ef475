using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token forecast</c>.</summary>
internal sealed class TokenForecastCommand
{
    private readonly KeyIndexOptions _index = new();
    private readonly Option<string?> _token =
        TokenOptions.Token("URI of the token, such as pkcs11:token=LABEL");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();
    private readonly Option<int?> _capacity =
        new("--capacity") { Description = "How many private keys the token holds; else its free memory decides, where it tells that", HelpName = "KEYS" };

    private readonly Option<string> _until = new("--until")
    {
        Description = "Last moment of the forecast",
        HelpName = "MOMENT",
        DefaultValueFactory = _ => "+P2Y",
    };

    private readonly Option<string> _ahead = new("--ahead")
    {
        Description = "How long before their publication keys are made: the --until of `keyall run`",
        HelpName = "PERIOD",
        DefaultValueFactory = _ => "P3M",
    };

    private readonly Option<string> _after = new("--after")
    {
        Description =
            "How long after nothing needs them keys are destroyed: the --after of `keyall key destroy`",
        HelpName = "PERIOD",
        DefaultValueFactory = _ => "90d",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        _token.Required = true;
        return _index.AddTo(new Command("forecast",
            "Says how many keys a token will hold, from month to month, and when it is full; status 1 where it will be")
        {
            _token, _module, _pin, _capacity, _until, _ahead, _after,
        })
        .With(_use)
        .Does(Forecast)
        .WithExample(
            "keyall token forecast --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt --keyindex keyindex --capacity 60",
            "Say whether 60 places are enough for the next two years.");
    }

    private ExitStatus Forecast(ToolRun run)
    {
        Timestamp until = run.MomentOf("--until", run.Options.GetRequiredValue(_until));
        KeyIndex index = KeyIndexOptions.Read(run.Options.GetRequiredValue(_index.File), run);
        IReadOnlyList<DomainName> zones = _index.ZonesToChange(run, index);
        Pkcs11Uri uri = TokenOptions.UriOf(run.Options.GetRequiredValue(_token)!,
            run.Options.GetValue(_module));
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
        TokenConnection connection = tokens.Connect(uri);
        IReadOnlyList<TokenKeyListing> there = TokenInspection.KeysOf(connection);
        KeyIndexEntry[] known =
            [.. there.SelectMany(key => index.Entries.Where(row => IsRowOf(key, row)).Take(1))];
        int others = there.Count - known.Length;
        int? capacity = run.Options.GetValue(_capacity)
            ?? TokenInspection.CapacityOf(connection, there.Count);
        (Timestamp Moment, int Count)[] counts = [.. KeyPopulation.Of(
            zones.Select(zone => new KeySchedule(index, zone, _index.Policy.Of(run, zone))), known.Contains,
            run.Now, until,
            ToolRun.PeriodOf("--ahead", run.Options.GetRequiredValue(_ahead)),
            ToolRun.PeriodOf("--after", run.Options.GetRequiredValue(_after)))
            .Select(change => (change.Moment, change.Count + others))];
        Timestamp? full = counts.Where(change => change.Count > capacity)
            .Select(change => (Timestamp?)change.Moment).FirstOrDefault();
        Write(run, counts, others, capacity, full);
        return full is null ? ExitStatus.Done : ExitStatus.Refused;
    }

    // A key's identifier is its own; where it has none its label is.
    private static bool IsRowOf(TokenKeyListing key, KeyIndexEntry row) =>
        row.Key is { } text && KeyReference.TryParse(text, out KeyReference? place)
        && place.Token is { } uri && uri.Object == key.Uri.Object
        && (uri.Id is not { } id || key.Uri.Id is not { } own || id.Span.SequenceEqual(own.Span));

    private static void Write(ToolRun run, (Timestamp Moment, int Count)[] counts, int others, int? capacity,
        Timestamp? full)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json => WriteJson(json, counts, others, capacity,
                full)));
            return;
        }

        foreach ((Timestamp moment, int count) in counts)
        {
            run.Console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{moment}  {Quantity.Of(count, "key")}"));
        }

        run.Console.Output.WriteLine(
            $"{Quantity.Of(others, "key")} of them {(others == 1 ? "is" : "are")} not in the keyindex");
        run.Console.Output.WriteLine(capacity is null
            ? "how many it holds is not known: the token does not tell; say it with --capacity"
            : full is null ? $"it holds {capacity}: enough"
            : $"it holds {capacity}: full at {full}; destroy old keys before that (`keyall key destroy`), or take another token");
    }

    private static void WriteJson(Utf8JsonWriter json, (Timestamp Moment, int Count)[] counts, int others,
        int? capacity, Timestamp? full)
    {
        json.WriteStartArray("counts");
        foreach ((Timestamp moment, int count) in counts)
        {
            json.WriteStartObject();
            json.WriteString("from", moment.ToString());
            json.WriteNumber("keys", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("unknown", others);
        if (capacity is { } holds)
        {
            json.WriteNumber("capacity", holds);
        }

        json.WriteString("full", full?.ToString());
    }
}
