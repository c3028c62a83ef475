using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.CommandLine;

public sealed class RunCommandTests : IDisposable
{
    private static readonly DomainName Zone = DomainName.Parse("cr.");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keyall-run");

    public RunCommandTests() => Directory.CreateDirectory(Keys);

    private string Keys => Path.Combine(_directory.FullName, "keys");

    private string Index => Path.Combine(_directory.FullName, "keyindex");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_first_run_makes_keys_and_a_second_changes_nothing()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        byte[] first = File.ReadAllBytes(Index);
        KeyIndex index = ReadIndex();
        Assert.Equal(["KSK", "ZSK", "ZSK", "ZSK", "ZSK"], index.Entries.Select(key => key.Role.ToString()));
        Assert.All(index.Entries,
            key => Assert.True(File.Exists(Path.Combine(Keys, key.Key!["file:".Length..]))));
        ToolTrial again = Run("--yes");
        Assert.Equal((0, ""), (again.Status, again.Output));
        Assert.Equal(first, File.ReadAllBytes(Index));
        Assert.False(Directory.Exists(Index + ".history"));
    }

    [Theory]
    [InlineData("root")]
    [InlineData(".")]
    public void A_first_run_for_the_root_keeps_its_last_KSK(string zone)
    {
        ToolTrial run = Run("--zone", zone, "--yes");
        Assert.Equal((0, false),
            (run.Status, run.Error.Contains("REHEARSAL-BREAKS", StringComparison.Ordinal)));
        KeyIndex index = ReadIndex();
        Assert.All(index.Entries,
            key => Assert.True(key.Zone.IsRoot
                && File.Exists(Path.Combine(Keys, key.Key!["file:".Length..]))));
        KeyIndexEntry ksk = index.Entries.Single(key => key.IsSep);
        Assert.Contains(ksk, new KeySchedule(index, DomainName.Root, RolloverPolicy.Default)
            .RolesAt(ksk.Removed + 86_400).Held);
    }

    [Fact]
    public void A_later_run_keeps_what_was_there_and_the_version_before()
    {
        Run("--zone", "cr.", "--yes");
        string first = File.ReadAllText(Index);
        ToolTrial later = Run("--yes", "--time", "now+P1M", "--for-real");
        Assert.StartsWith("+ cr. ZSK 013 99001 ", later.Output);
        Assert.StartsWith(first, File.ReadAllText(Index));
        string kept = Assert.Single(Directory.GetFiles(Index + ".history"),
            file => Path.GetFileName(file)[0] != '.');
        Assert.Equal(first, File.ReadAllText(kept));
        Assert.StartsWith("20261221000000-", Path.GetFileName(kept));
    }

    [Fact]
    public void A_run_at_another_time_writes_nothing_unless_told()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes", "--time", "now+P1M").Status);
        Assert.False(File.Exists(Index));
        Assert.Empty(Directory.GetFiles(Keys, "*K*"));
    }

    [Fact]
    public void A_run_that_nobody_can_confirm_writes_nothing()
    {
        Assert.Equal(2, Run("--zone", "cr.").Status);
        Assert.False(File.Exists(Index));
        Assert.Empty(Directory.GetFiles(Keys, "*K*"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_run_that_is_killed_before_it_wrote_the_keyindex_is_run_again_without_waste(int made)
    {
        // What a run leaves that is killed after so many keys: keys that are whole, and a keyindex that does
        // not know them.
        KeyIndexProposal proposal = KeyRhythm.Begin(Zone, RolloverPolicy.Default,
            DnssecAlgorithm.ECDSAP256SHA256,
            KeyScheme.KskZsk, ToolTrial.Now, ToolTrial.Now + new Period(3, 0));
        using (KeyStock stock = KeyStock.Open(Keys, Zone, [], new KeyMaking { KeyIndex = Index }, new FindingList()))
        {
            foreach (PlannedKey planned in proposal.Additions.Take(made))
            {
                stock.Provide(planned, ToolTrial.Now);
            }
        }

        string[] left = Directory.GetFiles(Keys, "*.key");
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        Assert.Equal(5, Directory.GetFiles(Keys, "*.key").Length);
        Assert.All(left,
            file => Assert.Contains($"file:{Path.GetFileNameWithoutExtension(file)}.private",
                File.ReadAllText(Index), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, true)] // both halves made, none in its place
    [InlineData(false, true)] // the public half is in its place, the private one not yet
    [InlineData(true, false)] // killed while the halves were written
    public void A_run_that_is_killed_while_a_key_is_put_into_its_place_is_run_again(bool publicIsWaiting,
        bool privateIsWaiting)
    {
        string making = Path.Combine(Keys, ".making");
        Directory.CreateDirectory(making);
        using (SoftwareKey key = new KeyGeneration(Zone, DnssecAlgorithm.ECDSAP256SHA256, KeyRole.KSK)
        {
            Timing = new KeyTiming { Created = ToolTrial.Now },
        }.Generate([]))
        {
            SpareMark.Write(making, key.Key, Index);
            string file = BindKeyFiles.Write(making, key);
            if (!publicIsWaiting)
            {
                File.Move(file, Path.Combine(Keys, Path.GetFileName(file)));
            }

            if (!privateIsWaiting)
            {
                File.Delete(file);
            }
        }

        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        Assert.Equal(5, Directory.GetFiles(Keys, "*.private").Length);
        Assert.Empty(Directory.GetFiles(making));
    }

    [Fact]
    public void A_key_that_was_not_made_for_the_keyindex_is_left_alone_unless_the_operator_names_it()
    {
        // As another program makes them, and as a run for another keyindex left one.
        int foreign = Made(null);
        int others = Made(Path.Combine(_directory.FullName, "other"));
        ToolTrial run = Run("--zone", "cr.", "--yes");
        Assert.Equal(0, run.Status);
        Assert.Contains($"no row, and not made for {Index}: left alone", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(ReadIndex().Entries, row => row.Tag == foreign || row.Tag == others);

        ToolTrial back = Run("--rollback", "--yes");
        Assert.Equal((0, ""), (back.Status, back.Output)); // nor is it taken back: that would destroy it
        Assert.Equal(7, Directory.GetFiles(Keys, "*.private").Length);

        File.Delete(Index);
        ToolTrial adopting = Run("--zone", "cr.", "--yes", "--adopt", $"{foreign}", "--adopt", "99999");
        Assert.Equal(0, adopting.Status);
        Assert.Contains("--adopt 99999: no key", adopting.Error, StringComparison.Ordinal);
        Assert.Contains(ReadIndex().Entries, row => row.Tag == foreign);
        Assert.DoesNotContain(ReadIndex().Entries, row => row.Tag == others);
    }

    // Between the two halves of a key: what is left of it is nobody's, and is in nobody's way.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rollback_that_was_killed_is_finished_by_the_next(bool isOverwriting)
    {
        Made(Index);
        string half = Assert.Single(Directory.GetFiles(Keys, "*.private"));
        if (isOverwriting)
        {
            File.Move(half, PrivateFile.GoingOf(half));
        }
        else
        {
            File.Delete(half);
        }

        ToolTrial back = Run("--zone", "cr.", "--rollback", "--yes");
        Assert.True(back.Status == 0, back.Error);
        Assert.Contains("taken back", back.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Keys, "*K*"));
        Assert.Empty(Directory.GetFiles(Path.Combine(Keys, ".making")));
    }

    [Fact]
    public void An_edit_made_while_the_question_waits_is_kept_and_named_and_the_run_can_be_run_again()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        string before = File.ReadAllText(Index);
        string[] ask = ["run", "--keyindex", Index, "--keys", Keys, "--until", "+P6M"];
        ToolTrial edited = Ask(() => File.AppendAllText(Index, "# a line of mine\n"));
        Assert.Equal(5, edited.Status);
        Assert.Contains("has changed it since this run read it: line 7 is '# a line of mine' now",
            edited.Error, StringComparison.Ordinal);
        Assert.Equal(before + "# a line of mine\n", File.ReadAllText(Index));
        Assert.Equal(5, Directory.GetFiles(Keys, "*.private").Length); // no key was made for it

        ToolTrial removed = Ask(() => File.Delete(Index));
        Assert.Equal(5, removed.Status);
        Assert.Contains("it is not there any more", removed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Index));
        File.WriteAllText(Index, before + "# a line of mine\n");

        Assert.Equal(0, Ask(() => { }).Status);
        Assert.Contains("# a line of mine\n", File.ReadAllText(Index), StringComparison.Ordinal);
        Assert.True(ReadIndex().Entries.Length > 5);

        ToolTrial Ask(Action meanwhile) => ToolTrial.Run("keyall", KeyallCommand.Create(),
            () => ToolTrial.Now, ask, new ConsentAfter(meanwhile), terminal: true);
    }

    // Later than the question, and of any command: what is written replaces only what was read.
    [Fact]
    public void A_keyindex_that_changed_since_it_was_read_is_never_replaced()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        using KeyIndexFile file = KeyIndexFile.Open(Index, new FindingList());
        File.WriteAllText(Index, File.ReadAllText(Index)
            .Replace("cr. KSK", "cr.  KSK", StringComparison.Ordinal));
        string edited = File.ReadAllText(Index);
        KeyIndexEntry ksk = file.Index.Entries[0];
        UnwritableOutputException fault = Assert.Throws<UnwritableOutputException>(() =>
            file.Replace(file.Index.Replace(ksk, ksk with { Note = "mine" }), ToolTrial.Now));
        Assert.Contains("line 2 is 'cr.  KSK", fault.Message, StringComparison.Ordinal);
        Assert.Equal(edited, File.ReadAllText(Index));
    }

    [Fact]
    public void What_could_not_be_read_again_is_not_written()
    {
        Assert.Equal(0, Run("--zone", "cr.", "--yes").Status);
        byte[] before = File.ReadAllBytes(Index);
        using KeyIndexFile file = KeyIndexFile.Open(Index, new FindingList());
        KeyIndexEntry ksk = file.Index.Entries[0];
        RefusedException refusal = Assert.Throws<RefusedException>(() => file.Replace(
            file.Index.Replace(ksk, ksk with { Note = new string('n', 9_000) }), ToolTrial.Now));
        Assert.Equal(CheckCodes.KeyIndexLimit, refusal.Code);
        Assert.Contains("line 2: a line of more than 8192 octets", refusal.Message, StringComparison.Ordinal);
        // A row that its reader takes for a fault.
        Assert.Throws<RefusedException>(() => file.Replace(
            file.Index.Replace(ksk, ksk with { Publish = ksk.Start + 1 }), ToolTrial.Now));
        Assert.Equal(before, File.ReadAllBytes(Index));
        Assert.False(Directory.Exists(Index + ".history"));
    }

    [Theory]
    [InlineData(@"\035x.")]
    [InlineData(@"\#x.")]
    [InlineData(@"\;x.")]
    [InlineData(@"a\034b\032c.")]
    [InlineData(@"dn.")]
    [InlineData(@"\064.")]
    public void A_zone_of_any_name_has_rows_that_are_read_again(string zone)
    {
        ToolTrial first = Run("--zone", zone, "--yes", "--json");
        Assert.True(first.Status == 0, first.Error);
        Assert.Equal(5, ReadIndex().Entries.Length);
        Assert.Equal(5, System.Text.Json.JsonDocument.Parse(first.Output).RootElement[0]
            .GetProperty("lines").GetArrayLength());
        Assert.Equal("", Run("--yes").Output);
        Assert.Equal(5, Directory.GetFiles(Keys, "*.private").Length);
    }

    private int Made(string? keyIndex)
    {
        PlannedKey planned = KeyRhythm.Begin(Zone, RolloverPolicy.Default, DnssecAlgorithm.ECDSAP256SHA256,
            KeyScheme.KskZsk, ToolTrial.Now, ToolTrial.Now + new Period(3, 0)).Additions.First(key =>
                key.Role == KeyRole.ZSK);
        using KeyStock stock = KeyStock.Open(Keys, Zone, [], new KeyMaking { KeyIndex = keyIndex },
            new FindingList());
        return stock.Provide(planned, ToolTrial.Now).Tag;
    }

    [Fact]
    public void An_offline_host_makes_its_own_rows_alone()
    {
        Run("--zone", "cr.", "--yes", "--rows", "ksk");
        Assert.Equal(["KSK"], ReadIndex().Entries.Select(key => key.Role.ToString()));
    }

    [Fact]
    public void A_policy_that_cannot_be_kept_is_refused()
    {
        ToolTrial trial = Run("--zone", "cr.", "--yes", "--set", "zsk-publish=1h");
        Assert.Equal(1, trial.Status);
        Assert.Contains("[POLICY-ZSK-PUBLISH]", trial.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Signall_signs_by_the_keyindex_and_names_what_is_missing()
    {
        Run("--zone", "cr.", "--yes");
        KeyIndexEntry[] keys = [.. ReadIndex().Entries];
        string zone = Path.Combine(_directory.FullName, "db.cr");
        File.WriteAllText(zone,
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        ToolTrial signed = Sign(zone);
        Assert.True(signed.Status == 0, signed.Error);
        Assert.Contains($"key cr./13/{keys[0].Tag:D5} made 1\n", signed.Error, StringComparison.Ordinal);
        Assert.Contains($"key cr./13/{keys[1].Tag:D5} made ", signed.Error, StringComparison.Ordinal);
        string text = File.ReadAllText(zone + ".signed");
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(text, @"DNSKEY\s+25[67]\s"));

        // The second ZSK takes over in a month; its private half is gone by then.
        File.Delete(Path.Combine(Keys, keys[2].Key!["file:".Length..]));
        ToolTrial missing = Sign(zone, "--time", "now+P1M");
        Assert.Equal(4, missing.Status);
        Assert.Contains($"cr./13/{keys[2].Tag:D5}", missing.Error, StringComparison.Ordinal);

        File.Delete(Path.Combine(Keys, Path.ChangeExtension(keys[3].Key!["file:".Length..], ".key")));
        File.Delete(Path.Combine(Keys, keys[3].Key!["file:".Length..]));
        ToolTrial unknown = Sign(zone, "--time", "now+P1M");
        Assert.Equal(4, unknown.Status);
        Assert.Contains($"keyindex:5:1: ZSK {keys[3].Tag:D5} (cr., 013) is to be published", unknown.Error,
            StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(zone + ".signed"));
    }

    [Fact]
    public void Signall_lets_the_keyindex_decide_against_the_moments_of_key_files()
    {
        Run("--zone", "cr.", "--yes");
        string second = Path.Combine(Keys,
            Path.ChangeExtension(ReadIndex().Entries[1].Key!["file:".Length..], ".private"));
        File.AppendAllText(second,
            "Publish: 20200101000000\nActivate: 20200101000000\nInactive: 20210101000000\n");
        string zone = Path.Combine(_directory.FullName, "db.cr");
        File.WriteAllText(zone,
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        ToolTrial signed = Sign(zone);
        Assert.Equal(0, signed.Status);
        Assert.Contains("[KEYINDEX-TIMING]", signed.Error, StringComparison.Ordinal);
        Assert.Contains("is Retired by its own moments and Active by the keyindex", signed.Error,
            StringComparison.Ordinal);
    }

    private KeyIndex ReadIndex() => Schedule.KeyIndexTests.Read(File.ReadAllBytes(Index));

    private ToolTrial Run(params string[] more) =>
        ToolTrial.Run(KeyallCommand.Create(), ["run", "--keyindex", Index, "--keys", Keys, .. more]);

    private ToolTrial Sign(string zone, params string[] more) => ToolTrial.Run(
        SignallCommand.Create(),
        ["--zone-file", zone, "--origin", "cr.", "--keys", Keys, "--keyindex", Index, "--output", zone
            + ".signed", "--verbose", .. more]);
}
