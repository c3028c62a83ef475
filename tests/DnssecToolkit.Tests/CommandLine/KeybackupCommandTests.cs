using System.Text.Json;
using System.Text.RegularExpressions;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>keybackup from end to end, in process, with software keys.</summary>
public sealed class KeybackupCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public KeybackupCommandTests()
    {
        foreach (string directory in (string[])["keys", "a", "b", "c", "d"])
        {
            Directory.CreateDirectory(At(directory));
        }

        using SoftwareKey ksk = new KeyGeneration(DomainName.Parse("cr."), DnssecAlgorithm.ECDSAP256SHA256,
            KeyRole.KSK).Generate([]);
        using SoftwareKey zsk = new KeyGeneration(DomainName.Parse("cr."), DnssecAlgorithm.ECDSAP256SHA256,
            KeyRole.ZSK).Generate([ksk.Key]);
        BindKeyFiles.Write(At("keys"), ksk);
        BindKeyFiles.Write(At("keys"), zsk);
        File.WriteAllText(At("keyindex"), "dn type alg tag publish start end remove\n");
        WriteSecret("pass", "correct horse battery staple");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_create_seals_restore_brings_back_octet_for_octet()
    {
        Create();
        Succeed("restore", At("a/k.sealed"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"));
        foreach (string file in Directory.GetFiles(At("keys")))
        {
            string restored = Path.Combine(At("restored/keys"), Path.GetFileName(file));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(restored));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(restored));
        }

        Assert.True(File.Exists(At("restored/keyindex/keyindex")));
        Assert.False(Path.Exists(At(".restored.partial")));
    }

    [Fact]
    public void The_keyindex_comes_back_with_its_history_and_the_journal_with_all_its_months()
    {
        using (KeyIndexFile file = KeyIndexFile.Open(At("keyindex"), new()))
        {
            file.Replace(file.Index, ToolTrial.Now);
        }

        Directory.CreateDirectory(At("state"));
        foreach (string name in (string[])["journal-202610.jsonl", "journal-202611.jsonl", "journal.lock"])
        {
            File.WriteAllText(Path.Combine(At("state"), name), name);
        }

        Succeed("create", "--keyindex", At("keyindex"), "--journal", At("state"), "--output",
            At("a/k.sealed"), "--passphrase", "file:" + At("pass"), "--cost", "10");
        Succeed("restore", At("a/k.sealed"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"));
        string version = Assert.Single(Directory.GetFiles(At("restored/keyindex/keyindex.history")));
        Assert.Equal(File.ReadAllText(At("keyindex")), File.ReadAllText(version));
        Assert.Equal(["journal-202610.jsonl", "journal-202611.jsonl"],
            Directory.GetFiles(At("restored/journal")).Select(Path.GetFileName).Order());
        ToolTrial none = Run("create", "--journal", At("a"), "--output", At("b/k.sealed"), "--passphrase",
            "file:" + At("pass"), "--cost", "10");
        Assert.Equal(3, none.Status);
        Assert.Contains("no journal in this directory", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_custodians_of_three_open_a_set_and_one_does_not()
    {
        Succeed("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--threshold", "2",
            "--custodian", "Ana=" + At("b/share"), "--custodian", "Berta="
                + At("c/share"), "--custodian", "Carlos=" + At("d/share"));
        ToolTrial one = Run("restore", At("a/k.sealed"), "--output", At("r1"), "--share", "file:"
            + At("b/share"));
        Assert.Equal(1, one.Status);
        Assert.Contains("[BACKUP-LOCKED]", one.Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(At("r1")));
        Succeed("restore", At("a/k.sealed"), "--output", At("r2"), "--share", "file:"
            + At("d/share"), "--share", "file:" + At("c/share"));
        Assert.Equal(4, Directory.GetFiles(At("r2/keys")).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("b/share")));
    }

    [Fact]
    public void Prove_signs_with_every_key_and_the_register_remembers_it()
    {
        Create();
        ToolTrial proven = Succeed("prove", At("a/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--register", At("register"));
        Assert.Equal(2, proven.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Count(line => line.Contains(" proven, DS ", StringComparison.Ordinal)));
        Succeed("status", "--register", At("register"), "-K", At("keys"), "--require-backup", "proven");
        string status = Succeed("status", "--register", At("register")).Output;
        Assert.Equal(2, Regex.Count(status, "never proven"));      // the copies on the other medium
        Assert.Equal(2, Regex.Count(status, "proven today"));
    }

    [Fact]
    public void Prove_says_no_where_the_zone_publishes_other_keys()
    {
        Create();
        using SoftwareKey other = new KeyGeneration(DomainName.Parse("cr."), DnssecAlgorithm.ECDSAP256SHA256,
            KeyRole.KSK).Generate([]);
        Directory.CreateDirectory(At("other"));
        string published = BindKeyFiles.Write(At("other"), other);
        ToolTrial refused = Run("prove", At("a/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--published", published, "--register", At("register"));
        Assert.Equal(1, refused.Status);
        Assert.Equal(2,
            Regex.Count(refused.Error, "BACKUP-UNPROVEN.*not among those that the zone publishes"));
        Assert.DoesNotContain("proven today", Succeed("status", "--register", At("register")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Status_names_a_key_without_a_copy()
    {
        Create();
        using SoftwareKey young = new KeyGeneration(DomainName.Parse("cr."), DnssecAlgorithm.ECDSAP256SHA256,
            KeyRole.ZSK).Generate([]);
        BindKeyFiles.Write(At("keys"), young);
        ToolTrial status = Run("status", "--register", At("register"), "-K", At("keys"));
        Assert.Equal(1, status.Status);
        Assert.Contains($"[BACKUP-MISSING] {young.Key} has no copy that was made", status.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_finds_a_flipped_bit_and_a_medium_with_another_set()
    {
        Create();
        Succeed("verify", At("a/k.sealed"), At("b/k.sealed"));
        Succeed("create", "-K", At("keys"), "--output", At("c/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--cost", "10");
        ToolTrial differing = Run("verify", At("a/k.sealed"), At("c/k.sealed"));
        Assert.Equal(1, differing.Status);
        Assert.Contains("c/k.sealed: [BACKUP-DIFFERS]", differing.Error, StringComparison.Ordinal);
        byte[] octets = File.ReadAllBytes(At("b/k.sealed"));
        octets[octets.AsSpan().IndexOf("\npayload "u8) + 40] ^= 4;
        File.WriteAllBytes(At("b/k.sealed"), octets);
        ToolTrial flipped = Run("verify", At("a/k.sealed"), At("b/k.sealed"));
        Assert.Equal(1, flipped.Status);
        Assert.Contains("b/k.sealed: [BACKUP-DAMAGED] chunk 1 of 1", flipped.Error, StringComparison.Ordinal);
        Assert.Equal(3,
            Run("restore", At("b/k.sealed"), "--output", At("r"), "--passphrase", "file:"
                + At("pass")).Status);
        Assert.False(Path.Exists(At("r")));
    }

    [Fact]
    public void Share_seals_for_other_custodians_and_the_old_shares_do_not_open_it()
    {
        Create();
        Succeed("share", At("a/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--output", At("c/new.sealed"),
            "--threshold", "1", "--custodian", "Eva=" + At("d/share"));
        Succeed("verify", At("c/new.sealed"), "--share", "file:" + At("d/share"));
        Assert.Equal(1, Run("verify", At("c/new.sealed"), "--passphrase", "file:" + At("pass")).Status);
    }

    [Fact]
    public void List_and_inspect_show_keys_without_a_secret()
    {
        Create();
        Assert.Contains("2 keys cr.", Succeed("list", At("a")).Output, StringComparison.Ordinal);
        using JsonDocument set = JsonDocument.Parse(Succeed("inspect", At("a/k.sealed"), "--json").Output);
        Assert.Equal(["KSK", "ZSK"], set.RootElement.GetProperty("keys").EnumerateArray()
            .Select(key => key.GetProperty("role").GetString()!).Order());
        Assert.Matches("key +cr./13/[0-9]+ KSK in keys/Kcr", Succeed("inspect", At("a/k.sealed")).Output);
    }

    [Fact]
    public void Nothing_is_ever_written_over()
    {
        Create();
        byte[] before = File.ReadAllBytes(At("a/k.sealed"));
        Assert.Equal(5,
            Run("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--passphrase", "file:"
                + At("pass"), "--cost", "10").Status);
        Assert.Equal(before, File.ReadAllBytes(At("a/k.sealed")));
        Assert.Equal(5,
            Run("restore", At("a/k.sealed"), "--output", At("keys"), "--passphrase", "file:"
                + At("pass")).Status);
        Assert.Equal(4, Directory.GetFiles(At("keys")).Length);
    }

    [Fact]
    public void What_cannot_come_back_without_its_chip_is_said_when_the_set_is_made()
    {
        Directory.CreateDirectory(At("store"));
        File.WriteAllText(At("store/tpm2_pkcs11.sqlite3"), "a store");
        ToolTrial made = Succeed("create", "--token-store", "tpm2-pkcs11="
            + At("store"), "--output", At("a/t.sealed"),
            "--passphrase", "file:" + At("pass"), "--cost", "10");
        Assert.Contains("warning: tokens/tpm2-pkcs11: opens with the TPM that made it and no other",
            made.Error, StringComparison.Ordinal);
        Assert.Contains("and no other", Succeed("inspect", At("a/t.sealed")).Output,
            StringComparison.Ordinal);
        ToolTrial unproven = Run("prove", At("a/t.sealed"), "--passphrase", "file:" + At("pass"));
        Assert.Equal(1, unproven.Status);
    }

    [Fact]
    public void An_encrypted_pem_file_goes_in_as_it_is()
    {
        using System.Security.Cryptography.ECDsa key =
            System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        string pem = key.ExportEncryptedPkcs8PrivateKeyPem("locked",
            new System.Security.Cryptography.PbeParameters(
            System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc,
            System.Security.Cryptography.HashAlgorithmName.SHA256, 1000));
        File.WriteAllText(At("keys/locked.pem"), pem);
        Create();
        Succeed("restore", At("a/k.sealed"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"));
        Assert.Equal(pem, File.ReadAllText(At("restored/keys/locked.pem")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pem_files_of_one_name_in_two_directories_all_go_in_and_each_key_is_proven(bool isLocked)
    {
        List<string> pems = [];
        foreach (string directory in (string[])["x", "y"])
        {
            Directory.CreateDirectory(At(directory));
            using SoftwareKey key = new KeyGeneration(DomainName.Parse($"{directory}."),
                DnssecAlgorithm.ECDSAP256SHA256, KeyRole.KSK)
                .Generate([]);
            BindKeyFiles.Write(At(directory), key);
            string half = Directory.GetFiles(At(directory), "*.private").Single();
            using System.Security.Cryptography.ECDsa curve = System.Security.Cryptography.ECDsa.Create(
                new System.Security.Cryptography.ECParameters
                {
                    Curve = System.Security.Cryptography.ECCurve.NamedCurves.nistP256,
                    D = Convert.FromBase64String(File.ReadLines(half)
                        .Single(line => line.StartsWith("PrivateKey: ", StringComparison.Ordinal))[12..]),
                });
            pems.Add(isLocked
                ? curve.ExportEncryptedPkcs8PrivateKeyPem("locked",
                    new System.Security.Cryptography.PbeParameters(
                System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc,
                System.Security.Cryptography.HashAlgorithmName.SHA256, 1000))
                : curve.ExportPkcs8PrivateKeyPem());
            WriteSecret(directory + "/ksk.pem", pems[^1]);
            File.Delete(half);
        }

        Succeed("create", "-K", At("x"), "-K", At("y"), "--output", At("a/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--cost", "10",
            "--register", At("register"));
        Succeed("restore", At("a/k.sealed"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"));
        Assert.Equal(pems.Order(), Directory.GetFiles(At("restored/keys"), "*.pem")
            .Select(file => File.ReadAllText(file).TrimEnd('\n')).Order());
        Assert.Equal(isLocked ? 1 : 3, File.ReadAllLines(At("register")).Length); // the private half of a locked one may be any key's
        if (!isLocked)
        {
            ToolTrial proven = Succeed("prove", At("a/k.sealed"), "--passphrase", "file:" + At("pass"));
            Assert.Equal(2, Regex.Count(proven.Output, " proven, DS "));
        }
    }

    [Fact]
    public void Share_has_bags_of_its_own_and_not_those_of_the_old_set()
    {
        Succeed("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--cost", "10", "--bag", "CR-1");
        string[] share = ["share", At("a/k.sealed"), "--passphrase", "file:"
            + At("pass"), "--threshold", "1"];
        Succeed([.. share, "--output", At("c/new.sealed"), "--custodian", "Eva=" + At("d/share")]);
        Succeed([.. share, "--output", At("b/new.sealed"), "--custodian", "Eva="
            + At("c/share"), "--bag", "CR-7"]);
        Assert.Empty(Bags("c/new.sealed"));
        Assert.Equal(["CR-7"], Bags("b/new.sealed"));

        string[] Bags(string set) =>
            [.. JsonDocument.Parse(Succeed("inspect", At(set), "--json").Output).RootElement
            .GetProperty("bags").EnumerateArray().Select(bag => bag.GetString()!)];
    }

    [Theory]
    [InlineData("-K", "a")]
    [InlineData("-K", "keys", "--zone", "rc.")]
    [InlineData("-K", "keys", "--zone", "cr.", "--zone", "rc.")]
    public void A_backup_of_no_keys_is_refused(params string[] selection)
    {
        ToolTrial refused = Run(["create",
            .. selection.Select(word => word is "a" or "keys" ? At(word)
                : word), "--keyindex", At("keyindex"),
            "--output", At("b/k.sealed"), "--passphrase", "file:" + At("pass"), "--cost", "10"]);
        Assert.Equal(4, refused.Status);
        Assert.Contains(": no key files", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("b/k.sealed")));
    }

    [Fact]
    public void A_directory_without_keys_beside_one_with_keys_is_named()
    {
        ToolTrial made = Succeed("create", "-K", At("keys"), "-K", At("a"), "--output", At("b/k.sealed"),
            "--passphrase", "file:" + At("pass"),
            "--cost", "10");
        Assert.Contains($"{At("a")}: [BACKUP-INCOMPLETE] no key files", made.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_half_alone_is_named_though_its_zone_has_no_other_file()
    {
        File.Move(Directory.GetFiles(At("keys"), "*.private")[0], At("keys/Klost.+013+12345.private"));
        foreach (string file in Directory.GetFiles(At("keys"), "*.key")
            .Where(file => !File.Exists(Path.ChangeExtension(file, ".private"))))
        {
            File.Delete(file);
        }

        ToolTrial refused = Run("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--passphrase",
            "file:" + At("pass"), "--cost", "10");
        Assert.Equal(4, refused.Status);
        Assert.Contains("Klost.+013+12345.private: [KEY-UNMATCHED]", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a/k.sealed")));
    }

    [Fact]
    public void Verify_and_list_look_at_all_files_though_the_first_cannot_be_read()
    {
        Create();
        byte[] octets = File.ReadAllBytes(At("b/k.sealed"));
        octets[octets.AsSpan().IndexOf("\npayload "u8) + 40] ^= 4;
        File.WriteAllBytes(At("b/k.sealed"), octets);
        foreach (string command in (string[])["verify", "list"])
        {
            ToolTrial looked = Run(command, At("gone.sealed"), At("b/k.sealed"), At("a/k.sealed"));
            Assert.Equal(3, looked.Status);
            Assert.Contains("gone.sealed: [BACKUP-UNREADABLE] cannot be read", looked.Error,
                StringComparison.Ordinal);
            Assert.Contains("b/k.sealed: [BACKUP-DAMAGED]", looked.Error, StringComparison.Ordinal);
        }

        Assert.Contains(At("a/k.sealed"), Run("list", At("gone.sealed"), At("a")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        using (System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo",
            At("a/pipe.sealed")))
        {
            await made.WaitForExitAsync();
        }

        foreach (string[] command in (string[][])[["inspect", At("a/pipe.sealed")],
            ["verify", At("a/pipe.sealed")], ["list", At("a")]])
        {
            ToolTrial refused = await Task.Run(() => Run(command)).WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(3, refused.Status);
            Assert.Contains("not a regular file", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_share_is_not_printed_into_json()
    {
        ToolTrial refused = Run("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--threshold", "1",
            "--custodian", "Ana=-", "--json");
        Assert.Equal(2, refused.Status);
        using JsonDocument failure = JsonDocument.Parse(refused.Output);
        Assert.Contains("--json", failure.RootElement.GetProperty("error").GetString(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(At("a/k.sealed")));
    }

    [Fact]
    public void What_a_killed_restore_left_is_overwritten()
    {
        Create();
        Directory.CreateDirectory(At(".restored.partial/keys"));
        File.WriteAllText(At(".restored.partial/keys/half"), new string('s', 200_000));
        using (System.Diagnostics.Process linked = System.Diagnostics.Process.Start("ln",
            [At(".restored.partial/keys/half"), At("seen")]))
        {
            linked.WaitForExit();
        }

        Assert.Equal(200_000, new FileInfo(At("seen")).Length);
        Succeed("restore", At("a/k.sealed"), "--output", At("restored"), "--passphrase", "file:"
            + At("pass"));
        Assert.DoesNotContain("s", File.ReadAllText(At("seen")), StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(At("restored/keys")).Length);
    }

    [Fact]
    public void A_short_passphrase_is_refused()
    {
        WriteSecret("short", "12345678");
        ToolTrial refused = Run("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--passphrase",
            "file:" + At("short"));
        Assert.Equal(2, refused.Status);
        Assert.DoesNotContain("12345678", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a/k.sealed")));
    }

    [Fact]
    public void A_key_directory_with_a_fault_is_not_backed_up()
    {
        string half = Directory.GetFiles(At("keys"), "*.private")[0];
        File.WriteAllText(half, "Private-key-format: v1.3\n");
        ToolTrial refused = Run("create", "-K", At("keys"), "--output", At("a/k.sealed"), "--passphrase",
            "file:" + At("pass"), "--cost", "10");
        Assert.Equal(4, refused.Status);
        Assert.Contains("[KEY-FILE-SYNTAX]", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("a/k.sealed")));
    }

    private void Create() => Succeed("create", "-K", At("keys"), "--keyindex", At("keyindex"), "--output",
        At("a/k.sealed"), "--output", At("b/k.sealed"),
        "--passphrase", "file:" + At("pass"), "--cost", "10", "--register", At("register"));

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private void WriteSecret(string name, string text)
    {
        File.WriteAllText(At(name), text + "\n");
        File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static ToolTrial Succeed(params string[] arguments)
    {
        ToolTrial trial = Run(arguments);
        Assert.True(trial.Status == 0, $"{string.Join(' ', arguments)}: {trial.Status}\n{trial.Error}");
        return trial;
    }

    private static ToolTrial Run(params string[] arguments) =>
        ToolTrial.Run(KeybackupCommand.Create(), arguments);
}
