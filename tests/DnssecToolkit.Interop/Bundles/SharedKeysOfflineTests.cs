using DnssecToolkit.CommandLine;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Two zones with one pair of keys whose KSK is offline: each has its own requests and responses,
/// with the same keys.</summary>
public sealed class SharedKeysOfflineTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public SharedKeysOfflineTests()
    {
        foreach (string name in (string[])["online", "offline", "bundles.cr.", "bundles.go.cr."])
        {
            Directory.CreateDirectory(_directory[name]);
        }
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void Both_zones_are_signed_through_two_quarters_with_the_keys_of_the_one_that_leads()
    {
        Keyall("run", "--zone", "cr.", "--keyindex", _directory["index.offline"], "--keys",
            _directory["offline"], "--rows", "ksk", "--yes");
        foreach (string key in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(key, Path.Combine(_directory["online"], Path.GetFileName(key)));
        }

        Exchange("cr.", "20270101000000", "--first");
        foreach (string side in (string[])["online", "offline"])
        {
            Keyall("roll", "share", "--zone", "go.cr.", "--with", "cr.", "--keyindex",
                _directory[$"index.{side}"], "--keys", _directory[side], "--at", "now", "--yes");
        }

        Assert.Single(Directory.GetFiles(_directory["offline"], "Kgo.cr.*.private")); // the KSK
        Exchange("go.cr.", "20270101000000", "--first");
        Exchange("cr.", "20270401000000", "--previous", _directory["skr.cr.20270101000000"]);
        Exchange("go.cr.", "20270401000000", "--previous", _directory["skr.go.cr.20270101000000"]);
        foreach (string side in (string[])["online", "offline"])
        {
            Assert.Equal(TagsOf(side, "cr."), TagsOf(side, "go.cr."));
        }

        Assert.Equal(TagsOf("online", "cr."), TagsOf("offline", "cr."));
        foreach ((string zone, string moment) in ((string, string)[])[("cr.", "20270215000000"),
            ("go.cr.", "20270215000000"), ("go.cr.", "20270601000000")])
        {
            _directory.Write("zone",
                "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
            ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "--zone-file", _directory["zone"],
                "--origin", zone, "--keys", _directory["online"],
                "--keyindex", _directory["index.online"], "--bundles", _directory[$"bundles.{zone}"],
                "--output", _directory[$"signed.{zone}"], "--time", moment);
            ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory[$"signed.{zone}"]).MustSucceed();
        }
    }

    private int[] TagsOf(string side, string zone) =>
        [.. KeyIndex.Read(File.ReadAllBytes(_directory[$"index.{side}"]), null, new())
        .EntriesOf(DomainName.Parse(zone)).Select(row => row.Tag).Order()];

    private void Exchange(string zone, string from, params string[] past)
    {
        (string request, string response) = (_directory[$"ksr.{zone}{from}"],
            _directory[$"skr.{zone}{from}"]);
        string bundles = _directory[$"bundles.{zone}"];
        Keyall("request", "make", "--zone", zone, "--keys", _directory["online"], "--keyindex",
            _directory["index.online"], "--from", from,
            "--until", "+90d", "--bundles", bundles, "--output", request);
        Keyall(["request", "sign", request, "--keys", _directory["offline"], "--keyindex",
            _directory["index.offline"], "--output", response,
            "--limit", "horizon=400d", "--yes", .. past]);
        Keyall(["response", "import", response, "--keys", _directory["online"], "--keyindex",
            _directory["index.online"], "--request", request,
            "--bundles", bundles, .. past.Where(word => word == "--first")]);
    }

    private static void Keyall(params string[] arguments) => ToolRuns.Keyall(ExitStatus.Done, arguments);
}
