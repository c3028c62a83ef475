using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A zone that has another's keys follows each change of them, with its own parent and its own beginning.</summary>
public sealed class SharedKeysTests : IDisposable
{
    private const long Day = 86_400;
    private const string Later = "now+40d";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("shared-keys");

    public SharedKeysTests()
    {
        Directory.CreateDirectory(At("keys"));
        Succeed("run", "--zone", "cr.", "--time", "20260901000000", "--for-real");
        Succeed("roll", "share", "--zone", "go.cr.", "--with", "cr.");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void It_has_the_same_keys_from_then_on_and_is_signed_with_them()
    {
        KeyIndexEntry[] own = RowsOf("go.cr.");
        Assert.Equal(RowsOf("cr.").Where(row => row.Removed > ToolTrial.Now).Select(row => row.Tag),
            own.Select(row => row.Tag));
        Assert.All(own, row => Assert.True(row.Publish >= ToolTrial.Now));
        Assert.All(own, row => Assert.Equal("cr.", row.Shares.ToString()));
        Assert.Equal(own.Length, Files("go.cr.").Length);
        Assert.Empty(Files("go.cr.").Except(Files("cr.")));
        File.WriteAllText(At("db"),
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        foreach (string zone in (string[])["cr.", "go.cr."])
        {
            ToolTrial signed = ToolTrial.Run(SignallCommand.Create(), "--zone-file", At("db"), "--origin",
                zone, "--keys", At("keys"),
                "--keyindex", At("keyindex"), "--output", At("signed." + zone));
            Assert.True(signed.Status == 0, signed.Error);
        }
    }

    [Fact]
    public void It_follows_the_monthly_run_a_roll_and_an_emergency()
    {
        foreach (string[] change in (string[][])[["run", "--until", "+P6M"], ["roll", "zsk", "--zone", "cr."],
            ["emergency", "zsk", "--active", "--zone", "cr."]])
        {
            Succeed(change);
            KeyIndexEntry[] leading = [.. RowsOf("cr.").Where(row => row.Removed > ToolTrial.Now)];
            KeyIndexEntry[] following = RowsOf("go.cr.");
            Assert.Empty(leading.Select(row => row.Tag).Except(following.Select(row => row.Tag)));
            Assert.Empty(following.Select(row => (row.Tag, row.Removed))
                .Except(RowsOf("cr.").Select(row => (row.Tag, row.Removed))));
            Assert.Equal(following.Length, Files("go.cr.").Length);
        }

        Assert.Equal("", Succeed("run", "--until", "+P6M").Output);
    }

    // Two days of TTL where the zone that leads has an hour, three where it has a day.
    [Theory]
    [InlineData("roll zsk")]
    [InlineData("roll zsk --method double-signature")]
    [InlineData("roll ksk")]
    [InlineData("roll join")]
    [InlineData("roll algorithm --algorithm ED25519")]
    [InlineData("emergency zsk --active")]
    [InlineData("emergency zsk --new")]
    public void A_change_of_the_other_takes_as_long_as_the_slower_of_the_two_zones_needs(string change)
    {
        string[] slow = ["--set", "go.cr.:dnskey-ttl=2d", "--set", "go.cr.:max-zone-ttl=3d", "--set",
            "go.cr.:parent-ds-ttl=2d", "--set", "go.cr.:parent-registration-delay=5d"];
        SeeDs();
        Succeed(["run", "--until", "+P6M", .. slow]);
        Succeed(["rehearse", "--until", "+P3M", "--time", Later, .. slow]);
        ToolTrial moved = Succeed([.. change.Split(' '), "--zone", "cr.", "--time", Later, "--for-real",
            .. slow]);
        Assert.DoesNotContain("REHEARSAL-BREAKS", moved.Everything, StringComparison.Ordinal);
        Succeed(["rehearse", "--until", "+P3M", "--time", Later, .. slow]);
    }

    [Fact]
    public void What_breaks_in_a_zone_that_follows_is_refused_and_an_emergency_announces_it()
    {
        SeeDs();
        Succeed("run", "--until", "+P6M");
        string rows = File.ReadAllText(At("keyindex"));
        // ZSKs come a month ahead.
        ToolTrial run = Run("run", "--until", "+P9M", "--set", "go.cr.:dnskey-ttl=40d");
        Assert.Equal(1, run.Status);
        Assert.Contains("the policy of go.cr. cannot be kept", run.Error, StringComparison.Ordinal);
        Assert.Equal(rows, File.ReadAllText(At("keyindex")));

        string[] emergency = ["emergency", "zsk", "--active", "--now", "--zone", "cr.", "--time", Later];
        ToolTrial alone = Run([.. emergency, "--json"]);
        ToolTrial slow = Run([.. emergency, "--json", "--set", "go.cr.:max-zone-ttl=4d"]);
        Assert.Equal((1, 1), (alone.Status, slow.Status));
        Assert.Equal(SecondsOf(alone, "cr."), SecondsOf(alone, "go.cr."));
        Assert.Equal(SecondsOf(alone, "cr."), SecondsOf(slow, "cr."));
        Assert.Equal(SecondsOf(slow, "cr.") + (3 * Day), SecondsOf(slow, "go.cr."));
        DnssecToolkit.Time.Period both = new(0, SecondsOf(slow, "cr.") + SecondsOf(slow, "go.cr."));
        Assert.Contains($"would fail for {both} in all", slow.Error, StringComparison.Ordinal);
        Assert.Equal(rows, File.ReadAllText(At("keyindex")));
    }

    [Fact]
    public void The_plan_of_another_policy_shifts_the_keys_of_both()
    {
        Configure("cr", "go.cr");
        string[] shifts = Run("plan", "--until", "+P6M", "--diff", At("dnssec.yaml")).Output.Split('\n');
        string[] Of(string zone) => [.. shifts
            .Where(line => line.StartsWith($"{zone}  ZSK to be made", StringComparison.Ordinal))
            .Select(line => line[zone.Length..])];
        Assert.NotEmpty(Of("cr."));
        Assert.Equal(Of("cr."), Of("go.cr."));
    }

    // A zone that the configuration has not goes by the policy of the one whose keys it has.
    [Fact]
    public void An_emergency_goes_on_where_the_configuration_has_not_the_zone_that_follows()
    {
        SeeDs();
        Configure("cr");
        Assert.Contains("there is no zone go.cr.: it is rehearsed with the policy of cr., whose keys it has",
            Succeed("emergency", "zsk", "--active", "--zone", "cr.", "--config", At("dnssec.yaml"),
                "--time", Later).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_taken_out_at_once_signs_no_zone_that_has_it()
    {
        File.WriteAllText(At("db"),
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        string[] zones = ["cr.", "go.cr."];
        const string Stolen = "now+15d";
        int bad = Assert.Single(zones.Select(zone => SignerOf(zone, Stolen)).Distinct());
        Succeed("emergency", "zsk", "--active", "--now", "--accept", "REHEARSAL-BREAKS", "--because",
            "stolen", "--zone", "cr.", "--time", Stolen, "--for-real");
        Assert.All(zones, zone => Assert.Equal("emergency: stolen",
            RowsOf(zone).Single(row => row.Tag == bad).Note));
        foreach (string moment in (string[])[Stolen, "now+16d"])
        {
            int good = Assert.Single(zones.Select(zone => SignerOf(zone, moment)).Distinct());
            Assert.NotEqual(bad, good);
        }
    }

    // The keys that a request lacks are made for the zone that leads: the other has no rhythm of its own.
    [Fact]
    public void A_request_for_it_makes_keys_of_the_zone_that_leads_and_none_of_its_own()
    {
        int before = RowsOf("cr.").Length;
        ToolTrial made = ToolTrial.Run(KeyallCommand.Create(), "request", "make", "--zone", "go.cr.",
            "--keys", At("keys"), "--keyindex", At("keyindex"),
            "--from", "20270301000000", "--until", "+60d", "--output", At("ksr.xml"));
        Assert.True(made.Status == 0, made.Error);
        Assert.True(RowsOf("cr.").Length > before);
        Assert.Equal(RowsOf("cr.").Where(row => row.Removed > ToolTrial.Now).Select(row => row.Tag).Order(),
            RowsOf("go.cr.").Select(row => row.Tag).Order());
        Assert.All(RowsOf("go.cr."), row => Assert.NotNull(row.Shares));
        Assert.Equal(0,
            ToolTrial.Run(KeyallCommand.Create(), "request", "check", At("ksr.xml"), "--keys", At("keys"),
                "--first").Status);
        string rows = File.ReadAllText(At("keyindex"));
        Assert.Equal(0,
            ToolTrial.Run(KeyallCommand.Create(), "request", "make", "--zone", "cr.", "--keys", At("keys"),
                "--keyindex", At("keyindex"),
            "--from", "20270301000000", "--until", "+60d", "--output", At("ksr.cr.xml")).Status);
        Assert.Equal(rows, File.ReadAllText(At("keyindex"))); // both requests have the same ZSKs
    }

    [Fact]
    public void Its_plan_goes_on_with_the_keys_of_the_zone_that_leads()
    {
        string[] plan = Run("plan", "--until", "+P1Y").Output.Split('\n');
        string[] starts = [.. plan.Where(line => line.Contains("  ZSK new ", StringComparison.Ordinal)
            && line.Contains("  Start  ", StringComparison.Ordinal))];
        Assert.NotEmpty(starts);
        Assert.Equal(
            starts.Where(line => line.StartsWith("cr. ", StringComparison.Ordinal)).Select(line => line[3..]),
            starts.Where(line => line.StartsWith("go.cr. ", StringComparison.Ordinal))
                .Select(line => line[6..]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("--other-keyindex")]
    [InlineData("--config")]
    public void A_key_is_not_destroyed_while_another_zone_needs_it(string? anotherFileBy)
    {
        bool inAnotherFile = anotherFileBy is not null;
        const string Before = "20260101000000 20260101000000 20260301000000 20260401000000"; // nothing of the first zone needs it
        KeyIndexEntry zsk = RowsOf("cr.").First(row => !row.IsSep);
        string place = inAnotherFile ? "pkcs11:token=zone;object=k1" : zsk.Key!;
        string row = $"ZSK 013 {zsk.Tag:D5}";
        string index =
            $"{KeyIndex.Header}\ncr. {row} {Before} key={place}\ncr. ZSK 013 00001 20260201000000 20260201000000 20280101000000 20280101000000\n";
        string other =
            $"go.cr. {row} 20260101000000 20260101000000 20280101000000 20280101000000 key={place};id=%01?pin-source=file:/run/pin\n";
        File.WriteAllText(At("mine"), inAnotherFile ? index : index
            + other.Replace($"key={place};id=%01?pin-source=file:/run/pin", "shares=cr.",
                StringComparison.Ordinal));
        File.WriteAllText(At("theirs"), $"{KeyIndex.Header}\n{other}");
        File.WriteAllText(At("dnssec.yaml"), $$"""
            state: {{At("state")}}
            zones:
              - { zone: cr, file: {{At("db")}}, keys: {{At("keys")}}, keyindex: {{At("mine")}}, output: {{At("signed.cr")}} }
              - { zone: go.cr, file: {{At("db")}}, keys: {{At("keys")}}, keyindex: {{At("theirs")}}, output: {{At("signed.go.cr")}} }
            """);
        string[] destroy = ["key", "destroy", "--keyindex", At("mine"), "--zone", "cr.", "--keys", At("keys"),
            "--journal", At("state"), "--tag", $"{zsk.Tag}",
            "--yes", .. inAnotherFile
                ? [anotherFileBy!, At(anotherFileBy == "--config" ? "dnssec.yaml" : "theirs")]
                : Array.Empty<string>()];
        ToolTrial refused = ToolTrial.Run(KeyallCommand.Create(), destroy);
        Assert.Equal(1, refused.Status);
        Assert.Contains("[KEY-STILL-NEEDED]", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"is the key of go.cr., too: ZSK {zsk.Tag:D5} (go.cr., 013) needs it", refused.Error,
            StringComparison.Ordinal);
        Assert.Equal(Files("cr.").Length, RowsOf("cr.").Length);
    }

    [Fact]
    public void It_goes_on_by_itself_when_it_is_said_so_and_its_next_keys_are_its_own()
    {
        int[] shared = [.. RowsOf("go.cr.").Select(row => row.Tag)];
        Succeed("roll", "share", "--zone", "go.cr.", "--end");
        Assert.Equal(shared, RowsOf("go.cr.").Select(row => row.Tag));
        Assert.All(RowsOf("go.cr."), row => Assert.Null(row.Shares));
        Succeed("run", "--until", "+P6M");
        int[] own = [.. RowsOf("go.cr.").Select(row => row.Tag).Except(shared)];
        Assert.NotEmpty(own);
        Assert.Empty(RowsOf("cr.").Select(row => row.Tag).Intersect(own));
        Succeed("roll", "insecure", "--zone", "go.cr.");
        Assert.Equal(1, Run("roll", "share", "--zone", "cr.", "--end").Status);
        Assert.Equal(2, Run("roll", "share", "--zone", "cr.").Status);
    }

    [Fact]
    public void A_run_is_refused_where_the_zone_that_leads_is_not_in_the_keyindex()
    {
        File.WriteAllLines(At("keyindex"),
            [.. File.ReadAllLines(At("keyindex"))
                .Where(line => !line.StartsWith("cr. ", StringComparison.Ordinal))]);
        ToolTrial run = Run("run");
        Assert.Equal(1, run.Status);
        Assert.Contains("go.cr. has the keys of cr., of which there is no row here", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("keyall roll share --zone go.cr. --end", run.Error, StringComparison.Ordinal);
        Succeed("roll", "share", "--zone", "go.cr.", "--end");
        Succeed("run");
    }

    [Fact]
    public void It_keeps_what_was_seen_at_its_own_parent()
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(At("keyindex")), null, new());
        KeyIndexEntry ksk = index.EntriesOf(DnssecToolkit.Names.DomainName.Parse("go.cr."))
            .First(row => row.IsSep);
        File.WriteAllBytes(At("keyindex"),
            index.Replace(ksk, ksk with { DsSeen = ToolTrial.Now + (20 * Day), Note = "ours" }).ToOctets());
        Succeed("roll", "ksk", "--zone", "cr.", "--time", "now+40d", "--for-real");
        KeyIndexEntry after = RowsOf("go.cr.").First(row => row.Tag == ksk.Tag);
        Assert.Equal((ToolTrial.Now + (20 * Day), "ours"), (after.DsSeen!.Value, after.Note));
        Assert.Equal(RowsOf("cr.").First(row => row.Tag == ksk.Tag).Removed, after.Removed);
    }

    [Fact]
    public void It_is_not_moved_by_itself_and_a_zone_with_keys_of_its_own_takes_no_others()
    {
        ToolTrial moved = Run("roll", "zsk", "--zone", "go.cr.");
        Assert.Equal(1, moved.Status);
        Assert.Equal(1, Run("run", "--zone", "go.cr.").Status);
        Assert.Contains("has the keys of cr., and follows each change of them", moved.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, Run("roll", "share", "--zone", "cr.", "--with", "go.cr.").Status);
        Assert.Equal(1, Run("roll", "share", "--zone", "fi.cr.", "--with", "go.cr.").Status);
    }

    // Both zones are secure, and have been for a while when it is Later.
    private void SeeDs()
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(At("keyindex")), null, new());
        foreach (KeyIndexEntry row in index.Entries.Where(row => row.IsSep))
        {
            index = index.Replace(row, row with { DsSeen = ToolTrial.Now + (20 * Day) });
        }

        File.WriteAllBytes(At("keyindex"), index.ToOctets());
    }

    // With ZSKs for two weeks each.
    private void Configure(params string[] zones) => File.WriteAllText(At("dnssec.yaml"), $$"""
        state: {{At("state")}}
        policies:
          weekly: { rollover: { zsk-period: 14d, zsk-publish: 14d, zsk-use: 21d, zsk-life: 28d } }
        zones:

        """ + string.Concat(zones.Select(zone => $"  - {{ zone: {zone}, file: {At("db")}, keys: {At("keys")}, "
            + $"keyindex: {At("keyindex")}, output: {At(zone)}, policy: weekly }}\n")));

    private static long SecondsOf(ToolTrial trial, string zone) =>
        System.Text.Json.JsonDocument.Parse(trial.Output.Split("\n{")[0]).RootElement.EnumerateArray()
        .Single(one => one.GetProperty("zone").GetString() == zone).GetProperty("breaks").EnumerateArray()
        .Select(broken => (From: broken.GetProperty("from").GetString(),
            Seconds: broken.GetProperty("seconds").GetInt64()))
        .DistinctBy(broken => broken.From).Sum(broken => broken.Seconds);

    // The tag of the key that has signed the SOA.
    private int SignerOf(string zone, string moment)
    {
        ToolTrial signed = ToolTrial.Run(SignallCommand.Create(), "--zone-file", At("db"), "--origin", zone,
            "--keys", At("keys"), "--keyindex", At("keyindex"), "--output", At("signed." + zone),
            "--time", moment);
        Assert.True(signed.Status == 0, signed.Error);
        string signature = Assert.Single(File.ReadAllLines(At("signed." + zone)),
            line => line.Contains("RRSIG\tSOA ", StringComparison.Ordinal)
                || line.Contains("RRSIG SOA ", StringComparison.Ordinal));
        string[] words = signature.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return int.Parse(words[Array.IndexOf(words, "SOA") + 6],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private KeyIndexEntry[] RowsOf(string zone) =>
        [.. KeyIndex.Read(File.ReadAllBytes(At("keyindex")), null, new())
            .EntriesOf(DnssecToolkit.Names.DomainName.Parse(zone))];

    // The same halves under another name.
    private string[] Files(string zone) =>
        [.. Directory.GetFiles(At("keys"), $"K{zone}+*.private").Order(StringComparer.Ordinal)
        .Select(file => File.ReadAllLines(file)
            .First(line => line.StartsWith("PrivateKey:", StringComparison.Ordinal)))];

    private ToolTrial Succeed(params string[] arguments)
    {
        ToolTrial trial = Run(arguments);
        Assert.True(trial.Status == 0, trial.Everything);
        return trial;
    }

    private ToolTrial Run(params string[] arguments) =>
        ToolTrial.Run(KeyallCommand.Create(), arguments[0] is "plan" or "rehearse"
        ? [.. arguments, "--keyindex", At("keyindex")]
        : [.. arguments, "--keyindex", At("keyindex"), "--keys", At("keys"), "--yes"]);
}
