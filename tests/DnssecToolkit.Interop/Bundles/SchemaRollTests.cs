using DnssecToolkit.CommandLine;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>A KSK that rolls by schemas alone, ceremony by ceremony, over quarters that are cut
/// short.</summary>
public sealed class SchemaRollTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string[] _tags;
    private int _ceremony;

    public SchemaRollTests()
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        for (int i = 0; i < 2; i++)
        {
            ToolRuns.Keyall(
                ExitStatus.Done, "key", "generate", "--zone", "cr", "--keys",
                _directory["offline"], "--type", "ksk", "-P", "none", "-A", "none");
        }

        string[] keys = Directory.GetFiles(_directory["offline"], "*.key");
        _tags = [.. keys.Select(file => Path.GetFileNameWithoutExtension(file)[^5..])];
        Array.ForEach(
            keys, file => File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file))));
        _directory.Write(
            "db.cr", "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData("xml")]
    [InlineData("bind")]
    [InlineData("knot")]
    public void Two_ksks_take_turns_over_partial_quarters_and_the_zone_verifies_by_the_one_that_signs(
        string format)
    {
        Hold("20270101", "20270101", "20270215", format, "--schema", "normal", "--current", _tags[0]);
        Hold(
            "20270205", "20270215", "20270326", format, "--schema", "pre-publish", "--current", _tags[0],
            "--next", _tags[1]);
        Verify(_tags[0], "20270101010000", "20270131000000");
        Hold(
            "20270320", "20270326", "20270505", format, "--schema", "rollover", "--current", _tags[0],
            "--next", _tags[1]);
        Verify(_tags[0], "20270220000000", "20270325000000", "20270326010000");
        Hold("20270425", "20270505", "20270614", format, "--slot",
            $"1: publish {string.Join(' ', _tags)}, sign {_tags[1]}", "--slot",
            $"2-last: publish {_tags[1]}, sign {_tags[1]}, revoke {_tags[0]}");
        Verify(
            _tags[1], "20270420000000", "20270504000000", "20270506000000", "20270520000000",
            "20270613000000");
        Assert.Contains(" DNSKEY 385 3 13 ", File.ReadAllText(_directory["db.signed"]), StringComparison.Ordinal); // revoked, RFC 5011
    }

    private void Hold(string day, string from, string until, string format, params string[] duties)
    {
        string request = _directory[$"ksr-{_ceremony}"];
        string response = _directory[$"skr-{_ceremony}"];
        string[] online = ["--keys", _directory["online"], "--keyindex", _directory["keyindex"], "--bundles",
            _directory["bundles"]];
        string[] now = ["--time", day + "000000", "--for-real"];
        string[] past = _ceremony == 0 ? ["--first"] : ["--previous", _directory[$"skr-{_ceremony - 1}"]];
        string[] end = format == "xml" ? [] : ["--until", until + "000000"];
        ToolRuns.Keyall(ExitStatus.Done,
            ["request", "make", "--zone", "cr", "--from", from + "000000", "--until", until
                + "000000", "--format", format,
            "--output", request, .. online, .. now]);
        ToolRuns.Keyall(ExitStatus.Done,
            ["request", "sign", request, "--keys", _directory["offline"], "--output", response, "--yes",
                .. past, .. end, .. duties, .. now]);
        ToolRuns.Keyall(ExitStatus.Done,
            ["response", "import", response, "--request", request, .. online,
                .. past[..(_ceremony == 0 ? 1 : 0)], .. now]);
        _ceremony++;
    }

    private void Verify(string tag, params string[] moments)
    {
        string key = Directory.GetFiles(_directory["online"], $"*+{tag}.key").Single();
        foreach (string moment in moments)
        {
            ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "--zone-file", _directory["db.cr"],
                "--origin", "cr.", "--keys", _directory["online"],
                "--bundles", _directory["bundles"], "--keyindex", _directory["keyindex"], "--output",
                _directory["db.signed"], "--time", moment);
            ForeignTool.Run("ldns-verify-zone", "-t", moment, "-k", key, _directory["db.signed"])
                .MustSucceed();
        }
    }
}
