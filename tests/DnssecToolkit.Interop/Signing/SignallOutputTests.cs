using System.Text.Json;

namespace DnssecToolkit.Interop.Signing;

/// <summary>What goes to standard output and standard error, and that the report has the form that is
/// documented.</summary>
public sealed class SignallOutputTests : IDisposable
{
    private static readonly JsonElement Schema =
        JsonDocument.Parse(
            File.ReadAllText(Repository.PathOf("docs/signall-report.schema.json"))).RootElement;

    private readonly SignedZone _zone = SignedZone.WithKeys(SignedZone.Everything, "example",
        "ECDSAP256SHA256");

    [ForeignToolFact("dnssec-keygen")]
    public void Run_ThatGoesWellSaysNothingWithoutATerminal()
    {
        foreach (string[] options in (string[][])[[], [], ["--dry-run"], ["--sign-all"],
            ["--denial", "nsec3"]])
        {
            SignallRun run = _zone.Sign(options).MustSucceed();
            Assert.Equal(("", ""), (run.Output, run.Error));
        }
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("signed")]
    [InlineData("unchanged")]
    [InlineData("planned", "--dry-run")]
    [InlineData("signed", "--ds-output", ".")]
    public void Json_HasTheFormOfItsSchema(string outcome, params string[] options)
    {
        if (outcome == "unchanged")
        {
            _zone.Sign().MustSucceed();
        }

        SignallRun run = _zone.Sign([.. options.Select(option => option == "."
            ? _zone.Files.FullName : option), "--json"]).MustSucceed();
        JsonElement report = JsonDocument.Parse(run.Output).RootElement; // which fails where anything else is there
        Assert.Equal("", run.Error);
        Assert.Equal(outcome, report.GetProperty("outcome").GetString());
        Check(report, Schema, "report");
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Json_CarriesTheWarnings()
    {
        File.SetUnixFileMode(Directory.GetFiles(_zone.KeyDirectory, "*.private")[0],
            (UnixFileMode)0b110_100_100);
        JsonElement report = JsonDocument.Parse(_zone.Sign("--json").MustSucceed().Output).RootElement;
        Check(report, Schema, "report");
        JsonElement finding = Assert.Single(report.GetProperty("findings").EnumerateArray());
        Assert.Equal("KEY-FILE-MODE", finding.GetProperty("code").GetString());
        Assert.Equal("warning", finding.GetProperty("severity").GetString());
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData(3, "--previous", "/nowhere")]
    [InlineData(2, "--validity", "1d", "--expiration", "now+2d")]
    [InlineData(5, "--ds-output", "/nowhere")]
    public void Json_TellsOfAFailureInTheFormOfItsSchema(int status, params string[] options)
    {
        SignallRun run = _zone.Sign([.. options, "--json"]);
        JsonElement schema =
            JsonDocument.Parse(
                File.ReadAllText(Repository.PathOf("docs/failure-report.schema.json"))).RootElement;
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Check(report, schema, "report");
        Assert.Equal((status, status), ((int)run.Status, report.GetProperty("status").GetInt32()));
        Assert.Contains(report.GetProperty("error").GetString()!, run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Json_TellsOfTheFaultsOfAZoneThatIsRefused()
    {
        _zone.Write("$TTL 3600\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\nns1 CNAME x\n");
        JsonElement report = JsonDocument.Parse(_zone.Sign("--json").Output).RootElement;
        Assert.Equal(1, report.GetProperty("status").GetInt32());
        JsonElement finding = Assert.Single(report.GetProperty("findings").EnumerateArray());
        Assert.Equal("fault", finding.GetProperty("severity").GetString());
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Json_GivesTheFirstExpirationAlsoWhereNothingWasSigned()
    {
        JsonElement made = JsonDocument.Parse(_zone.Sign("--json").MustSucceed().Output).RootElement;
        JsonElement kept = JsonDocument.Parse(_zone.Sign("--json").MustSucceed().Output).RootElement;
        Assert.Equal("unchanged", kept.GetProperty("outcome").GetString());
        string? first = made.GetProperty("signatures").GetProperty("firstExpiration").GetString();
        Assert.NotNull(first);
        Assert.Equal(first, kept.GetProperty("signatures").GetProperty("firstExpiration").GetString());
    }

    /// <inheritdoc/>
    public void Dispose() => _zone.Dispose();

    /// <summary>The part of JSON Schema that the schema uses: type, enum, required, properties,
    /// additionalProperties, items.</summary>
    private static void Check(JsonElement value, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("type", out JsonElement type))
        {
            IEnumerable<string?> allowed = type.ValueKind == JsonValueKind.Array
                ? type.EnumerateArray().Select(name => name.GetString()) : [type.GetString()];
            Assert.True(allowed.Contains(TypeOf(value)) || allowed.Contains("number")
                && TypeOf(value) == "integer", $"{place}: {value.ValueKind}");
        }

        if (schema.TryGetProperty("enum", out JsonElement names))
        {
            Assert.Contains(value.GetString(), names.EnumerateArray().Select(name => name.GetString()));
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            Assert.All(value.EnumerateArray(),
                item => Check(item, schema.GetProperty("items"), place + "[]"));
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(value, schema, place);
        }
    }

    private static void CheckMembers(JsonElement value, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            Assert.All(required.EnumerateArray(),
                name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{place} lacks {name}"));
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out JsonElement properties)
                && properties.TryGetProperty(member.Name, out JsonElement own))
            {
                Check(member.Value, own, $"{place}.{member.Name}");
            }
            else
            {
                JsonElement others = schema.GetProperty("additionalProperties");
                Assert.True(others.ValueKind == JsonValueKind.Object,
                    $"{place} has {member.Name}, which the schema does not");
                Check(member.Value, others, $"{place}.{member.Name}");
            }
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.TryGetInt64(out _) ? "integer" : "number",
    };
}
