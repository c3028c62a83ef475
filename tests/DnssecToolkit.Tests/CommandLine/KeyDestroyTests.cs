using System.Text.Json;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>Keys are destroyed when nothing has needed them for a while, and not before.</summary>
public sealed class KeyDestroyTests : IDisposable
{
    // Now is 2026-11-21. The first KSK and ZSK have been gone for a long time.
    private static readonly (string Type, string Moments)[] Rows =
    [
        ("ksk", "20240101000000 20240101000000 20251231235959 20251231235959"),
        ("ksk", "20250101000000 20250101000000 20271231235959 20271231235959"),
        ("zsk", "20251201000000 20260101000000 20260414235959 20260430235959"),
        ("zsk", "20260201000000 20260401000000 20270414235959 20270430235959"),
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("key-destroy");
    private readonly int[] _tags;

    public KeyDestroyTests()
    {
        Directory.CreateDirectory(At("keys"));
        _tags = [.. Rows.Select(key => int.Parse(ToolTrial.Run(KeyallCommand.Create(), "key", "generate",
            "--zone", "cr", "--keys", At("keys"),
            "--type", key.Type, "--algorithm", "ECDSAP256SHA256").Output.Trim()[^5..],
                System.Globalization.CultureInfo.InvariantCulture))];
        WriteIndex("ds-seen=20240105000000 ds-gone=20260101000000");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Keys_that_nothing_needs_are_destroyed_with_certificates_in_the_journal()
    {
        ToolTrial trial = Destroy("--yes");
        Assert.True(trial.Status == 0, trial.Error);
        Assert.Equal([_tags[1], _tags[3]], ReadIndex().Entries.Select(key => key.Tag));
        Assert.Equal(2, Directory.GetFiles(At("keys"), "*.private").Length);
        Assert.Equal(2, Directory.GetFiles(At("keys"), "*.key").Length);
        Assert.Equal(2, trial.Output.Split("the file was overwritten and removed").Length - 1);
        string[] journal =
            File.ReadAllLines(Assert.Single(Directory.GetFiles(At("state"), "journal-*.jsonl")));
        Assert.Equal(["key-destruction-begun", "key-destroyed", "key-destruction-begun", "key-destroyed"],
            journal.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString()));
        Assert.Single(Directory.GetFiles(At("keyindex.history"), "2*"));
        Assert.Contains("no key is to be destroyed before 2027-", Destroy("--yes", "--verbose").Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_ksk_whose_ds_was_not_recorded_as_gone_is_not_destroyed()
    {
        WriteIndex("");
        ToolTrial trial = Destroy("--yes", "--tag", $"{_tags[0]}");
        Assert.Equal(1, trial.Status);
        Assert.Contains("[KEY-STILL-NEEDED]", trial.Error, StringComparison.Ordinal);
        Assert.Contains("its DS was not recorded as gone", trial.Error, StringComparison.Ordinal);
        Assert.Equal(8, Directory.GetFiles(At("keys"), "K*").Length);
        Assert.Equal(0, Destroy("--yes").Status);
        Assert.Equal([_tags[0], _tags[1], _tags[3]], ReadIndex().Entries.Select(key => key.Tag));
    }

    [Fact]
    public void A_key_in_use_or_before_its_delay_is_over_is_refused_with_the_moment()
    {
        Assert.Contains($"ZSK {_tags[3]:D5} (cr., 013) may be destroyed from 2027-",
            Destroy("--yes", "--tag", $"{_tags[3]}").Error, StringComparison.Ordinal);
        Assert.Equal(1, Destroy("--yes", "--tag", $"{_tags[2]}", "--after", "P1Y").Status);
        Assert.Equal(4, ReadIndex().Entries.Length);
    }

    [Fact]
    public void Nothing_is_destroyed_without_a_typed_Yes_nor_by_a_dry_run_nor_at_another_time()
    {
        Assert.Equal(2, Destroy().Status);
        ToolTrial dry = Destroy("--dry-run", "--json");
        Assert.Equal(2, JsonDocument.Parse(dry.Output).RootElement.GetArrayLength());
        Assert.Equal(0, Destroy("--yes", "--time", "now+1d").Status);
        Assert.Equal(8, Directory.GetFiles(At("keys"), "K*").Length);
        Assert.False(Directory.Exists(At("state")));
    }

    // A KSK of long ago was made here; the one of today is elsewhere.
    [Fact]
    public void Nothing_is_destroyed_without_responses_where_the_present_ksk_is_elsewhere()
    {
        string name = $"Kcr.+013+{_tags[1]:D5}.private";
        File.WriteAllText(At("keyindex"),
            File.ReadAllText(At("keyindex")).Replace(" key=file:" + name, "", StringComparison.Ordinal));
        File.Delete(Path.Combine(At("keys"), name));
        ToolTrial trial = Destroy("--yes");
        Assert.Equal(2, trial.Status);
        Assert.Contains("the KSKs of cr. are not on this side", trial.Error, StringComparison.Ordinal);
        Assert.Equal(4, ReadIndex().Entries.Length);
        Assert.Equal(7, Directory.GetFiles(At("keys"), "K*").Length);
    }

    [Fact]
    public void A_copy_is_demanded_where_the_policy_says_so_and_named_in_the_certificate()
    {
        File.WriteAllText(At("pass"), "correct horse battery staple\n");
        File.SetUnixFileMode(At("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.CreateDirectory(At("none"));
        File.WriteAllText(At("register"), "zone type alg made proven set ds place\n");
        string[] gate = ["--yes", "--require-backup", "made", "--backup-register", At("register")];
        Assert.Contains("[BACKUP-MISSING]", Destroy(gate).Error, StringComparison.Ordinal);
        ToolTrial made = ToolTrial.Run(KeybackupCommand.Create(), "create", "--keys", At("keys"), "--output",
            At("set"), "--passphrase", "file:" + At("pass"), "--register", At("register"));
        Assert.True(made.Status == 0, made.Error);
        ToolTrial trial = Destroy(gate);
        Assert.True(trial.Status == 0, trial.Error);
        Assert.Contains($"; copies remain: {At("set")} (set ", trial.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_killed_is_run_again_and_a_file_that_somebody_else_removed_is_not_certified()
    {
        Destroy("--yes", "--tag", $"{_tags[0]}");
        string name = Path.Combine(At("keys"), $"Kcr.+013+{_tags[2]:D5}");
        (byte[] index, byte[] half, byte[] secret) = (File.ReadAllBytes(At("keyindex")),
            File.ReadAllBytes(name + ".key"), File.ReadAllBytes(name + ".private"));
        File.Delete(name + ".private");
        Assert.Equal(4, Destroy("--yes").Status);
        Assert.Equal(4, Destroy("--yes").Status); // the first attempt is no excuse for the second
        Assert.Equal(index, File.ReadAllBytes(At("keyindex")));

        // Killed between the destruction and the new keyindex: the row and the public half are there, the private one is not.
        File.WriteAllBytes(name + ".private", secret);
        Assert.Equal(0, Destroy("--yes").Status);
        File.WriteAllBytes(At("keyindex"), index);
        File.WriteAllBytes(name + ".key", half);
        ToolTrial again = Destroy("--yes");
        Assert.True(again.Status == 0, again.Error);
        Assert.Contains("the file was removed in a run that was interrupted", again.Output,
            StringComparison.Ordinal);
        Assert.Equal([_tags[1], _tags[3]], ReadIndex().Entries.Select(key => key.Tag));
    }

    [Fact]
    public void The_gate_of_the_configuration_demands_a_copy_unless_the_command_says_none()
    {
        File.WriteAllText(At("register"), "zone type alg made proven set ds place\n");
        File.WriteAllText(At("zone"),
            "@ 300 SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ 300 NS ns1\nns1 300 A 192.0.2.1\n");
        File.WriteAllText(At("dnssec.yaml"), $$"""
            state: {{At("state")}}
            gates:
              default: { require-backup: made, backup-register: {{At("register")}} }
            zones:
              - { zone: cr, file: {{At("zone")}}, keys: {{At("keys")}}, keyindex: {{At("keyindex")}}, output: {{At("signed")}} }
            """);
        ToolTrial refused = Destroy("--yes", "--config", At("dnssec.yaml"));
        Assert.Equal(1, refused.Status);
        Assert.Contains("[BACKUP-MISSING]", refused.Error, StringComparison.Ordinal);
        Assert.Equal(8, Directory.GetFiles(At("keys"), "K*").Length);
        ToolTrial anyway = Destroy("--yes", "--config", At("dnssec.yaml"), "--require-backup", "none");
        Assert.True(anyway.Status == 0, anyway.Error);
        Assert.Equal(4, Directory.GetFiles(At("keys"), "K*").Length);
    }

    [Fact]
    public void What_is_destroyed_leaves_no_public_half_though_a_later_key_cannot_be_destroyed()
    {
        string later = Path.Combine(At("keys"), $"Kcr.+013+{_tags[2]:D5}");
        File.Delete(later + ".private");
        Assert.Equal(4, Destroy("--yes").Status);
        Assert.Equal([_tags[1], _tags[2], _tags[3]], ReadIndex().Entries.Select(key => key.Tag));
        Assert.False(File.Exists(Path.Combine(At("keys"), $"Kcr.+013+{_tags[0]:D5}.key")));
        Assert.True(File.Exists(later + ".key"));
    }

    [Theory]
    [InlineData("./COMING")]
    [InlineData("../keyindex")]
    [InlineData("/ABSOLUTE/COMING")]
    [InlineData("../missing.private")]
    public void A_row_that_names_a_file_of_something_else_destroys_nothing(string place)
    {
        // As if the first ZSK's row had the file of the coming one, or any other.
        string own = $"key=file:Kcr.+013+{_tags[2]:D5}.private";
        string other = place.Replace("COMING", $"Kcr.+013+{_tags[3]:D5}.private", StringComparison.Ordinal)
            .Replace("/ABSOLUTE", At("keys"), StringComparison.Ordinal);
        File.WriteAllText(At("keyindex"), File.ReadAllText(At("keyindex"))
            .Replace(own, $"key=file:{other}", StringComparison.Ordinal));
        string before = Everything();
        foreach (string way in (string[])["--yes", "--dry-run"])
        {
            ToolTrial trial = Destroy(way);
            Assert.Equal(1, trial.Status);
            Assert.Contains($"keyindex:4:1: key=file:{other} is not the private half of ZSK {_tags[2]:D5}",
                trial.Error, StringComparison.Ordinal);
            Assert.Contains("[KEY-PAIR-MISMATCH]", trial.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, Everything());
        Assert.False(Directory.Exists(At("state")));
    }

    [Fact]
    public void A_key_whose_private_file_is_but_its_place_in_a_token_is_not_certified_as_an_erased_file()
    {
        string file = Path.Combine(At("keys"), $"Kcr.+013+{_tags[2]:D5}.private");
        File.WriteAllText(file, "Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\n"
            + $"Engine: cGtjczEx\nLabel: {Convert.ToBase64String("pkcs11:token=t;object=zsk\0"u8)}\n");
        ToolTrial trial = Destroy("--yes");
        Assert.Equal(1, trial.Status);
        Assert.Contains("is not the private half of ZSK", trial.Error, StringComparison.Ordinal);
        Assert.Contains("which is in pkcs11:", trial.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    // Killed after each step: renamed, overwritten, cut, and the row not yet taken out.
    [Theory]
    [InlineData("renamed", true)]
    [InlineData("overwritten", true)]
    [InlineData("cut", true)]
    [InlineData("removed", true)]
    [InlineData("renamed", false)]
    [InlineData("removed", false)]
    public void A_run_that_was_killed_while_it_overwrote_a_file_stops_nobody_and_is_finished(
        string step, bool hasPlace)
    {
        if (!hasPlace)
        {
            File.WriteAllText(At("keyindex"), File.ReadAllText(At("keyindex"))
                .Replace($" key=file:Kcr.+013+{_tags[2]:D5}.private", "", StringComparison.Ordinal));
        }

        string name = Path.Combine(At("keys"), $"Kcr.+013+{_tags[2]:D5}");
        (byte[] index, byte[] half, byte[] secret) = (File.ReadAllBytes(At("keyindex")),
            File.ReadAllBytes(name + ".key"), File.ReadAllBytes(name + ".private"));
        Assert.Equal(0, Destroy("--yes", "--tag", $"{_tags[2]}").Status); // the journal has that it was begun
        File.WriteAllBytes(At("keyindex"), index);
        File.WriteAllBytes(name + ".key", half);
        string going = PrivateFile.GoingOf(name + ".private");
        byte[]? left = step switch
        {
            "renamed" => secret,
            "overwritten" => [.. secret.Select(octet => (byte)(octet ^ 0xA5))],
            "cut" => [],
            _ => null,
        };
        if (left is not null)
        {
            File.WriteAllBytes(going, left);
        }

        foreach (string[] other in (string[][])[["run", "--dry-run"], ["run", "--rollback"]])
        {
            ToolTrial goesOn = ToolTrial.Run(KeyallCommand.Create(), [.. other, "--keyindex", At("keyindex"),
                "--keys", At("keys"), "--zone", "cr."]);
            Assert.True(goesOn.Status == 0, goesOn.Error);
        }

        ToolTrial again = Destroy("--yes", "--tag", $"{_tags[2]}");
        Assert.True(again.Status == 0, again.Error);
        Assert.Equal([_tags[0], _tags[1], _tags[3]], ReadIndex().Entries.Select(key => key.Tag));
        Assert.Empty(Directory.GetFiles(At("keys"), "*.going"));
        Assert.Empty(Directory.GetFiles(At("keys"), $"Kcr.+013+{_tags[2]:D5}*"));
    }

    [Fact]
    public void A_public_half_that_a_run_left_which_was_killed_at_its_end_goes_with_the_next()
    {
        string half = Path.Combine(At("keys"), $"Kcr.+013+{_tags[2]:D5}.key");
        string coming = Path.Combine(At("keys"), $"Kcr.+013+{_tags[3]:D5}.key");
        byte[] octets = File.ReadAllBytes(half);
        Assert.Equal(0, Destroy("--yes").Status);
        File.WriteAllBytes(half, octets);
        Assert.Equal(0, Destroy("--yes", "--dry-run").Status);
        Assert.True(File.Exists(half));
        Assert.Equal(0, Destroy("--yes").Status);
        Assert.False(File.Exists(half));
        File.Delete(Path.ChangeExtension(coming, ".private")); // offline, and never destroyed
        Assert.Equal(0, Destroy("--yes").Status);
        Assert.True(File.Exists(coming));
    }

    [Fact]
    public void A_file_is_overwritten_under_a_name_that_no_key_has()
    {
        string file = Path.Combine(At("keys"), $"Kcr.+013+{_tags[2]:D5}.private");
        string going = PrivateFile.GoingOf(file);
        Assert.Equal(At("keys"), Path.GetDirectoryName(going));
        File.Move(file, going);
        File.WriteAllText(going, "half overwritten");
        FindingList findings = new();
        using KeyDirectory keys = KeyDirectory.Read(At("keys"), DomainName.Parse("cr."), findings);
        Assert.False(findings.HasFaults);
        Assert.Equal(4, keys.Keys.Count);
        Assert.True(PrivateFile.Destroy(file)); // what is left goes though the file is not there
        Assert.False(File.Exists(going));
        Assert.False(PrivateFile.Destroy(file));
    }

    [Fact]
    public void Nothing_is_destroyed_where_the_keyindex_was_edited_while_the_question_waited()
    {
        ToolTrial trial = ToolTrial.Run("keyall", KeyallCommand.Create(), () => ToolTrial.Now,
            ["key", "destroy", "--keyindex", At("keyindex"), "--keys", At("keys"), "--journal", At("state")],
            new ConsentAfter(() => File.AppendAllText(At("keyindex"), "# not yet!\n")), terminal: true);
        Assert.Equal(5, trial.Status);
        Assert.Contains("line 6 is '# not yet!' now", trial.Error, StringComparison.Ordinal);
        Assert.EndsWith("# not yet!\n", File.ReadAllText(At("keyindex")), StringComparison.Ordinal);
        Assert.Equal(8, Directory.GetFiles(At("keys"), "K*").Length);
    }

    // Every file's name and content.
    private string Everything() => string.Join('\n',
        Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}"));

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private void WriteIndex(string firstKsk) =>
        File.WriteAllText(At("keyindex"), "dn type alg tag publish start end remove\n"
        + string.Concat(Rows.Select((key,
            i) => $"cr. {key.Type.ToUpperInvariant()} 013 {_tags[i]:D5} {key.Moments} key=file:Kcr.+013+{_tags[i]:D5}.private"
            + (i == 0 && firstKsk.Length > 0 ? " " + firstKsk : "") + "\n")));

    private KeyIndex ReadIndex() =>
        DnssecToolkit.Tests.Schedule.KeyIndexTests.Read(File.ReadAllBytes(At("keyindex")));

    private ToolTrial Destroy(params string[] more) => ToolTrial.Run(
        KeyallCommand.Create(),
        ["key", "destroy", "--keyindex", At("keyindex"), "--keys", At("keys"), "--journal", At("state"),
            .. more]);
}
