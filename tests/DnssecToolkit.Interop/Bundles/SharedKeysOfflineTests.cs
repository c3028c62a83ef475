using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>Two zones with one pair of keys whose KSK is offline: each has its own requests and responses,
/// with the same keys.</summary>
public sealed partial class SharedKeysOfflineTests : IDisposable
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
        Begin();
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
            Sign(zone, moment);
        }
    }

    // The key that is due came after the requests: of those in the signed sets, the thief's goes last.
    [ForeignToolFact("ldns-verify-zone")]
    public void A_key_stolen_from_the_zone_that_leads_stands_in_where_others_follow_only_if_no_other_can()
    {
        Begin();
        string[] zones = ["cr.", "go.cr."];
        foreach (string moment in (string[])["20270125000000", "20270131000000", "20270205000000"])
        {
            Array.ForEach(zones, zone => Sign(zone, moment));
        }

        int stolen = Assert.Single(zones.Select(SignerOf).Distinct());
        Take(stolen, "20270205010000");
        int due = Bring("20270205020000");
        Dictionary<string, string> before =
            zones.ToDictionary(zone => zone, zone => File.ReadAllText(_directory[$"signed.{zone}"]));
        foreach (string zone in zones)
        {
            string said = Sign(zone, "20270205030000");
            Assert.Contains("SKR-KEY-OUTSIDE", said, StringComparison.Ordinal);
            Assert.Contains($"/{SignerOf(zone):D5} signs in the place of the key that is due, which is ",
                said, StringComparison.Ordinal);
            Assert.DoesNotContain("although an emergency retired it", said, StringComparison.Ordinal);
            Assert.DoesNotContain(SignerOf(zone), (int[])[stolen, due]);
        }

        foreach (string zone in zones)
        {
            File.WriteAllText(_directory[$"signed.{zone}"], before[zone]);
            File.Delete(_directory[$".signed.{zone}.served"]);
            LoseAllBut(zone, stolen, due);
            string said = Sign(zone, "20270205030000");
            Assert.Contains($"/{stolen:D5} signs in the place of the key that is due, although an emergency"
                + " retired it: the zone is not safe from who has that key", said, StringComparison.Ordinal);
            Assert.Equal(stolen, SignerOf(zone));
        }
    }

    private KeyIndex Online => KeyIndex.Read(File.ReadAllBytes(_directory["index.online"]), null, new());

    private int[] TagsOf(string side, string zone) =>
        [.. KeyIndex.Read(File.ReadAllBytes(_directory[$"index.{side}"]), null, new())
        .EntriesOf(DomainName.Parse(zone)).Select(row => row.Tag).Order()];

    // Both zones, with the keys of the one and responses for a quarter.
    private void Begin()
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
    }

    // At the zone that leads: the one that follows learns it.
    private void Take(int stolen, string moment)
    {
        Assert.Contains("SKR-EMERGENCY", ToolRuns.Keyall(ExitStatus.Refused, "emergency", "zsk", "--active",
            "--now", "--accept", "REHEARSAL-BREAKS", "--because", "stolen", "--zone", "cr.", "--keyindex",
            _directory["index.online"], "--keys", _directory["online"], "--bundles",
            _directory["bundles.cr."], "--time", moment, "--for-real", "--yes"), StringComparison.Ordinal);
        Assert.Equal(2, Online.Entries.Count(row => row.Tag == stolen && row.Note == "emergency: stolen"));
    }

    // A ZSK of both zones that no response has.
    private int Bring(string start)
    {
        string[] files = Directory.GetFiles(_directory["online"], "*.key");
        Keyall("key", "generate", "--zone", "cr.", "--keys", _directory["online"], "--type", "zsk", "-P",
            "none", "-A", "none");
        string made = Directory.GetFiles(_directory["online"], "*.key").Except(files).Single();
        KeyIndexEntry last = Online.EntriesOf(DomainName.Parse("cr.")).Last(row => !row.IsSep);
        Assert.True(Timestamp.TryParseCompact(start, out Timestamp moment));
        KeyIndexEntry due = last with
        {
            Tag = int.Parse(Path.GetFileNameWithoutExtension(made)[^5..], CultureInfo.InvariantCulture),
            Publish = moment - 86_400,
            Start = moment,
            End = last.End + (90 * 86_400),
            Remove = last.Remove + (90 * 86_400),
            Key = null,
            Note = null,
        };
        KeyIndex index = SharedKeys.Follow(Online.Add(due));
        SharedKeyFiles.Write(_directory["online"], index);
        File.WriteAllBytes(_directory["index.online"], index.ToOctets());
        return due.Tag;
    }

    private void LoseAllBut(string zone, params int[] tags)
    {
        KeyIndex index = Online;
        KeyIndexEntry[] lost = [.. index.EntriesOf(DomainName.Parse(zone))
            .Where(row => !row.IsSep && !tags.Contains(row.Tag))];
        foreach (string file in lost.SelectMany(row =>
            Directory.GetFiles(_directory["online"], $"K{zone}+*+{row.Tag:D5}.*")))
        {
            File.Delete(file);
        }

        File.WriteAllBytes(_directory["index.online"],
            lost.Aggregate(index, (rows, row) => rows.Remove(row)).ToOctets());
    }

    private string Sign(string zone, string moment)
    {
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        string said = ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "--zone-file",
            _directory["zone"], "--origin", zone, "--keys", _directory["online"], "--keyindex",
            _directory["index.online"], "--bundles", _directory[$"bundles.{zone}"], "--output",
            _directory[$"signed.{zone}"], "--time", moment, "--verbose");
        ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory[$"signed.{zone}"]).MustSucceed();
        return said;
    }

    private int SignerOf(string zone) => int.Parse(
        SoaSigner().Match(File.ReadAllText(_directory[$"signed.{zone}"])).Groups[1].Value,
        CultureInfo.InvariantCulture);

    [GeneratedRegex(@" RRSIG SOA 13 \d+ \d+ \d+ \d+ (\d+) ")]
    private static partial Regex SoaSigner();

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
