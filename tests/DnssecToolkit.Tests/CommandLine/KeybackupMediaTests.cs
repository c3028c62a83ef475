using System.Text.Json;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>keybackup and what is not as it seems: media that are one, links, signers, keys that have
/// gone.</summary>
public sealed class KeybackupMediaTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");
    private readonly ZoneKey _key;

    public KeybackupMediaTests()
    {
        foreach (string directory in (string[])["keys", "a", "b", "configuration/zones"])
        {
            Directory.CreateDirectory(At(directory));
        }

        using SoftwareKey zsk = new KeyGeneration(DomainName.Parse("cr."), DnssecAlgorithm.ECDSAP256SHA256,
            KeyRole.ZSK).Generate([]);
        BindKeyFiles.Write(At("keys"), zsk);
        _key = zsk.Key;
        File.WriteAllText(At("pass"), "correct horse battery staple\n");
        File.SetUnixFileMode(At("pass"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_medium_that_fails_takes_nothing_from_the_register_of_the_good_one()
    {
        ToolTrial made = Create("--output", At("a/k.sealed"), "--output", At("missing/k.sealed"),
            "--register", At("register"));
        Assert.Equal(5, made.Status);
        string identity = made.Output.TrimEnd();
        Assert.Matches("^[0-9a-f]{32} [0-9A-Fa-f]{64} [0-9A-Fa-f]{64}$", identity);
        Assert.Contains(
            $"the backup is not complete: the set {identity} was read back from {At("a/k.sealed")}, and is not on {At("missing/k.sealed")}", made.Error, StringComparison.Ordinal);
        Assert.Contains(identity.Split(' ')[0], Succeed("inspect", At("a/k.sealed")).Output,
            StringComparison.Ordinal);
        string status = Succeed("status", "--register", At("register"), "-K", At("keys")).Output;
        Assert.Contains(At("a/k.sealed"), status, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", status, StringComparison.Ordinal);
        ToolTrial nowhere = Create("--output", At("missing/l.sealed"), "--register", At("none"));
        Assert.Equal(5, nowhere.Status);
        Assert.Equal("", nowhere.Output);
        Assert.Contains("no medium has this set", nowhere.Error, StringComparison.Ordinal);
        using JsonDocument failure = JsonDocument.Parse(
            Create("--output", At("b/k.sealed"), "--output", At("missing/k.sealed"), "--json").Output);
        Assert.Contains($"is not complete: the set ", failure.RootElement.GetProperty("hint").GetString(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(At("none")));
    }

    /// <summary>Looked at once more when the file gets its name: another run may have made it while a
    /// passphrase was typed.</summary>
    [Fact]
    public void A_set_that_came_meanwhile_is_not_replaced()
    {
        byte[] other = "another set"u8.ToArray();
        UnwritableOutputException refused =
            Assert.Throws<UnwritableOutputException>(() => BackupMedia.Write([1],
            [At("a/k.sealed"), At("b/k.sealed")], written: _ => File.WriteAllBytes(At("b/k.sealed"), other)));
        Assert.Contains($"{At("b/k.sealed")}: is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(other, File.ReadAllBytes(At("b/k.sealed")));
        using OutputFile late = OutputFile.CreateNew(At("late"));
        File.WriteAllBytes(At("late"), other);
        Assert.Contains("is there already", Assert.Throws<UnwritableOutputException>(late.Commit).Message,
            StringComparison.Ordinal);
        Assert.Equal(other, File.ReadAllBytes(At("late")));
    }

    [Fact]
    public void Shares_of_a_set_that_no_medium_has_are_removed_and_the_same_command_succeeds_later()
    {
        string[] command = ["create", "-K", At("keys"), "--output", At("missing/k.sealed"), "--threshold",
            "2",
            "--custodian", "Ana=" + At("a/share"), "--custodian", "Berta="
                + At("b/share"), "--custodian", "Carlos=-"];
        ToolTrial failed = Run(command);
        Assert.Equal(5, failed.Status);
        Assert.Contains($"{At("a/share")}: the share is removed", failed.Error, StringComparison.Ordinal);
        Assert.Contains("the shares that were printed open nothing", failed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a/share")));
        Directory.CreateDirectory(At("missing"));
        Succeed(command);
        Assert.True(File.Exists(At("b/share")));
    }

    [Fact]
    public void A_register_that_cannot_be_written_does_not_hide_which_set_is_on_the_medium()
    {
        ToolTrial made = Create("--output", At("a/k.sealed"), "--register", At("missing/copies"));
        Assert.Equal(5, made.Status);
        string set = JsonDocument.Parse(Succeed("inspect", At("a/k.sealed"), "--json").Output).RootElement
            .GetProperty("set").GetString()!;
        Assert.StartsWith(set + " ", made.Output, StringComparison.Ordinal);
        Assert.Contains("the register does not have it", made.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k.sealed", 400)]
    [InlineData("k", 18)]
    public void A_set_whose_first_line_is_damaged_is_named_among_those_of_a_directory(string name,
        int damaged)
    {
        Assert.Equal(0, Create("--output", At("a/" + name)).Status);
        File.WriteAllText(At("a/letter.txt"), "no set");
        byte[] octets = File.ReadAllBytes(At("a/" + name));
        octets.AsSpan(0, damaged).Clear();
        File.WriteAllBytes(At("a/" + name), octets);
        ToolTrial listed = Run("list", At("a"));
        Assert.Equal(1, listed.Status);
        Assert.Contains($"{At("a/" + name)}: [BACKUP-FORMAT] no sealed set, or its first line is damaged",
            listed.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("letter.txt", listed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_the_future_is_called_that()
    {
        Create("--output", At("a/k.sealed"), "--register", At("register"));
        foreach (string[] command in (string[][])[["status", "--register", At("register")],
            ["list", At("a")]])
        {
            string shown = Succeed([.. command, "--time", "20200101000000"]).Output;
            Assert.Contains("made in the future (is this clock behind?)", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(" -", shown, StringComparison.Ordinal);
        }
    }

    /// <summary>No token is waited for that has nothing to take.</summary>
    [Fact]
    public void A_set_of_files_goes_into_no_token_and_none_is_asked_for()
    {
        Assert.Equal(0, Create("--output", At("a/k.sealed")).Status);
        ToolTrial refused = ToolTrial.Run(KeybackupCommand.Create(), "restore", At("a/k.sealed"), "--output",
            At("restored"), "--passphrase", "file:" + At("pass"),
            "--into", "pkcs11:token=nowhere", "--module", "/nonexistent/module.so");
        Assert.Equal(2, refused.Status);
        Assert.Contains("there are no keys in this set that such a token takes", refused.Error,
            StringComparison.Ordinal);
        ToolTrial unlent = ToolTrial.Run(KeybackupCommand.Create(), "prove", At("a/k.sealed"), "--passphrase",
            "file:" + At("pass"),
            "--token-store", "opencryptoki-soft=" + At("b"));
        Assert.Equal(2, unlent.Status);
        Assert.Contains("the set has no files of such a token", unlent.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(At("restored")));
    }

    [Theory]
    [InlineData("a/k.sealed", "a/k.sealed")]
    [InlineData("a/k.sealed", "b/../a/k.sealed")]
    [InlineData("a/k.sealed", "link/k.sealed")]
    public void One_file_under_two_names_is_no_second_copy(string one, string other)
    {
        Directory.CreateSymbolicLink(At("link"), At("a"));
        ToolTrial refused = Create("--output", At(one), "--output", At(other));
        Assert.Equal(2, refused.Status);
        Assert.Contains("--output names this file twice", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a/k.sealed")));
    }

    [Fact]
    public void Two_directories_of_one_file_system_are_doubted()
    {
        ToolTrial made = Create("--output", At("a/k.sealed"), "--output", At("b/k.sealed"));
        Assert.Equal(0, made.Status);
        Assert.Matches(
            "on one file system, which is one medium|on this host's root file system; is the medium mounted", made.Error);
    }

    [Fact]
    public void Links_and_pipes_in_a_directory_are_named_and_what_they_lead_to_is_left_out()
    {
        File.WriteAllText(At("configuration/plain.yaml"), "plain");
        File.WriteAllText(At("elsewhere"), "secret");
        File.CreateSymbolicLink(At("configuration/zones/cr.yaml"), At("elsewhere"));
        Directory.CreateSymbolicLink(At("configuration/more"), At("b"));
        ToolTrial made = Create("--config", At("configuration"), "--output", At("a/k.sealed"));
        Assert.Equal(0, made.Status);
        Assert.Contains("configuration/zones/cr.yaml: [BACKUP-INCOMPLETE] a link", made.Error,
            StringComparison.Ordinal);
        Assert.Contains("configuration/more: [BACKUP-INCOMPLETE] a link", made.Error,
            StringComparison.Ordinal);
        string files = Succeed("inspect", At("a/k.sealed")).Output;
        Assert.Contains("plain.yaml", files, StringComparison.Ordinal);
        Assert.DoesNotContain("cr.yaml", files, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_the_keyindex_without_a_key_file_is_named()
    {
        Create("--output", At("a/k.sealed"), "--register", At("register"));
        string own = $"cr. ZSK 013 {_key.Tag.Value:00000} 20260101000000 20260101000000 20990101000000 20990201000000\n";
        string gone = own.Replace($" {_key.Tag.Value:00000} ", $" {(_key.Tag.Value + 1) % 65_536:00000} ",
            StringComparison.Ordinal);
        File.WriteAllText(At("keyindex"), "dn type alg tag publish start end remove\n" + own);
        string[] status = ["status", "--register", At("register"), "-K", At("keys"), "--keyindex",
            At("keyindex")];
        Succeed(status);
        File.AppendAllText(At("keyindex"), gone);
        ToolTrial missing = Run(status);
        Assert.Equal(1, missing.Status);
        Assert.Contains($"[BACKUP-MISSING] cr. ZSK 13 {(_key.Tag.Value + 1) % 65_536} has no key file",
            missing.Error, StringComparison.Ordinal);
        File.WriteAllText(At("keyindex"), "dn type alg tag publish start end remove\n"
            + gone.Replace("2099", "2026", StringComparison.Ordinal));
        Succeed(status);
    }

    [Fact]
    public void A_set_of_another_signer_is_refused_by_all_that_take_one()
    {
        Create("--output", At("a/k.sealed"));
        string own = JsonDocument.Parse(Succeed("inspect", At("a/k.sealed"),
            "--json").Output).RootElement.GetProperty("signer").GetString()!;
        string other = new('0', 64);
        string[][] commands = [["inspect", At("a/k.sealed")], ["list", At("a")], ["verify", At("a/k.sealed")],
            ["send", At("a/k.sealed"), "--to", At("b/k.sealed"), "--transport", "command", "--put",
                "/bin/cp {file} {to}", "--get", "/bin/cp {to} {file}", "--absent", "1"]];
        foreach (string[] command in commands)
        {
            ToolTrial refused = Run([.. command, "--signer", other]);
            Assert.Equal(1, refused.Status);
            Assert.Contains("[BACKUP-SIGNATURE]", refused.Error, StringComparison.Ordinal);
            Assert.Contains($"signed by {own}, which is not the key asked for", refused.Error,
                StringComparison.Ordinal);
            Assert.False(File.Exists(At("b/k.sealed")));
        }

        foreach (string[] command in commands)
        {
            Succeed([.. command, "--signer", own]);
        }

        Assert.Contains("the signer was not checked", Succeed("verify", At("a/k.sealed")).Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("the signer was not checked",
            Succeed("verify", At("a/k.sealed"), "--signer", own).Error, StringComparison.Ordinal);
    }

    private ToolTrial Create(params string[] arguments) =>
        Run(["create", "-K", At("keys"), "--passphrase", "file:" + At("pass"), "--cost", "10", .. arguments]);

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private static ToolTrial Succeed(params string[] arguments) =>
        Run(arguments).MustEndWith(DnssecToolkit.CommandLine.ExitStatus.Done, arguments);

    private static ToolTrial Run(params string[] arguments) =>
        ToolTrial.Run(KeybackupCommand.Create(), arguments);
}
