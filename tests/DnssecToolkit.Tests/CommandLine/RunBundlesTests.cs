using System.Text.Json;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>keyall run and the bundles of zones whose DNSKEY RRset is signed ahead.</summary>
public sealed class RunBundlesTests : IDisposable
{
    private const long Day = 86_400;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keyall-run-bundles");

    public RunBundlesTests()
    {
        Directory.CreateDirectory(Keys);
        Directory.CreateDirectory(Bundles);
    }

    private string Keys => At("keys");

    private string Bundles => At("bundles");

    private string[] Responses => [.. Directory.GetFiles(Bundles, "*.skr").Order(StringComparer.Ordinal)];

    private Timestamp Covered =>
        ResponseDirectory.Read(Bundles, DomainName.Parse("cr.")).CoveredUntil(ToolTrial.Now);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_run_signs_the_bundles_that_are_due_once_and_the_next_month_those_that_follow()
    {
        ToolTrial first = Run("--zone", "cr.", "--yes");
        Assert.True(first.Status == 0, first.Error);
        Assert.Contains($"cr.: 9 bundles from 2026-11-21T00:00:00Z to ", first.Output,
            StringComparison.Ordinal);
        Assert.Contains("; signed by ", first.Output, StringComparison.Ordinal);
        Assert.True(Covered > ToolTrial.Now + (85 * Day));
        string response = Assert.Single(Responses);
        byte[] octets = File.ReadAllBytes(response);
        Assert.True(File.Exists(response + ".manifest"));

        ToolTrial again = Run("--yes");
        Assert.Equal((0, ""), (again.Status, again.Output));
        Assert.Equal(octets, File.ReadAllBytes(Assert.Single(Responses)));

        ToolTrial later = Run("--yes", "--time", "now+P1M", "--for-real");
        Assert.True(later.Status == 0, later.Error);
        Assert.Equal(2, Responses.Length);
        Assert.True(Covered > ToolTrial.Now + (110 * Day));
        Assert.Contains("Previous-SHA-256: ", File.ReadAllText(Responses[1] + ".manifest"),
            StringComparison.Ordinal);
        for (int days = 0; days < 115; days += 5)
        {
            ToolTrial signed = Sign($"now+{days}d");
            Assert.True(signed.Status == 0, signed.Error);
        }
    }

    [Fact]
    public void A_run_that_ended_after_the_keyindex_was_written_signs_the_bundles_when_it_is_run_again()
    {
        Assert.Equal(0,
            ToolTrial.Run(KeyallCommand.Create(), "run", "--keyindex", At("keyindex"), "--keys", Keys,
                "--zone", "cr.", "--yes").Status);
        byte[] index = File.ReadAllBytes(At("keyindex"));
        Assert.Equal(2, Run().Status); // nobody can confirm it
        Assert.Empty(Responses);
        Assert.Equal(0, Run("--dry-run").Status);
        Assert.Empty(Responses);
        ToolTrial run = Run("--yes");
        Assert.True(run.Status == 0, run.Error);
        Assert.Single(Responses);
        Assert.Equal(index, File.ReadAllBytes(At("keyindex")));
    }

    [Fact]
    public void Where_the_KSK_is_elsewhere_a_run_names_the_request_and_its_day()
    {
        Run("--zone", "cr.", "--yes");
        string ksk = Directory.GetFiles(Keys, "*.key")
            .Single(file => File.ReadAllText(file).Contains(" 257 3 ", StringComparison.Ordinal));
        File.Delete(Path.ChangeExtension(ksk, ".private"));
        Assert.Equal("", Run("--yes", "--until", "+60d").Output); // what there is lasts until then

        ToolTrial run = Run("--yes", "--until", "+120d", "--json");
        Assert.Contains("\"signedHere\": false", run.Output, StringComparison.Ordinal);
        run = Run("--yes", "--until", "+120d", "--dry-run");
        Assert.Equal(0, run.Status);
        Assert.Contains(
            $"cr.: a request is due by {Covered - (14 * Day)}: its KSKs are not here, and bundles last until {Covered}", run.Output, StringComparison.Ordinal);
        string command = run.Output.Split('\n')
            .Single(line => line.StartsWith("  keyall request make ", StringComparison.Ordinal));
        string[] words = command.Replace("ksr.xml", At("ksr.xml"), StringComparison.Ordinal).Trim()
            .Split(' ')[1..];
        ToolTrial make = ToolTrial.Run(KeyallCommand.Create(), words);
        Assert.True(make.Status == 0, make.Error);
        Assert.True(File.Exists(At("ksr.xml")));
        Assert.Single(Responses);
    }

    [Fact]
    public void A_key_that_came_after_the_bundles_were_signed_is_named()
    {
        Assert.DoesNotContain("the bundle that was signed", Run("--zone", "cr.", "--yes").Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("the bundle that was signed", Run("--yes").Error, StringComparison.Ordinal);
        ToolTrial roll = ToolTrial.Run(
            KeyallCommand.Create(), "roll", "ksk", "--keyindex", At("keyindex"), "--keys", Keys, "--zone",
            "cr.", "--yes");
        Assert.True(roll.Status == 0, roll.Error);
        ToolTrial run = Run("--dry-run");
        Assert.Contains("cr.: by the keyindex KSK ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"has not got it; responses last until {Covered}", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_whose_new_key_no_signed_bundle_has_is_refused_with_the_earliest_moment()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        byte[] index = File.ReadAllBytes(At("keyindex"));
        string[] files = [.. Directory.GetFiles(Keys).Order(StringComparer.Ordinal)];
        ToolTrial refused = Roll("ksk");
        Assert.Equal(1, refused.Status);
        Assert.Contains("[MOVE-ANSWERED] cr.: a new KSK is to be published from 2026-11-21T00:00:00Z on",
            refused.Error, StringComparison.Ordinal);
        Timestamp end = ComingSlots.From(ResponseDirectory.Read(Bundles, DomainName.Parse("cr.")),
            ToolTrial.Now);
        Assert.Contains($"the earliest safe moment is {end}: --at {end.ToCompactString()}", refused.Error,
            StringComparison.Ordinal);
        Assert.Equal(index, File.ReadAllBytes(At("keyindex")));
        Assert.Equal(files, Directory.GetFiles(Keys).Order(StringComparer.Ordinal));
        Assert.Equal(1, Roll("ksk", "--at", (end - 3_600).ToCompactString()).Status);
        ToolTrial later = Roll("ksk", "--at", end.ToCompactString());
        Assert.True(later.Status == 0, later.Error);
        Assert.DoesNotContain("the bundle that was signed", Run("--dry-run").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_by_signatures_of_an_unpublished_key_is_refused_where_key_sets_are_signed_ahead()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        ToolTrial ahead = Roll("zsk", "--method", "double-rrsig", "--new-response");
        Assert.Equal(1, ahead.Status);
        Assert.Contains("[MOVE-IMPOSSIBLE] the DNSKEY RRsets of cr. are signed ahead", ahead.Error,
            StringComparison.Ordinal);
        Assert.Contains("roll by pre-publication", ahead.Error, StringComparison.Ordinal);

        ToolTrial csk = Roll("join", "--new-response");
        Assert.Equal(1, csk.Status);
        Assert.Contains("[MOVE-IMPOSSIBLE] the KSKs of cr. sign its DNSKEY RRsets ahead", csk.Error,
            StringComparison.Ordinal);

        string[] unknown = ["roll", "zsk", "--method", "double-rrsig", "--keyindex", At("keyindex"), "--keys",
            Keys, "--zone", "cr.", "--dry-run"];
        ToolTrial here = ToolTrial.Run(KeyallCommand.Create(), unknown);
        Assert.DoesNotContain("[MOVE-IMPOSSIBLE]", here.Error, StringComparison.Ordinal);
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(At("keyindex")), At("keyindex"), new());
        foreach (KeyIndexEntry ksk in index.Entries.Where(row => row.IsSep).ToArray())
        {
            index = index.Replace(ksk, ksk with { Key = null });
            File.Delete(Path.Combine(Keys, $"Kcr.+013+{ksk.Tag:D5}.private"));
        }

        File.WriteAllBytes(At("keyindex"), index.ToOctets());
        ToolTrial elsewhere = ToolTrial.Run(KeyallCommand.Create(), unknown);
        Assert.Equal(1, elsewhere.Status);
        Assert.Contains("[MOVE-IMPOSSIBLE] the DNSKEY RRsets of cr. are signed ahead", elsewhere.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_that_a_new_response_is_to_answer_goes_on_by_the_operators_word()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        ToolTrial roll = Roll("ksk", "--new-response");
        Assert.True(roll.Status == 0, roll.Error);
        Assert.Contains("the bundles that are signed until ", roll.Error, StringComparison.Ordinal);
        Assert.Contains("keyall request make --from", roll.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_roll_to_a_key_that_the_signed_bundles_have_lets_the_old_one_stay_as_long_as_they_do()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        ToolTrial roll = Roll("zsk");
        Assert.True(roll.Status == 0, roll.Error);
        KeyIndexEntry[] zsks = [.. Rows().Where(row => !row.IsSep).OrderBy(row => row.Start)];
        ResponseDirectory imported = ResponseDirectory.Read(Bundles, DomainName.Parse("cr."));
        Assert.Equal(imported.PublishedUntil(key => KeyStock.IsRowOf(zsks[0], key), ToolTrial.Now),
            zsks[0].Removed);
        Assert.True(zsks[0].Ended < ToolTrial.Now + Day);
        ToolTrial next = Roll("zsk", "--time", "now+2d", "--for-real"); // the one after it is published in a month
        Assert.Equal(1, next.Status);
        Assert.Contains("[MOVE-ANSWERED] cr.: a new ZSK is to be published from 2026-11-23T00:00:00Z on",
            next.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_to_sign_before_resolvers_know_it_by_the_signed_bundles_is_refused()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        KeyIndexEntry coming = Rows().Where(row => !row.IsSep).OrderBy(row => row.Publish)
            .First(row => row.Publish > ToolTrial.Now);
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(At("keyindex")), At("keyindex"), new());
        foreach (KeyIndexEntry other in index.Entries.Where(row => !row.IsSep && row.Start > ToolTrial.Now
            && row.Tag != coming.Tag).ToArray())
        {
            index = index.Remove(other);
        }

        File.WriteAllBytes(At("keyindex"), index.Replace(
            index.Entries.Single(row => row.Tag == coming.Tag),
            coming with { Publish = ToolTrial.Now - (10 * Day) }).ToOctets());
        ToolTrial roll = Roll("zsk", "--time", "now+5d", "--for-real");
        Assert.Equal(1, roll.Status);
        Timestamp known = coming.Publish + RolloverPolicy.Default.PublicationInterval;
        Assert.Contains($"by the signed bundles resolvers do not know it before {known}", roll.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_has_the_last_safe_moments_of_requests_ceremonies_and_imports()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        string[] plan = ["plan", "--keyindex", At("keyindex"), "--bundles", Bundles, "--until", "+P1Y"];
        ToolTrial planned = ToolTrial.Run(KeyallCommand.Create(), [.. plan, "--ics", At("plan.ics")]);
        RolloverPolicy policy = RolloverPolicy.Default;
        Timestamp begin = ComingSlots.From(ResponseDirectory.Read(Bundles, DomainName.Parse("cr.")),
            ToolTrial.Now);
        Assert.Contains(
            $"cr.  {Covered - (14 * Day)}  responses  Request  the bundles before last until {Covered}; "
            + $"by {Covered - (14 * Day)}: make the request for the time from {begin} on\n", planned.Output, StringComparison.Ordinal);
        Assert.Contains($"cr.  {Covered - policy.SignatureRefresh.Seconds}  responses  Ceremony  ",
            planned.Output, StringComparison.Ordinal);
        Assert.Contains($"cr.  {Covered - policy.PublicationInterval}  responses  Import ", planned.Output,
            StringComparison.Ordinal);
        string[] entries = planned.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, entries.Count(line => line.Contains("  responses  Ceremony", StringComparison.Ordinal))); // a quarter each
        string[] calendar = File.ReadAllLines(At("plan.ics"));
        Assert.Equal(entries.Length, calendar.Count(line => line == "BEGIN:VEVENT"));
        Assert.Contains($"UID:Request-{begin.ToCompactString()}-cr.", calendar);

        // What a ZSK needs is needed before its request is made, not when it is published; what is signed
        // needs nothing more.
        using JsonDocument json =
            JsonDocument.Parse(ToolTrial.Run(KeyallCommand.Create(), [.. plan, "--json"]).Output);
        JsonElement[] published = [.. json.RootElement.EnumerateArray().Where(entry =>
            entry.GetProperty("event").GetString() == "Publish"
                && entry.GetProperty("role").GetString() == "ZSK")];
        JsonElement[] coming = [.. published.Where(entry => string.CompareOrdinal(entry.GetProperty("moment")
            .GetString(), begin.ToString()) >= 0)];
        Assert.Equal((Covered - (14 * Day)).ToString(), coming[0].GetProperty("by").GetString());
        Assert.All(coming,
            entry => Assert.True(string.CompareOrdinal(entry.GetProperty("by").GetString(),
                entry.GetProperty("moment").GetString()) < 0));
        Assert.True(published.Length > coming.Length);
        Assert.All(published.Except(coming), entry => Assert.Null(entry.GetProperty("by").GetString()));
    }

    [Fact]
    public void A_key_that_the_responses_still_publish_is_not_destroyed()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(At("keyindex")), At("keyindex"), new());
        KeyIndexEntry signer = index.Entries.Where(row => !row.IsSep).OrderBy(row => row.Start).First();
        Timestamp over = ToolTrial.Now - (60 * Day);
        KeyIndex past = index.Replace(signer,
            signer with { Publish = over - Day, Start = over - Day, End = over, Remove = over });
        foreach (KeyIndexEntry other in past.Entries.Where(row => !row.IsSep && row.Tag != signer.Tag)
            .ToArray())
        {
            past = past.Remove(other);
        }

        KeyIndexEntry due = signer with
        {
            Tag = 64_000,
            Publish = over,
            Start = over,
            End = ToolTrial.Now
            + (90 * Day),
            Remove = ToolTrial.Now + (90 * Day)
        };
        File.WriteAllBytes(At("keyindex"), past.Add(due).ToOctets());
        string[] destroy = ["key", "destroy", "--keyindex", At("keyindex"), "--keys", Keys, "--journal",
            At("state"), "--after", "3d", "--yes"];
        ToolTrial refused = ToolTrial.Run(KeyallCommand.Create(),
            [.. destroy, "--tag", $"{signer.Tag}", "--bundles", Bundles]);
        Assert.Equal(1, refused.Status);
        ResponseDirectory imported = ResponseDirectory.Read(Bundles, DomainName.Parse("cr."));
        Assert.Contains(
            $": the imported responses publish it until {imported.PublishedUntil(key => KeyStock.IsRowOf(signer, key), ToolTrial.Now)}, and it may"
            + " sign in the place of the key that is due, which they have not got", refused.Error, StringComparison.Ordinal);
        string file = Directory.GetFiles(Keys, $"K*+{signer.Name}.private").Single();
        Assert.Equal(0, ToolTrial.Run(KeyallCommand.Create(), [.. destroy, "--bundles", Bundles]).Status);
        Assert.True(File.Exists(file));

        // Where the KSKs are another host's, and nobody says where their responses are, nothing is destroyed.
        string[] rows = File.ReadAllLines(At("keyindex"));
        File.WriteAllLines(At("keyindex"), rows.Select(row => row.Contains(" KSK ", StringComparison.Ordinal)
            ? string.Join(' ', row.Split(' ')
                .Where(word => !word.StartsWith("key=", StringComparison.Ordinal))) : row));
        foreach (KeyIndexEntry ksk in Rows().Where(row => row.IsSep))
        {
            File.Delete(Path.Combine(Keys, $"Kcr.+013+{ksk.Tag:D5}.private"));
        }

        ToolTrial unknown = ToolTrial.Run(KeyallCommand.Create(), destroy);
        Assert.Equal(2, unknown.Status);
        Assert.Contains("name the responses: --bundles DIR", unknown.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void Without_a_directory_of_responses_a_run_says_who_signs_the_DNSKEY_RRset()
    {
        string[] run = ["run", "--keyindex", At("keyindex"), "--keys", Keys, "--zone", "cr.", "--yes"];
        Assert.Contains("signall signs the DNSKEY RRset itself",
            ToolTrial.Run(KeyallCommand.Create(), [.. run, "--verbose"]).Error, StringComparison.Ordinal);
        Array.ForEach(Directory.GetFiles(Keys, "*.private"), File.Delete);
        Assert.Contains("no directory of responses is named",
            ToolTrial.Run(KeyallCommand.Create(), run).Error, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private System.Collections.Immutable.ImmutableArray<KeyIndexEntry> Rows() =>
        KeyIndex.Read(File.ReadAllBytes(At("keyindex")), At("keyindex"), new()).Entries;

    private ToolTrial Roll(string what, params string[] more) => ToolTrial.Run(
        KeyallCommand.Create(),
        ["roll", what, "--keyindex", At("keyindex"), "--keys", Keys, "--zone", "cr.", "--bundles", Bundles,
            "--yes", .. more]);

    private ToolTrial Run(params string[] more) => ToolTrial.Run(
        KeyallCommand.Create(),
        ["run", "--keyindex", At("keyindex"), "--keys", Keys, "--bundles", Bundles, .. more]);

    private ToolTrial Sign(string moment)
    {
        File.WriteAllText(At("db.cr"),
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        return ToolTrial.Run(
            SignallCommand.Create(), "--zone-file", At("db.cr"), "--origin", "cr.", "--keys", Keys,
            "--keyindex", At("keyindex"), "--bundles", Bundles,
            "--output", At("db.cr.signed"), "--time", moment);
    }
}
