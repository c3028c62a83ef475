using System.Text.Json;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>Keys are destroyed when nothing has needed them for a while, and not before.</summary>
public sealed class KeyDestroyTests : IDisposable
{
    // Now is 2026-11-21. The first KSK and ZSK have been gone for a long time.
    private static readonly (string Type, string Moments)[] Keys =
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
        _tags = [.. Keys.Select(key => int.Parse(ToolTrial.Run(KeyallCommand.Create(), "key", "generate",
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

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private void WriteIndex(string firstKsk) =>
        File.WriteAllText(At("keyindex"), "dn type alg tag publish start end remove\n"
        + string.Concat(Keys.Select((key,
            i) => $"cr. {key.Type.ToUpperInvariant()} 013 {_tags[i]:D5} {key.Moments} key=file:Kcr.+013+{_tags[i]:D5}.private"
            + (i == 0 && firstKsk.Length > 0 ? " " + firstKsk : "") + "\n")));

    private KeyIndex ReadIndex() =>
        DnssecToolkit.Tests.Schedule.KeyIndexTests.Read(File.ReadAllBytes(At("keyindex")));

    private ToolTrial Destroy(params string[] more) => ToolTrial.Run(
        KeyallCommand.Create(),
        ["key", "destroy", "--keyindex", At("keyindex"), "--keys", At("keys"), "--journal", At("state"),
            .. more]);
}
