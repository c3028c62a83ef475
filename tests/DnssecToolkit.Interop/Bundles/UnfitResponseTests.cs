using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>The keyindex of the online side says something else than the responses that were imported: who signs, and who is told.</summary>
public sealed partial class UnfitResponseTests : IDisposable
{
    private const string Zone = "example.";
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;

    private readonly TemporaryDirectory _directory = new();
    private readonly KeyIndexEntry _first;
    private readonly KeyIndexEntry _coming;

    public UnfitResponseTests()
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            zones:
              - { zone: example, file: {{_directory["zone"]}}, keys: {{_directory["online"]}}, keyindex: {{Index}}, bundles: {{_directory["bundles"]}}, output: {{Signed}} }
            """);
        Keyall(
            ExitStatus.Done, "run", "--zone", Zone, "--keyindex", _directory["keyindex.offline"], "--keys",
            _directory["offline"], "--rows", "ksk", "--yes", "--until", "+P2Y");
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        Keyall(
            ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex",
            Index, "--until", "+90d", "--output", _directory["ksr"]);
        Keyall(
            ExitStatus.Done, "request", "sign", _directory["ksr"], "--keys", _directory["offline"],
            "--keyindex", _directory["keyindex.offline"],
            "--output", _directory["skr"], "--limit", "horizon=300d", "--yes", "--first");
        Keyall(
            ExitStatus.Done, "response", "import", _directory["skr"], "--keys", _directory["online"],
            "--keyindex", Index, "--request", _directory["ksr"],
            "--bundles", _directory["bundles"], "--first");
        KeyIndexEntry[] rows = [.. Rows.Where(row => !row.IsSep).OrderBy(row => row.Publish)
            .ThenBy(row => row.Start)];
        _coming = rows.First(row => row.Publish > ToolRuns.Present + Day);
        Sign(ExitStatus.Done, _coming.Publish - Hour);
        _first = rows.Single(row => row.Tag == SignerTag);
    }

    private string Index => _directory["keyindex"];

    private string Signed => _directory["zone.signed"];

    private Timestamp SetsHaveFirstUntil =>
        ResponseDirectory.Read(_directory["bundles"], DomainName.Parse(Zone))
            .PublishedUntil(key => KeyStock.IsRowOf(_first, key), ToolRuns.Present)!.Value;

    private IEnumerable<KeyIndexEntry> Rows => KeyIndex.Read(File.ReadAllBytes(Index), Index, new()).Entries;

    private int SignerTag => int.Parse(SoaSigner().Match(File.ReadAllText(Signed)).Groups[1].Value,
        System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Where_the_key_that_is_due_is_outside_the_one_that_signed_before_goes_on()
    {
        BringKeyThatIsDue();
        string said = Sign(ExitStatus.Done, _coming.Publish + (Hour / 2));
        Assert.Contains($"/{_first.Tag:D5} signs in the place of the key that is due", said,
            StringComparison.Ordinal);
        Assert.Equal(_first.Tag, SignerTag);
        Sign(ExitStatus.Done, _coming.Publish + (7 * Day));
        Assert.Equal(_first.Tag, SignerTag);
    }

    /// <summary>Data that it signed stays in caches for a day, and its DNSKEY leaves with a bundle that is signed already.</summary>
    [Fact]
    public void A_key_that_stands_in_hands_over_before_the_signed_bundles_drop_it()
    {
        BringKeyThatIsDue();
        Timestamp drops = SetsHaveFirstUntil;
        Sign(ExitStatus.Done, drops - (2 * Day));
        Assert.Equal(_first.Tag, SignerTag);
        Sign(ExitStatus.Done, drops - (Day / 2));
        Assert.NotEqual(_first.Tag, SignerTag);
    }

    /// <summary>No run was there to hand over: caches have data whose key the set lacks.</summary>
    [Fact]
    public void A_signed_set_that_breaks_what_caches_have_is_said()
    {
        BringKeyThatIsDue();
        Timestamp drops = SetsHaveFirstUntil;
        string said = Sign(ExitStatus.Done, drops - (2 * Day));
        Assert.DoesNotContain("SCHEDULE-UNHELD", said, StringComparison.Ordinal);
        said = Sign(ExitStatus.Done, drops + Hour);
        Assert.Contains("[SCHEDULE-UNHELD]", said, StringComparison.Ordinal);
        Assert.Contains("it lacks the key that signed their data", said, StringComparison.Ordinal);
        Assert.DoesNotContain("SCHEDULE-UNHELD", Sign(ExitStatus.Done, drops + (3 * Day)),
            StringComparison.Ordinal);
    }

    /// <summary>A late ceremony, a roll or an emergency after the response: the set has the key, and caches have the set without it.</summary>
    [Fact]
    public void A_key_that_is_due_in_the_hour_of_its_publication_waits_until_resolvers_know_it()
    {
        KeepRow(_coming, row => row with { Start = row.Publish });
        KeepRow(_first, row => row with { End = _coming.Publish });
        string said = Sign(ExitStatus.Done, _coming.Publish + (Hour / 2));
        Assert.Contains("resolvers may not know it yet", said, StringComparison.Ordinal);
        Assert.Equal(_first.Tag, SignerTag);
        Assert.Contains(Public(_coming), File.ReadAllText(Signed).Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        said = Sign(ExitStatus.Done, _coming.Publish + RolloverPolicy.Default.PublicationInterval);
        Assert.DoesNotContain("SKR-KEY-OUTSIDE", said, StringComparison.Ordinal);
        Assert.Equal(_coming.Tag, SignerTag);
    }

    /// <summary>Where the private half of the key of before is lost, there is no better path than the new key.</summary>
    [Fact]
    public void A_key_that_is_due_and_new_signs_at_once_where_no_other_can()
    {
        KeepRow(_coming, row => row with { Start = row.Publish });
        KeepRow(_first, row => row with { End = _coming.Publish });
        foreach (string file in Directory.GetFiles(_directory["online"], "*.private")
            .Where(file => !file.Contains($"+{_coming.Tag:D5}.", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }

        string said = Sign(ExitStatus.Done, _coming.Publish + (Hour / 2));
        Assert.Contains("and it signs, for no other key may", said, StringComparison.Ordinal);
        Assert.Equal(_coming.Tag, SignerTag);
    }

    [Fact]
    public void A_key_that_an_emergency_retired_signs_only_until_resolvers_know_another_and_that_is_said()
    {
        BringKeyThatIsDue();
        KeepRow(_first, row => row with { End = _coming.Publish, Note = "emergency: stolen" });
        foreach (KeyIndexEntry other in Rows.Where(row => !row.IsSep && row.Tag != _first.Tag
            && row.Publish <= _coming.Publish - Day && row.Note is null).ToArray())
        {
            Lose(other);
        }

        string said = Sign(ExitStatus.Done, _coming.Publish + (Hour / 2));
        Assert.Contains("although an emergency retired it", said, StringComparison.Ordinal);
        Assert.Contains("put the sealed response zsk-lost to use", said, StringComparison.Ordinal);
        Assert.Equal(_first.Tag, SignerTag);

        said = Sign(ExitStatus.Done, _coming.Publish + RolloverPolicy.Default.PublicationInterval);
        Assert.DoesNotContain("although an emergency retired it", said, StringComparison.Ordinal);
        Assert.Equal(_coming.Tag, SignerTag);
    }

    [Fact]
    public void A_key_that_was_published_for_less_than_the_publication_interval_never_stands_in()
    {
        BringKeyThatIsDue();
        foreach (KeyIndexEntry other in Rows.Where(row => !row.IsSep && row.Tag != _coming.Tag
            && row.Note is null).ToArray())
        {
            Lose(other);
        }

        string before = File.ReadAllText(Signed);
        string said = Sign(ExitStatus.Refused, _coming.Publish + (Hour / 2));
        Assert.Contains("SKR-KEY-OUTSIDE", said, StringComparison.Ordinal);
        Assert.Contains("resolvers may not know it yet", said, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Signed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_emergency_says_until_when_the_imported_responses_publish_the_bad_key_and_is_not_over(
        bool isConfigured)
    {
        Timestamp now = _coming.Publish - (Hour / 2);
        string[] place = isConfigured
            ? ["--config", _directory["dnssec.yaml"]] : ["--bundles", _directory["bundles"]];
        string said = Keyall(ExitStatus.Refused, [
            "emergency", "zsk", "--active", "--keyindex", Index, "--keys", _directory["online"], "--zone", Zone, "--yes",
            "--time", now.ToCompactString(), "--for-real", .. place]);
        Assert.Contains("SKR-EMERGENCY", said, StringComparison.Ordinal);
        Assert.Contains("the emergency is not over", said, StringComparison.Ordinal);
        Match match = Regex.Match(said,
            $@"the imported responses publish ZSK {_first.Name} \(example\., 013\) until ([0-9TZ:-]+)");
        Assert.True(match.Success, said);
        Assert.True(TimestampText.TryParseAbsolute(match.Groups[1].Value, out Timestamp until));

        KeyIndexEntry bad = Rows.Single(row => row.Tag == _first.Tag && !row.IsSep);
        Assert.Equal("emergency", bad.Note);
        Assert.True(bad.Removed < until);
        Sign(ExitStatus.Done, until - 1); // what was said is what is served
        Assert.Contains(Public(_first), File.ReadAllText(Signed).Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.NotEqual(_first.Tag, SignerTag);
    }

    /// <summary>The bad keys are made, and are due only when the responses have ended: the next request has the new ones.</summary>
    [Fact]
    public void An_emergency_that_changes_nothing_before_the_responses_end_is_over()
    {
        Timestamp later = ToolRuns.Present + (120 * Day); // the 90 days are over
        Keyall(ExitStatus.Done, "key", "generate", "--zone", Zone, "--keys", _directory["online"], "--type",
            "zsk", "-P", "none", "-A", "none");
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(Index), Index, new());
        string made = Directory.GetFiles(_directory["online"], "*.private")
            .Select(file => Path.GetFileNameWithoutExtension(file)[^5..])
            .Single(tag => !index.Entries.Any(row => row.Name == tag));
        foreach (KeyIndexEntry other in index.Entries.Where(row => !row.IsSep && row.Tag != _first.Tag)
            .ToArray())
        {
            index = index.Remove(other);
        }

        KeyIndexEntry signer = index.Entries.Single(row => row.Tag == _first.Tag && !row.IsSep);
        KeyIndexEntry stays = signer with { End = later + (60 * Day), Remove = later + (90 * Day) };
        Write(index.Replace(signer, stays).Add(signer with
        {
            Tag = int.Parse(made, System.Globalization.CultureInfo.InvariantCulture),
            Publish = later,
            Start = later + (30 * Day),
            End = later + (90 * Day),
            Remove = later + (120 * Day),
            Key = null,
        }));
        string said = Keyall(
            ExitStatus.Done, "emergency", "zsk", "--new", "--keyindex", Index, "--keys", _directory["online"],
            "--zone", Zone, "--yes",
            "--bundles", _directory["bundles"]);
        Assert.DoesNotContain("SKR-EMERGENCY", said, StringComparison.Ordinal);
    }

    [Fact]
    public void An_emergency_without_the_responses_says_what_is_not_known()
    {
        string said = Keyall(
            ExitStatus.Done, "emergency", "zsk", "--active", "--keyindex", Index, "--keys",
            _directory["online"], "--zone", Zone, "--dry-run");
        Assert.Contains("without --bundles it is not known until when", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_that_follows_none_is_imported_only_as_the_first_with_a_manifest_or_without()
    {
        Directory.CreateDirectory(_directory["empty"]);
        string[] import = ["response", "import", _directory["skr"], "--keys", _directory["online"],
            "--request", _directory["ksr"], "--bundles"];
        Assert.Contains("BUNDLE-PREVIOUS", Keyall(ExitStatus.Refused, [.. import, _directory["empty"]]),
            StringComparison.Ordinal);
        File.Copy(_directory["skr"], _directory["alone"]);
        string[] alone = ["response", "import", _directory["alone"], .. import[3..], _directory["empty"]];
        Assert.Contains("BUNDLE-PREVIOUS", Keyall(ExitStatus.Refused, alone), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory["empty"], "*.skr"));
        Keyall(ExitStatus.Done, [.. alone, "--first"]);
        Assert.Single(Directory.GetFiles(_directory["empty"], "*.skr"));
    }

    [Fact]
    public void A_manifest_without_the_response_before_and_a_second_first_are_refused()
    {
        Keyall(
            ExitStatus.Done, "request", "make", "--zone", Zone, "--keys", _directory["online"], "--keyindex",
            Index, "--from", "20270401000000",
            "--bundles", _directory["bundles"], "--output", _directory["ksr-2"]);
        Keyall(
            ExitStatus.Done, "request", "sign", _directory["ksr-2"], "--keys", _directory["offline"],
            "--keyindex", _directory["keyindex.offline"],
            "--output", _directory["skr-2"], "--limit", "horizon=300d", "--yes", "--previous",
            _directory["skr"]);
        string[] import = ["response", "import", _directory["skr-2"], "--keys", _directory["online"],
            "--bundles", _directory["bundles"], "--request"];
        string manifest = File.ReadAllText(_directory["skr-2.manifest"]);
        File.WriteAllText(_directory["skr-2.manifest"],
            Regex.Replace(manifest, "^Previous-SHA-256.*\n", "", RegexOptions.Multiline));
        string said = Keyall(ExitStatus.Refused, [.. import, _directory["ksr-2"]]);
        Assert.Contains("[BUNDLE-PREVIOUS] its manifest names no response before it", said,
            StringComparison.Ordinal);
        File.WriteAllText(_directory["skr-2.manifest"],
            Regex.Replace(manifest, "^Answers-SHA-256.*\n", "", RegexOptions.Multiline));
        said = Keyall(ExitStatus.Refused, [.. import, _directory["ksr-2"]]);
        Assert.Contains("[BUNDLE-PREVIOUS] its manifest does not say which request it answers", said,
            StringComparison.Ordinal);
        File.WriteAllText(_directory["skr-2.manifest"], manifest);
        said = Keyall(ExitStatus.Refused, [.. import, _directory["ksr-2"], "--first"]);
        Assert.Contains("[BUNDLE-PREVIOUS] it is not the first", said, StringComparison.Ordinal);
        Keyall(ExitStatus.Done, [.. import, _directory["ksr-2"]]);
    }

    [Fact]
    public void Without_its_request_a_response_is_imported_only_by_the_operators_word_which_is_kept_beside_it()
    {
        Directory.CreateDirectory(_directory["empty"]);
        string[] import = ["response", "import", _directory["skr"], "--keys", _directory["online"],
            "--bundles", _directory["empty"], "--first"];
        Assert.Contains("the request that the response answers is not named",
            Keyall(ExitStatus.Usage, import), StringComparison.Ordinal);
        Assert.Contains("needs a reason", Keyall(ExitStatus.Usage, [.. import, "--without-request"]),
            StringComparison.Ordinal);
        Keyall(ExitStatus.Usage, [.. import, "--request", _directory["ksr"], "--because", "no reason"]);
        Assert.Empty(Directory.GetFiles(_directory["empty"]));
        Keyall(ExitStatus.Done, [.. import, "--without-request", "--because", "the disk with it is gone"]);
        string waiver = File.ReadAllText(Directory.GetFiles(_directory["empty"], "*.waiver").Single());
        Assert.EndsWith("imported without its request: the disk with it is gone\n", waiver,
            StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_directory["empty"], "*.skr"));
    }

    // It came after the request was made, so no response has it.
    private void BringKeyThatIsDue()
    {
        string[] files = Directory.GetFiles(_directory["online"], "*.key");
        Keyall(ExitStatus.Done, "key", "generate", "--zone", Zone, "--keys", _directory["online"], "--type",
            "zsk", "-P", "none", "-A", "none");
        string tag = Path.GetFileNameWithoutExtension(Directory.GetFiles(_directory["online"], "*.key")
            .Except(files).Single())[^5..];
        KeyIndexEntry due = _coming with
        {
            Tag = int.Parse(tag, System.Globalization.CultureInfo.InvariantCulture),
            Publish = _coming.Publish - Day,
            Start = _coming.Publish,
            Key = null,
            Note = "due",
        };
        Write(KeyIndex.Read(File.ReadAllBytes(Index), Index, new()).Add(due));
    }

    private void KeepRow(KeyIndexEntry row, Func<KeyIndexEntry, KeyIndexEntry> change)
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(Index), Index, new());
        KeyIndexEntry found = index.Entries.Single(entry => entry.Tag == row.Tag && !entry.IsSep);
        Write(index.Replace(found, change(found)));
    }

    private void Lose(KeyIndexEntry row)
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(Index), Index, new());
        Write(index.Remove(index.Entries.Single(entry => entry.Tag == row.Tag && !entry.IsSep)));
        foreach (string file in Directory.GetFiles(_directory["online"], $"K*+{row.Name}.*"))
        {
            File.Delete(file);
        }
    }

    private void Write(KeyIndex index) => File.WriteAllBytes(Index, index.ToOctets());

    private string Public(KeyIndexEntry row)
    {
        string file = Directory.GetFiles(_directory["online"], $"K*+{row.Name}.key").Single();
        return File.ReadAllLines(file).Single(line => line.Contains(" 256 3 ", StringComparison.Ordinal))
            .Split(" 3 13 ")[1].Replace(" ", "", StringComparison.Ordinal);
    }

    private string Sign(ExitStatus expected, Timestamp moment) => ToolRuns.Run(
        SignallCommand.Create(), expected, "--zone-file", _directory["zone"], "--origin", Zone, "--keys",
        _directory["online"], "--keyindex", Index,
        "--bundles", _directory["bundles"], "--output", Signed, "--time", moment.ToCompactString(),
        "--verbose");

    private static string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Keyall(expected, arguments);

    [GeneratedRegex(@" RRSIG SOA 13 1 \d+ \d+ \d+ (\d+) ")]
    private static partial Regex SoaSigner();
}
