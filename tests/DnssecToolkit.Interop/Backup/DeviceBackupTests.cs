using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Tokens of real stacks: backed up, chip and files gone, restored to another chip from the medium alone, and a zone signed
/// under the old DS; or the tool says beforehand that this cannot be.</summary>
[Collection(TokenStacks.Collection)]
public sealed class DeviceBackupTests : IDisposable
{
    private const DnssecAlgorithm Algorithm = DnssecAlgorithm.RSASHA256;

    private const string Zone = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 3600 1209600 600
        @ NS ns
        ns A 192.0.2.1

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _passphrase;
    private string _pin = "";
    private string _ds = "";

    public DeviceBackupTests()
    {
        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        _directory.Write("zone", Zone);
        Directory.CreateDirectory(_directory["keys"]);
    }

    public void Dispose() => _directory.Dispose();

    [StackTheory(TokenStacks.OpencryptokiTpm)]
    public void A_tpm_1_2_that_burnt_is_replaced_by_another_and_signs_under_the_old_ds(string name)
    {
        TokenStack stack = Prepare(name);
        BackUp($"{name}={Opencryptoki.TpmStore}").MustSucceed();
        string soPin = KeybackupRun.Secret(_directory, "so", stack.SoPin);
        Opencryptoki.Instance.WithAnotherChip(() =>
        {
            RestoreOntoChip(stack, soPin);
            AssertSignsWithoutProof(stack);
            Sign("restored/keys", "signed").MustSucceed();
            AssertSecure();
        });
        Sign("keys", "as-before").MustSucceed();
    }

    /// <summary>The token is one user's: a signer who is not root, but in the group pkcs11, gets it as docs/guide/opencryptoki-tpm.md says.</summary>
    [StackTheory(TokenStacks.OpencryptokiTpm, Mounts = true)]
    public void A_member_of_the_group_pkcs11_proves_a_tpm_1_2_of_root_and_signs_with_it_restored(string name)
    {
        _ = Prepare(name);
        BackUp($"{name}={Opencryptoki.TpmStore}").MustSucceed();
        Opencryptoki.Instance.WithAnotherChip(() =>
        {
            Restore();
            ForeignRun stranger = ForeignTool.Run("setpriv", "--reuid=nobody", "--regid=pkcs11",
                "--clear-groups", "env", "-u", "STATE_DIRECTORY", "HOME=/",
                Path.Combine(AppContext.BaseDirectory, "keyall"), "token", "list", "--module",
                Opencryptoki.Module);
            Assert.Equal(4, stranger.ExitCode);
            Assert.Contains("hint: opencryptoki says so of a user whom /etc/group does not name in pkcs11",
                stranger.Error, StringComparison.Ordinal);
            MakeMember();
            ForeignRun proven = AsMember("keybackup", "prove", "set", "--passphrase", "file:pass",
                "--token-store", $"{name}={Opencryptoki.TpmStore}",
                "--module", Opencryptoki.Module, "--so-pin", "file:so", "--pin", "file:pin");
            Assert.Contains(" proven, DS ", proven.Output, StringComparison.Ordinal);
            ForeignTool.Run("cp", "-a", _directory[$"restored/tokens/{name}/."], Opencryptoki.TpmStore)
                .MustSucceed();
            Directory.Delete($"{Opencryptoki.TpmStore}/nobody", recursive: true); // of the proof
            ForeignTool.Run("mv", $"{Opencryptoki.TpmStore}/root", $"{Opencryptoki.TpmStore}/nobody")
                .MustSucceed();
            ForeignTool.Run("chown", "-R", "nobody:pkcs11", Opencryptoki.TpmStore + "/").MustSucceed();
            AsMember("keybackup", "adopt", "--token", "pkcs11:token=zone%20keys", "--module",
                Opencryptoki.Module, "--so-pin", "file:so", "--pin", "file:pin");
            AsMember("signall", "--zone-file", "zone", "--origin", "example.", "--keys", "keys", "--output",
                "signed", "--pin", "file:pin");
            File.Copy(_directory["member/signed"], _directory["signed"]);
            AssertSecure();
        });
    }

    /// <summary>The set's files are lent to a chip that never had a token; it takes the keys over and signs, and then has no token again.</summary>
    [StackTheory(TokenStacks.OpencryptokiTpm)]
    public void A_set_is_proven_by_another_tpm_1_2_that_is_lent_its_token_and_not_by_the_same(string name)
    {
        TokenStack stack = Prepare(name);
        BackUp($"{name}={Opencryptoki.TpmStore}").MustSucceed();
        string soPin = KeybackupRun.Secret(_directory, "so", stack.SoPin);
        Opencryptoki.Instance.WithFreshTokenOfTheSameChip(() =>
        {
            ForeignRun same = ProveInPlace(name, Opencryptoki.TpmStore, "--so-pin", soPin);
            Assert.Equal(1, same.ExitCode);
            Assert.Contains("it is the one that the keys come from", same.Error, StringComparison.Ordinal);
        });
        Opencryptoki.Instance.WithAnotherChip(() =>
        {
            AssertNotProven("there is no SO PIN", ProveInPlace(name, Opencryptoki.TpmStore));
            AssertProvenInPlace(name, Opencryptoki.TpmStore, "--so-pin", soPin);
        });
        Sign("keys", "as-before").MustSucceed();
    }

    [StackTheory(TokenStacks.OpencryptokiSoft)]
    public void A_set_is_proven_by_a_second_token_in_software_that_is_lent_its_files(string name)
    {
        _ = Prepare(name);
        BackUp($"{name}={Opencryptoki.SoftStore}").MustSucceed();
        ForeignRun first = ProveInPlace(name, Opencryptoki.SoftStore);
        Assert.Equal(2, first.ExitCode);
        Assert.Contains("the token there has keys", first.Error, StringComparison.Ordinal);
        Opencryptoki.Instance.WithFreshSoftToken(() =>
        {
            AssertProvenInPlace(name, Opencryptoki.SoftStore);
            AssertNotProven("there is no such directory", ProveInPlace(name, _directory["nowhere"]),
                status: 2);
            Directory.CreateDirectory(_directory["elsewhere"]);
            AssertNotProven("does not show the token", ProveInPlace(name, _directory["elsewhere"]));
            Assert.Empty(Directory.GetFileSystemEntries(_directory["elsewhere"]));
        });
        Sign("keys", "as-before").MustSucceed();
    }

    /// <summary>The token's own files are there, and its keys are not: nothing is proven.</summary>
    [StackTheory(TokenStacks.OpencryptokiSoft)]
    public void A_set_whose_token_has_lost_its_keys_is_not_proven_by_a_second(string name)
    {
        _ = Prepare(name);
        ForeignTool.Run("cp", "-a", Opencryptoki.SoftStore + "/.", _directory["lost"]).MustSucceed();
        foreach (string file in Directory.GetFiles(_directory["lost/TOK_OBJ"]))
        {
            File.Delete(file);
        }

        BackUp($"{name}={_directory["lost"]}").MustSucceed();
        Opencryptoki.Instance.WithFreshSoftToken(() =>
            AssertNotProven("it has no private key for", ProveInPlace(name, Opencryptoki.SoftStore)));
    }

    [StackTheory(TokenStacks.Tpm2)]
    public void A_tpm_2_0_is_said_to_be_the_only_one_before_anyone_relies_on_it(string name)
    {
        Tpm2Stack stack = (Tpm2Stack)Prepare(name);
        ForeignRun made = BackUp($"{name}={stack.Store}");
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("opens with the TPM that made it and no other", made.Error, StringComparison.Ordinal);
        ForeignRun gate = KeybackupRun.Run("status", "--register", _directory["copies"], "-K",
            _directory["keys"]);
        Assert.Equal(1, gate.ExitCode);
        Assert.Contains("[BACKUP-MISSING]", gate.Error, StringComparison.Ordinal);
        ForeignRun unproven = Prove("--device", stack.Uri.ToString(), "--pin", _pin);
        Assert.Equal(1, unproven.ExitCode);
        Assert.Contains("opens with the TPM that made it and no other", unproven.Error,
            StringComparison.Ordinal);
        stack.WithAnotherChip(() => Assert.Equal(4, Sign("keys", "lost").ExitCode));
        Sign("keys", "as-before").MustSucceed();
    }

    /// <summary>A ZSK that cannot leave its chip takes over from one with a copy: not before another token's ZSK is published beside it.</summary>
    [StackTheory(TokenStacks.Tpm2)]
    public void A_key_of_a_chip_signs_first_where_a_standby_in_another_token_is_published(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        _ = SoftHsm.Instance;
        string index = "dn type alg tag publish start end remove\n" + Row("KSK", "20250101000000")
            + Row("ZSK", "20250101000000");
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["set"], "--passphrase",
            _passphrase, "--cost", "12", "--register", _directory["copies"]).MustSucceed();
        index += Row("ZSK", "20260115000000", InToken(stack.Uri, stack.Pin));
        SignAt("20260101000000", index).MustSucceed();
        ForeignRun refused = SignAt("20260201000000", index);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[BACKUP-MISSING]", refused.Error, StringComparison.Ordinal);
        Assert.Contains("keyall roll standby --token", refused.Error, StringComparison.Ordinal);

        index += Row("ZSK", "20980101000000",
            InToken(new Pkcs11Uri { Token = SoftHsm.Label, ModulePath = SoftHsm.Module }, SoftHsm.Pin));
        SignAt("20260102000000", index).MustSucceed();
        SignAt("20260201000000", index).MustSucceed();
        string chips = index.Split('\n')[3].Split(' ')[3].TrimStart('0');
        Assert.Matches($@"RRSIG\s+A 13 2 3600 2026\d+ 2026\d+ {chips} example\.",
            File.ReadAllText(_directory["signed"]));
    }

    /// <summary>A KSK that cannot leave its chip: its standby is in another token, published ahead, and its DS was seen at the parent.</summary>
    [StackTheory(TokenStacks.Tpm2)]
    public void A_ksk_of_a_chip_signs_first_where_the_ds_of_a_standby_in_another_token_was_seen(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        _ = SoftHsm.Instance;
        string index = "dn type alg tag publish start end remove\n" + Row("KSK", "20250101000000")
            + Row("ZSK", "20250101000000");
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["set"], "--passphrase",
            _passphrase, "--cost", "12", "--register", _directory["copies"]).MustSucceed();
        index += Row("KSK", "20260115000000", InToken(stack.Uri, stack.Pin)).TrimEnd()
            + " ds-seen=20260101000000\n";
        SignAt("20260101000000", index).MustSucceed();
        AssertMissing(SignAt("20260201000000", index));

        string standby = Row("KSK", "20980101000000",
            InToken(new Pkcs11Uri { Token = SoftHsm.Label, ModulePath = SoftHsm.Module }, SoftHsm.Pin));
        SignAt("20260102000000", index + standby).MustSucceed();
        AssertMissing(SignAt("20260201000000", index + standby)); // it is published, and the parent does not know it
        index += standby.TrimEnd() + " ds-seen=20260110000000\n";
        SignAt("20260201000000", index).MustSucceed();
        string chips = index.Split('\n')[3].Split(' ')[3].TrimStart('0');
        Assert.Matches($@"RRSIG\s+DNSKEY 13 1 3600 2026\d+ 2026\d+ {chips} example\.",
            File.ReadAllText(_directory["signed"]));
    }

    private static void AssertMissing(ForeignRun refused)
    {
        Assert.True(refused.ExitCode == 1, $"{refused.ExitCode}: {refused.Error}");
        Assert.Contains("[BACKUP-MISSING]", refused.Error, StringComparison.Ordinal);
    }

    [StackTheory(TokenStacks.Keyper)]
    public void A_keyper_is_backed_up_at_its_panel_step_by_step_and_the_second_one_signs(string name)
    {
        TokenStack stack = Prepare(name);
        string label = stack.KeyOf(Algorithm).Uri.Object!;
        ForeignRun held = HoldKeyper(stack, "transcript", "K-1", "K0912345", "--register",
            _directory["copies"]).MustSucceed();
        Assert.Contains(" proven on ", held.Output, StringComparison.Ordinal);
        string transcript = File.ReadAllText(_directory["transcript"]);
        KeybackupRun.RunTool("keyall", "ceremony", "check", _directory["transcript"]).MustSucceed();
        foreach (string taken in (string[])["first Keyper, from its label or its panel: K-1",
            "shows the serial number K0912345", "SMK 1 to 5", $"application keys {label} were backed up onto two new APP cards",
            "the first card had no chip", "APP 8 in bag 17, APP 9 in bag 18", $"its panel lists {label}",
            "to both safes"])
        {
            Assert.Contains(taken, transcript, StringComparison.Ordinal);
        }

        Assert.Contains("signed on the second Keyper", transcript, StringComparison.Ordinal);
        ForeignRun status = KeybackupRun.Run("status", "--register", _directory["copies"], "-K",
            _directory["keys"],
            "--require-backup", "proven").MustSucceed();
        Assert.Contains("proven today by the DNSKEY of its key file, no set, Keyper K0912345", status.Output,
            StringComparison.Ordinal);
    }

    /// <summary>The module reaches the Keyper that the keys come from, as its serial number shows after the login: nothing is proven.</summary>
    [StackTheory(TokenStacks.Keyper)]
    public void A_keyper_proves_nothing_on_itself_or_on_a_third(string name)
    {
        TokenStack stack = Prepare(name);
        ForeignRun itself = HoldKeyper(stack, "itself", "No. K09-12345", "K-2");
        Assert.Equal(4, itself.ExitCode);
        Assert.Contains("it has the serial number K0912345, and is the first Keyper", itself.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(" proven on ", itself.Output, StringComparison.Ordinal);
        Assert.Contains("is the first Keyper", File.ReadAllText(_directory["itself"]),
            StringComparison.Ordinal);
        ForeignRun third = HoldKeyper(stack, "third", "K-1", "K0912399");
        Assert.Equal(4, third.ExitCode);
        Assert.Contains("it has the serial number K0912345, and the second Keyper K0912399", third.Error,
            StringComparison.Ordinal);
    }

    private ForeignRun HoldKeyper(TokenStack stack, string transcript, string first, string second,
        params string[] more)
    {
        string[] command =
        [
            "ceremony", "keyper", "--zone", "example.", "-K", _directory["keys"], "--device", stack.Uri.ToString(), "--pin", _pin, "--transcript", _directory[transcript],
            .. more,
        ];
        return ForeignTool.Run(new ForeignCommand(Path.Combine(AppContext.BaseDirectory, "keybackup"), command)
        {
            Input = $"Yes\n\n{first}\n{second}\nYes\nSMK 1 to 5\nYes\nYes\nthe first card had no chip\nYes\nAPP 8 in bag 17, APP 9 in bag 18\nYes\nYes\nYes\nYes\nto both safes\n",
        });
    }

    private TokenStack Prepare(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        (ZoneKey key, Pkcs11Uri uri) = stack.KeyOf(Algorithm);
        KeyTiming timing = new()
        {
            Publish = new Timestamp(1_700_000_000),
            Activate = new Timestamp(1_700_000_000)
        };
        BindKeyFiles.Write(_directory["keys"], key, new BindTokenFile(Algorithm, uri, timing), 3600);
        _pin = KeybackupRun.Secret(_directory, "pin", stack.Pin);
        _ds = KeybackupRun.RunTool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed().Output;
        return stack;
    }

    private ForeignRun ProveInPlace(string name, string place, params string[] more) => Prove(
        ["--token-store", $"{name}={place}", "--module", Opencryptoki.Module, "--pin", _pin, "--register",
            _directory["copies"], .. more]);

    private void AssertProvenInPlace(string name, string place, params string[] more)
    {
        string[] before = Directory.GetFileSystemEntries(place);
        ForeignRun proven = ProveInPlace(name, place, more).MustSucceed();
        Assert.Contains(" proven, DS ", proven.Output, StringComparison.Ordinal);
        KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"],
            "--require-backup", "proven").MustSucceed();
        Assert.DoesNotContain(Directory.GetFileSystemEntries(place),
            entry => entry.EndsWith(".before-proof", StringComparison.Ordinal));
        Assert.All(before, entry => Assert.True(Path.Exists(entry), entry));
        Assert.DoesNotContain(Directory.GetDirectories(place, "TOK_OBJ", SearchOption.AllDirectories)
            .SelectMany(Directory.GetFiles),
            file => Path.GetFileName(file) != "OBJ.IDX");
    }

    private static void AssertNotProven(string why, ForeignRun run, int status = 1)
    {
        Assert.True(run.ExitCode == status, $"{run.ExitCode}: {run.Error}");
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    // The token would say the same if it had never been away.
    private void AssertSignsWithoutProof(TokenStack stack)
    {
        ForeignRun signed = Prove("--device", stack.Uri.ToString(), "--pin", _pin, "--register",
            _directory["copies"]);
        Assert.Equal(1, signed.ExitCode);
        Assert.Contains("[BACKUP-UNPROVEN]", signed.Error, StringComparison.Ordinal);
        Assert.Contains(
            $"it signs on token \"{stack.Label}\", and nothing shows that it came there from this set", signed.Error, StringComparison.Ordinal);
        string[] status = ["status", "--register", _directory["copies"], "-K", _directory["keys"],
            "--require-backup"];
        Assert.Equal(1, KeybackupRun.Run([.. status, "proven"]).ExitCode);
        KeybackupRun.Run([.. status, "made"]).MustSucceed();
    }

    private string InToken(Pkcs11Uri token, string pin) =>
        token.WithPinSource(KeybackupRun.Secret(_directory, $"pin-{pin}", pin)["file:".Length..]).ToString();

    // Makes a key, and gives its row of the keyindex.
    private string Row(string role, string start, string? token = null)
    {
        string[] before = Directory.GetFiles(_directory["keys"], "K*");
        string[] place = token is null ? [] : ["--token", token];
        KeybackupRun.RunTool("keyall",
            ["key", "generate", "--zone", "example.", "--keys", _directory["keys"], "--type",
                role.ToLowerInvariant(), .. place]).MustSucceed();
        string[] made = [.. Directory.GetFiles(_directory["keys"], "K*").Except(before)];
        string tag = Path.GetFileNameWithoutExtension(made[0])[^5..];
        string key = token is null ? "" : " key="
            + System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(
            File.ReadLines(made.Single(file => file.EndsWith(".private", StringComparison.Ordinal)))
                .First(line => line.StartsWith("Label: ", StringComparison.Ordinal))["Label: ".Length..]))
                    .TrimEnd('\0');
        return $"example. {role} 013 {tag} 20250101000000 {start} 20990101000000 20990201000000{key}\n";
    }

    private ForeignRun SignAt(string moment, string index) => KeybackupRun.RunTool(
        "signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys", _directory["keys"],
        "--keyindex", _directory.Write("keyindex", index),
        "--output", _directory["signed"], "--time", moment, "--require-backup", "made", "--backup-register",
        _directory["copies"]);

    private ForeignRun BackUp(string store) => KeybackupRun.Run(
        "create", "-K", _directory["keys"], "--token-store", store, "--output", _directory["set"],
        "--passphrase", _passphrase,
        "--cost", "12", "--register", _directory["copies"]);

    private void Restore() => KeybackupRun.Run(
        "restore", _directory["set"], "--output", _directory["restored"], "--passphrase", _passphrase)
            .MustSucceed();

    private ForeignRun Prove(params string[] arguments) =>
        KeybackupRun.Run(["prove", _directory["set"], "--passphrase", _passphrase, .. arguments]);

    private ForeignRun Sign(string keys, string output) => KeybackupRun.RunTool(
        "signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys", _directory[keys],
        "--output", _directory[output], "--pin", _pin);

    // As docs/guide/backup.md says.
    private void RestoreOntoChip(TokenStack stack, string soPin)
    {
        Restore();
        ForeignTool.Run("cp", "-a", _directory[$"restored/tokens/{stack.Profile}/."], Opencryptoki.TpmStore)
            .MustSucceed();
        KeybackupRun.Run("adopt", "--token", stack.Uri.ToString(), "--so-pin", soPin, "--pin", _pin)
            .MustSucceed();
    }

    // The user nobody has all that a signer needs, and is a member for these processes alone: opencryptoki goes by the names in /etc/group.
    private void MakeMember()
    {
        _ = KeybackupRun.Secret(_directory, "so", TokenStacks.Of(TokenStacks.OpencryptokiTpm).SoPin);
        ForeignTool.Run("chmod", "711", _directory.FullName).MustSucceed();
        Directory.CreateDirectory(_directory["member"]);
        foreach (string file in (string[])["zone", "pin", "so", "pass", "set", "restored/keys"])
        {
            ForeignTool.Run("cp", "-r", _directory[file], _directory["member"]).MustSucceed();
        }

        ForeignTool.Run("chown", "-R", "nobody", _directory["member"]).MustSucceed();
        _directory.Write("group", string.Join('\n', File.ReadAllLines("/etc/group").Select(line =>
            line.StartsWith("pkcs11:", StringComparison.Ordinal) ? string.Join(':', line.Split(':')[..3])
                + ":nobody" : line)) + "\n");
        ForeignTool.Run("chmod", "644", _directory["group"]).MustSucceed();
    }

    private ForeignRun AsMember(string tool, params string[] arguments)
    {
        const string Script =
            "mount --bind \"$0\" /etc/group && cd \"$1\" && shift && exec setpriv --reuid=nobody --regid=nogroup --init-groups env -u STATE_DIRECTORY HOME=. \"$@\"";
        return ForeignTool.Run(
            "unshare", ["--mount", "sh", "-c", Script, _directory["group"], _directory["member"],
                Path.Combine(AppContext.BaseDirectory, tool), .. arguments]).MustSucceed();
    }

    private void AssertSecure()
    {
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", _ds), _directory["signed"])
            .MustSucceed();
    }
}
