using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signall;
using DnssecToolkit.Keyall;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Tests.CommandLine;

namespace DnssecToolkit.Tests.Operations;

/// <summary>No key signs for the first time before its backup is made, or proven, where the policy asks for
/// it.</summary>
public sealed class BackupGateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public BackupGateTests()
    {
        Directory.CreateDirectory(At("keys"));
        File.WriteAllText(At("zone"),
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
        File.WriteAllText(At("pass"), "correct horse battery staple\n");
        File.SetUnixFileMode(At("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AddKey();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_key_signs_first_when_its_copy_was_made()
    {
        BackUp("empty", keys: At("other"));
        ToolTrial refused = Sign("made");
        Assert.Equal(1, refused.Status);
        Assert.Contains("[BACKUP-MISSING]", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("signed")));
        BackUp("set", At("keys"));
        Assert.Equal(0, Sign("made").Status);
    }

    [Fact]
    public void A_copy_made_is_not_enough_where_a_proof_is_asked_for()
    {
        BackUp("set", At("keys"));
        Assert.Equal(1, Sign("proven").Status);
        Succeed(ToolTrial.Run(KeybackupCommand.Create(), "prove", At("set"), "--passphrase", "file:"
            + At("pass"), "--register", At("register")));
        Succeed(Sign("proven"));
    }

    [Fact]
    public void A_key_that_signs_already_goes_on_with_a_warning_and_a_new_one_is_refused()
    {
        Succeed(Sign("none"));
        BackUp("empty", At("other"));
        ToolTrial warned = Sign("made");
        Assert.Equal(0, warned.Status);
        Assert.Contains("[BACKUP-OVERDUE]", warned.Error, StringComparison.Ordinal);
        string before = File.ReadAllText(At("signed"));
        AddKey();
        Assert.Equal(1, Sign("made").Status);
        Assert.Equal(before, File.ReadAllText(At("signed")));
    }

    [Fact]
    public void The_parent_is_not_given_the_ds_of_a_key_without_a_copy()
    {
        BackUp("empty", At("other"));
        ToolTrial refused = Ds();
        Assert.Equal(1, refused.Status);
        Assert.Equal("", refused.Output);
        BackUp("set", At("keys"));
        Assert.Contains(" DS ", Succeed(Ds()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_demand_without_a_register_is_a_mistake() =>
        Assert.Equal(2,
            ToolTrial.Run(SignallCommand.Create(), [.. SignArguments(), "--require-backup", "made"]).Status);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("zone type alg made proven set ds place\nnonsense\n")]
    public void A_lost_or_damaged_register_stops_new_keys_and_no_zone_that_has_long_been_signed(
        string? register)
    {
        Succeed(Sign("none"));
        if (register is not null)
        {
            File.WriteAllText(At("register"), register);
        }

        ToolTrial warned = Succeed(Sign("made"));
        Assert.Contains("[BACKUP-OVERDUE]", warned.Error, StringComparison.Ordinal);
        Assert.Contains("nobody can say whether a copy of it was made", warned.Error,
            StringComparison.Ordinal);
        string before = File.ReadAllText(At("signed"));
        AddKey();
        ToolTrial refused = Sign("made");
        Assert.Equal(3, refused.Status);
        Assert.Contains("would sign for the first time", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(At("signed")));
    }

    [Fact]
    public void A_key_without_a_copy_can_be_revoked()
    {
        AddKey(); // another, so that the zone stays signed
        Succeed(Sign("none"));
        BackUp("empty", At("other"));
        string file = Directory.GetFiles(At("keys"), "*.private")[0];
        File.AppendAllText(file, $"Revoke: {ToolTrial.Now.ToCompactString()}\n");
        ToolTrial warned = Succeed(Sign("made"));
        Assert.Contains("[BACKUP-OVERDUE]", warned.Error, StringComparison.Ordinal);
        Assert.Contains(" DNSKEY 385 ", File.ReadAllText(At("signed")).Replace('\t', ' '),
            StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_fresh_machine_keys_sign_when_the_set_they_came_from_is_in_a_new_register()
    {
        BackUp("set", At("keys"));
        File.Delete(At("register"));
        ToolTrial refused = Sign("proven");
        Assert.Equal(3, refused.Status);
        Assert.Contains("after a restore `keybackup prove --register`", refused.Error,
            StringComparison.Ordinal);
        Succeed(ToolTrial.Run(KeybackupCommand.Create(), "prove", At("set"), "--passphrase", "file:"
            + At("pass"), "--register", At("register")));
        Succeed(Sign("proven"));
    }

    [Fact]
    public void A_damaged_register_stops_a_first_run_and_names_the_line()
    {
        File.WriteAllText(At("register"), "zone type alg made proven set ds place\nnonsense\n");
        ToolTrial refused = Sign("made");
        Assert.Equal(3, refused.Status);
        Assert.Contains("register:2: [BACKUP-REGISTER]", refused.Error, StringComparison.Ordinal);
    }

    private ToolTrial Ds() => ToolTrial.Run(
        KeyallCommand.Create(), "ds", "--zone", "example.", "--keys", At("keys"), "--require-backup", "made",
        "--backup-register", At("register"));

    private ToolTrial Sign(string demand) => ToolTrial.Run(
        SignallCommand.Create(),
        [.. SignArguments(), "--require-backup", demand, "--backup-register", At("register")]);

    private string[] SignArguments() =>
        ["--zone-file", At("zone"), "--origin", "example.", "--keys", At("keys"), "--output", At("signed")];

    private void BackUp(string set, string keys)
    {
        if (!Directory.Exists(keys))
        {
            Directory.CreateDirectory(keys);
            using SoftwareKey other = new KeyGeneration(DomainName.Parse("other."), DnssecAlgorithm.ED25519,
                KeyRole.CSK).Generate([]);
            BindKeyFiles.Write(keys, other);
        }

        Succeed(ToolTrial.Run(
            KeybackupCommand.Create(), "create", "-K", keys, "--output", At(set), "--passphrase", "file:"
                + At("pass"), "--cost", "10", "--register", At("register")));
    }

    private void AddKey()
    {
        KeyTiming timing = new() { Publish = ToolTrial.Now, Activate = ToolTrial.Now };
        using KeyDirectory present = KeyDirectory.Read(At("keys"), DomainName.Parse("example."),
            new FindingList());
        using SoftwareKey key = (new KeyGeneration(DomainName.Parse("example."),
            DnssecAlgorithm.ECDSAP256SHA256, KeyRole.CSK)
        { Timing = timing })
            .Generate([.. present.Keys.Select(other => other.Key)]);
        BindKeyFiles.Write(At("keys"), key);
    }

    private static ToolTrial Succeed(ToolTrial trial)
    {
        Assert.True(trial.Status == 0, trial.Error);
        return trial;
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
