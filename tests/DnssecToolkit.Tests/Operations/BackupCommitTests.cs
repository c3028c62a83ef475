using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Tests.CommandLine;

namespace DnssecToolkit.Tests.Operations;

/// <summary>Keys are prepared, backed up, and only then entered: by keyall run, roll, request make and request sign, and by signall run.</summary>
public sealed class BackupCommitTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public BackupCommitTests()
    {
        Directory.CreateDirectory(At("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        File.WriteAllText(At("zone"),
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
        File.WriteAllText(At("pass"), "correct horse battery staple\n");
        File.SetUnixFileMode(At("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Configure("proven");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void New_keys_wait_for_their_backup_before_the_keyindex_has_them()
    {
        ToolTrial waiting = KeyallRun();
        Assert.Equal(1, waiting.Status);
        Assert.Contains("[BACKUP-MISSING]", waiting.Error, StringComparison.Ordinal);
        Assert.Contains("keybackup create -K", waiting.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("keyindex"))
            && File.ReadAllText(At("keyindex")).Contains("KSK", StringComparison.Ordinal));
        string[] prepared = Directory.GetFiles(At("keys"), "K*");
        Assert.NotEmpty(prepared);

        BackUp("set");
        Assert.Equal(1, KeyallRun().Status); // made is not proven
        Prove("set");
        Succeed(KeyallRun());
        Assert.Equal(prepared.Order(), Directory.GetFiles(At("keys"), "K*").Order());
        Assert.Contains("KSK", File.ReadAllText(At("keyindex")), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_wait_can_be_taken_back()
    {
        Assert.Equal(1, KeyallRun().Status);
        Succeed(KeyallRun("--rollback", "--dry-run"));
        Assert.NotEmpty(Directory.GetFiles(At("keys"), "K*"));
        ToolTrial gone = Succeed(KeyallRun("--rollback"));
        Assert.Contains("taken back", gone.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(At("keys"), "K*"));
    }

    [Fact]
    public void A_roll_waits_and_keys_that_are_entered_are_never_taken_back()
    {
        Commit();
        string before = File.ReadAllText(At("keyindex"));
        int count = Directory.GetFiles(At("keys"), "K*").Length;
        ToolTrial waiting = Roll();
        Assert.Equal(1, waiting.Status);
        Assert.Contains("[BACKUP-MISSING]", waiting.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(At("keyindex")));
        Succeed(KeyallRun("--rollback"));
        Assert.Equal(count, Directory.GetFiles(At("keys"), "K*").Length);
    }

    [Fact]
    public void Signall_run_holds_the_zone_until_its_keys_are_proven()
    {
        Configure("none");
        Succeed(KeyallRun());
        BackUp("set");
        Configure("proven");
        ToolTrial held = Signall();
        Assert.Equal(1, held.Status);
        Assert.Contains("BACKUP-MISSING", held.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("signed")));
        Prove("set");
        Succeed(Signall());
        Assert.True(File.Exists(At("signed")));
    }

    [Fact]
    public void A_request_has_no_zsk_and_a_response_no_ksk_without_a_copy()
    {
        string[] request = ["request", "make", "--zone", "example.", "--keys", At("keys"), "--zsk-lifetime",
            "30d", "--from", "+30d", "--output", At("ksr"),
            "--require-backup", "made", "--backup-register", At("register")];
        ToolTrial waiting = ToolTrial.Run(KeyallCommand.Create(), request);
        Assert.Equal(1, waiting.Status);
        Assert.Contains("[BACKUP-MISSING]", waiting.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("ksr")));
        BackUp("zsks");
        Succeed(ToolTrial.Run(KeyallCommand.Create(), request));

        Directory.CreateDirectory(At("ksk"), UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        Succeed(ToolTrial.Run(KeyallCommand.Create(), "key", "generate", "--zone", "example.", "--keys",
            At("ksk"), "--type", "ksk"));
        string[] sign = ["request", "sign", At("ksr"), "--keys", At("ksk"), "--first", "--output", At("skr"),
            "--yes",
            "--require-backup", "made", "--backup-register", At("register")];
        ToolTrial refused = ToolTrial.Run(KeyallCommand.Create(), sign);
        Assert.True(refused.Status == 1
            && refused.Error.Contains("[BACKUP-MISSING]", StringComparison.Ordinal), refused.Error);
        Assert.False(File.Exists(At("skr")));
        BackUp("ksks", "ksk");
        Succeed(ToolTrial.Run(KeyallCommand.Create(), sign));
        Assert.True(File.Exists(At("skr")));
    }

    [Fact]
    public void The_gate_of_the_configuration_holds_in_ceremonies_for_the_ds_and_where_responses_are_imported()
    {
        Configure("made");
        string[] request = ["request", "make", "--zone", "example.", "--keys", At("keys"), "--zsk-lifetime",
            "30d", "--from", "+30d", "--config", At("dnssec.yaml")];
        AssertWaits(Keyall([.. request, "--output", At("ksr")]), "ksr");
        BackUp("zsks");
        MakeKey("standby", "zsk");
        AssertWaits(Keyall([.. request, "--output", At("ksr2"), "--standby-keys", At("standby")]),
            "ksr2.zsk-lost");
        Succeed(Keyall([.. request, "--output", At("ksr")]));

        MakeKey("ksk", "ksk");
        string[] sign = [At("ksr"), "--keys", At("ksk"), "--first", "--output", At("skr"), "--yes",
            "--config", At("dnssec.yaml")];
        AssertWaits(Keyall(["request", "sign", .. sign]), "skr");
        AssertWaits(Keyall(["ceremony", "run", .. sign, "--transcript", At("transcript")]), "skr");
        Assert.Contains("BACKUP-MISSING", File.ReadAllText(At("transcript")), StringComparison.Ordinal);
        AssertWaits(Keyall("ds", "--zone", "example.", "--keys", At("ksk"), "--config", At("dnssec.yaml")),
            "skr");
        BackUp("ksks", "ksk");
        Succeed(Keyall("ds", "--zone", "example.", "--keys", At("ksk"), "--config", At("dnssec.yaml")));
        Succeed(Keyall(["ceremony", "run", .. sign, "--transcript", At("transcript-2")]));

        string ksk = Directory.GetFiles(At("ksk"), "*.key")[0];
        File.Copy(ksk, Path.Combine(At("keys"), Path.GetFileName(ksk)));
        string[] import = ["response", "import", At("skr"), "--keys", At("keys"), "--bundles", At("bundles"),
            "--config", At("dnssec.yaml"),
            "--request", At("ksr"), "--first"];
        Directory.CreateDirectory(At("bundles"));
        File.Move(At("register"), At("register-elsewhere"));
        Assert.Contains("BACKUP-MISSING", Keyall(import).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(At("bundles")));
        File.Move(At("register-elsewhere"), At("register"));
        Succeed(Keyall(import));
        Assert.NotEmpty(Directory.GetFiles(At("bundles")));
    }

    [Fact]
    public void An_offline_ksk_needs_no_copy_in_the_register_of_the_signer_and_its_zsk_does()
    {
        Directory.CreateDirectory(At("bundles"));
        Succeed(Keyall("request", "make", "--zone", "example.", "--keys", At("keys"), "--zsk-lifetime", "90d",
            "--output", At("ksr")));
        BackUp("zsks");
        MakeKey("ksk", "ksk");
        Succeed(Keyall("request", "sign", At("ksr"), "--keys", At("ksk"), "--first", "--output", At("skr"),
            "--yes"));
        string ksk = Directory.GetFiles(At("ksk"), "*.key")[0];
        File.Copy(ksk, Path.Combine(At("keys"), Path.GetFileName(ksk)));
        Succeed(Keyall("response", "import", At("skr"), "--keys", At("keys"), "--bundles", At("bundles"),
            "--request", At("ksr"), "--first"));
        string[] sign = ["--zone-file", At("zone"), "--origin", "example.", "--keys", At("keys"), "--bundles",
            At("bundles"), "--output", At("signed"), "--require-backup", "made"];
        File.WriteAllText(At("empty"), "zone type alg made proven set ds place\n");
        ToolTrial refused = ToolTrial.Run(SignallCommand.Create(),
            [.. sign, "--backup-register", At("empty")]);
        Assert.Equal(1, refused.Status);
        string tag = Path.GetFileNameWithoutExtension(ksk)[^5..].TrimStart('0');
        Assert.Contains("[BACKUP-MISSING] example./13/", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain($"example./13/{tag} ", refused.Error, StringComparison.Ordinal);
        Succeed(ToolTrial.Run(SignallCommand.Create(), [.. sign, "--backup-register", At("register")]));
        Assert.DoesNotContain(" KSK ", File.ReadAllText(At("register")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_emergency_does_not_wait_and_says_what_signall_will_wait_for()
    {
        Commit();
        string[] before = Directory.GetFiles(At("keys"), "K*.key");
        ToolTrial rolled = Succeed(Keyall("emergency", "ksk", "--both", "--keyindex", At("keyindex"),
            "--keys", At("keys"), "--zone", "example.",
            "--config", At("dnssec.yaml"), "--yes", "--accept", "REHEARSAL-BREAKS", "--because", "a test"));
        Assert.True(Directory.GetFiles(At("keys"), "K*.key").Length > before.Length, rolled.Error);
        Assert.Contains($"no new key sign before {At("register")} has a copy of it that was proven",
            rolled.Error, StringComparison.Ordinal);
        Assert.Contains($"`keybackup create -K {At("keys")}", rolled.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Chip, SoftHsm, true, true, true)]
    [InlineData(Chip, "pkcs11:token=other?module-path=/opt/hsm/libhsm.so", true, true, true)]
    [InlineData(Chip, "pkcs11:token=same?module-path=/opt/hsm/libhsm.so", true, true, false)]      // the same, by another path
    [InlineData(Chip, "pkcs11:token=other?module-path=/usr/lib/libtpm2_pkcs11.so", true, true, false)] // two tokens of one chip
    [InlineData(Chip, "pkcs11:token=other?module-path=/usr/lib/p11-kit-proxy.so", true, true, false)]  // may be the chip
    [InlineData(Chip, "pkcs11:token=other", true, true, false)]                                        // so may this
    [InlineData(SoftHsm, "pkcs11:token=third?module-path=/usr/lib/libsofthsm2.so", true, true, false)] // one directory; and it can have a copy
    [InlineData(SoftHsm, Chip, true, true, false)]
    [InlineData("pkcs11:token=same", SoftHsm, true, true, false)] // nobody knows that it cannot have a copy
    [InlineData(Chip, SoftHsm, false, true, false)]               // not published ahead
    [InlineData(Chip, SoftHsm, true, false, false)]               // the parent has no DS of it
    public void A_published_standby_key_in_another_device_stands_in_for_a_key_that_cannot_leave_its_chip(
        string token, string other, bool isPublished, bool isReady, bool isEnough)
    {
        ZoneKey key = Key();
        ZoneKey standby = Key();
        File.WriteAllText(At("register"), "zone type alg made proven set ds place\n");
        KeyPlace[] places =
        [
            KeyPlace.Of(key, UriOf(token), isReady: true), KeyPlace.Of(standby, UriOf(other), isReady),
        ];
        DnssecToolkit.Zones.Zone previous = Zones.ZoneFromText.Zone("@ SOA ns h 1 2 3 4 5\n@ NS ns\n"
            + (isPublished ? $"@ DNSKEY {Presentation(standby)}\n" : ""));
        BackupGate gate = new(BackupDemand.Made, At("register"));
        if (isEnough)
        {
            gate.Check([key], places, previous, new FindingList());
        }
        else
        {
            RefusedException refused =
                Assert.Throws<RefusedException>(() => gate.Check([key], places, previous, new FindingList()));
            Assert.Equal(CheckCodes.BackupMissing, refused.Code);
        }
    }

    [Theory]
    [InlineData(SoftHsm, "20260101000000", "ds-seen=20260102000000", true)]
    [InlineData(Chip, "20260101000000", "ds-seen=20260102000000", false)]
    [InlineData("pkcs11:token=same;serial=1", "20260101000000", "ds-seen=20260102000000", false)] // the same, named more closely
    [InlineData("pkcs11:token=same?module-path=/lib/other.so", "20260101000000", "ds-seen=20260102000000",
        false)]
    [InlineData(SoftHsm, "20270101000000", "ds-seen=20260102000000", false)] // not published yet
    [InlineData(SoftHsm, "20260101000000", "", false)]                       // no DS at the parent
    public void A_new_key_in_a_chip_is_entered_where_another_device_has_a_standby(string token,
        string publish, string seen, bool isEnough)
    {
        KeyIndex index = Index(
            $"example. KSK 013 00001 {publish} 20300101000000 20310101000000 20320101000000 key={token} {seen}\n"
            + $"example. KSK 013 00002 20270101000000 20270201000000 20310101000000 20320101000000 key={Chip}\n");
        Assert.Equal(isEnough, BackupGate.HasStandby(index.Entries[1], index.Entries.Take(1), ToolTrial.Now));
    }

    /// <summary>Both KSKs begin together, their DS go to the parent together, and the response is signed.</summary>
    [Fact]
    public void A_ksk_of_a_chip_beside_a_standby_with_a_copy_gets_its_ds_printed_and_without_one_both_are_named()
    {
        Configure("made");
        MakeKey("ksk", "ksk");
        string[] ds = ["ds", "--zone", "example.", "--keys", At("ksk"), "--config", At("dnssec.yaml")];
        ZoneKey chip = Key();
        PutIn("ksk", chip, Chip);
        ToolTrial refused = Keyall(ds);
        Assert.True(refused.Status == 1 && refused.Output.Length == 0, refused.Error);
        Assert.Contains($"{chip}", refused.Error, StringComparison.Ordinal);
        Assert.Contains("roll standby --token", refused.Error, StringComparison.Ordinal);
        Assert.Equal(3, refused.Error.Split("example./13/").Length); // both keys are named

        BackUp("ksks", "ksk"); // that in a file
        refused = Keyall(ds);
        Assert.True(refused.Status == 1 && refused.Error.Split("example./13/").Length == 2, refused.Error);
        ZoneKey standby = Key();
        PutIn("ksk", standby, SoftHsm);
        refused = Keyall(ds);
        Assert.Contains($"{standby}", refused.Error, StringComparison.Ordinal); // it can have a copy, and has none
        Assert.DoesNotContain($"{chip}", refused.Error, StringComparison.Ordinal);
        File.AppendAllText(At("register"),
            $"example. KSK 013 20260101000000 - {new string('a', 32)} {DnssecToolkit.Backup.BackupCopy.DigestOf(standby)} /media/a\n");
        Assert.Equal(3, Succeed(Keyall(ds)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    /// <summary>A request is made with the gate before any token is opened.</summary>
    [Theory]
    [InlineData(SoftHsm, true)]
    [InlineData("pkcs11:token=other?module-path=/usr/lib/libtpm2_pkcs11.so", false)]
    public void A_gate_before_a_request_and_a_response_takes_a_standby_that_was_published(string other,
        bool isEnough)
    {
        ZoneKey chip = Key();
        ZoneKey standby = Key();
        PutIn("keys", chip, Chip);
        PutIn("keys", standby, other);
        BackupGate gate = new(BackupDemand.Made, At("register"));
        using KeyDirectory keys = KeyDirectory.Read(At("keys"), DomainName.Parse("example."),
            new FindingList());
        Exception? refused =
            Record.Exception(() => gate.DemandBeforeCommit([chip], [standby], "again", keys));
        Assert.Equal(!isEnough, refused is RefusedException { Code: var code }
            && code == CheckCodes.BackupMissing);
        Assert.Throws<RefusedException>(() => gate.DemandBeforeCommit([chip], [chip], "again", keys)); // not published ahead
    }

    private const string Chip = "pkcs11:token=same?module-path=/usr/lib/libtpm2_pkcs11.so.1";
    private const string SoftHsm = "pkcs11:token=other?module-path=/usr/lib/softhsm/libsofthsm2.so";

    private static Pkcs11Uri UriOf(string text) =>
        Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault)
        ? uri : throw new ArgumentException(fault, nameof(text));

    private void PutIn(string directory, ZoneKey key, string token)
    {
        KeyTiming timing = new() { Publish = ToolTrial.Now, Activate = ToolTrial.Now };
        BindKeyFiles.Write(At(directory), key, new BindTokenFile(key.Algorithm, UriOf(token), timing), 3600);
    }

    private void AssertWaits(ToolTrial trial, string output)
    {
        Assert.True(trial.Status == 1
            && trial.Error.Contains("[BACKUP-MISSING]", StringComparison.Ordinal), trial.Error);
        Assert.Empty(trial.Output);
        Assert.False(File.Exists(At(output)));
    }

    private void MakeKey(string directory, string type)
    {
        Directory.CreateDirectory(At(directory), UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        Succeed(Keyall("key", "generate", "--zone", "example.", "--keys", At(directory), "--type", type));
    }

    private static ToolTrial Keyall(params string[] arguments) =>
        ToolTrial.Run(KeyallCommand.Create(), arguments);

    private static KeyIndex Index(string rows)
    {
        FindingList findings = new();
        KeyIndex index =
            KeyIndex.Read(System.Text.Encoding.ASCII.GetBytes("dn type alg tag publish start end remove\n"
                + rows), "keyindex", findings);
        Assert.Empty(findings.Kept);
        return index;
    }

    private static string Presentation(ZoneKey key) => $"257 3 13 {Convert.ToBase64String(key.PublicKey)}";

    private static ZoneKey Key()
    {
        using SoftwareKey key = new KeyGeneration(DomainName.Parse("example."),
            DnssecAlgorithm.ECDSAP256SHA256, KeyRole.CSK).Generate([]);
        return key.Key;
    }

    private void Commit()
    {
        Assert.Equal(1, KeyallRun().Status);
        BackUp("set");
        Prove("set");
        Succeed(KeyallRun());
    }

    private ToolTrial KeyallRun(params string[] options) => ToolTrial.Run(KeyallCommand.Create(),
        ["run", "--keyindex", At("keyindex"), "--keys", At("keys"), "--zone", "example.", "--config",
            At("dnssec.yaml"), "--yes", .. options]);

    private ToolTrial Roll() => ToolTrial.Run(KeyallCommand.Create(),
        "roll", "ksk", "--keyindex", At("keyindex"), "--keys", At("keys"), "--zone", "example.", "--config",
        At("dnssec.yaml"), "--yes");

    private ToolTrial Signall() =>
        ToolTrial.Run(SignallCommand.Create(), "run", "--config", At("dnssec.yaml"));

    private void Configure(string demand) => File.WriteAllText(At("dnssec.yaml"), $$"""
        state: {{At("state")}}
        settle: 0
        gates:
          default: { require-backup: {{demand}}, backup-register: {{At("register")}} }
        zones:
          - { zone: example., file: {{At("zone")}}, keys: {{At("keys")}}, keyindex: {{At("keyindex")}}, output: {{At("signed")}} }
        """);

    private void BackUp(string set, string keys = "keys") => Succeed(ToolTrial.Run(
        KeybackupCommand.Create(), "create", "-K", At(keys), "--output", At(set), "--passphrase", "file:"
            + At("pass"), "--cost", "10", "--register", At("register")));

    private void Prove(string set) => Succeed(ToolTrial.Run(
        KeybackupCommand.Create(), "prove", At(set), "--passphrase", "file:"
            + At("pass"), "--register", At("register")));

    private static ToolTrial Succeed(ToolTrial trial)
    {
        Assert.True(trial.Status == 0, trial.Error + trial.Output);
        return trial;
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
