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
            Restore();
            ForeignTool.Run("cp", "-a", _directory[$"restored/tokens/{name}/."], Opencryptoki.TpmStore).MustSucceed();
            ForeignTool.Run("chgrp", "-R", "pkcs11", Opencryptoki.TpmStore + "/").MustSucceed();
            ForeignTool.Run("chmod", "-R", "g+rwX", Opencryptoki.TpmStore + "/").MustSucceed();
            Assert.All(GroupsAccess(), access => Assert.EndsWith(" pkcs11 rw", access, StringComparison.Ordinal));
            KeybackupRun.Run("adopt", "--token", stack.Uri.ToString(), "--so-pin", soPin, "--pin", _pin).MustSucceed();
            AssertSignsWithoutProof(stack);
            Sign("restored/keys", "signed").MustSucceed();
            AssertSecure();
        });
        Sign("keys", "as-before").MustSucceed();
    }

    [StackTheory(TokenStacks.OpencryptokiSoft)]
    public void A_token_in_software_comes_back_on_another_host_and_signs_under_the_old_ds(string name)
    {
        TokenStack stack = Prepare(name);
        BackUp($"{name}={Opencryptoki.SoftStore}").MustSucceed();
        Restore();
        Opencryptoki.Instance.WithSoftTokenFrom(_directory[$"restored/tokens/{name}"], () =>
        {
            AssertSignsWithoutProof(stack);
            Sign("restored/keys", "signed").MustSucceed();
            AssertSecure();
        });
        Sign("keys", "as-before").MustSucceed();
    }

    [StackTheory(TokenStacks.Tpm2)]
    public void A_tpm_2_0_is_said_to_be_the_only_one_before_anyone_relies_on_it(string name)
    {
        Tpm2Stack stack = (Tpm2Stack)Prepare(name);
        ForeignRun made = BackUp($"{name}={stack.Store}");
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("opens with the TPM that made it and no other", made.Error, StringComparison.Ordinal);
        ForeignRun gate = KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"]);
        Assert.Equal(1, gate.ExitCode);
        Assert.Contains("[BACKUP-MISSING]", gate.Error, StringComparison.Ordinal);
        ForeignRun unproven = Prove("--device", stack.Uri.ToString(), "--pin", _pin);
        Assert.Equal(1, unproven.ExitCode);
        Assert.Contains("opens with the TPM that made it and no other", unproven.Error, StringComparison.Ordinal);
        stack.WithAnotherChip(() => Assert.Equal(4, Sign("keys", "lost").ExitCode));
        Sign("keys", "as-before").MustSucceed();
    }

    /// <summary>A ZSK that cannot leave its chip takes over from one with a copy: not before another token's ZSK is published beside it.</summary>
    [StackTheory(TokenStacks.Tpm2)]
    public void A_key_of_a_chip_signs_first_where_a_standby_in_another_token_is_published(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        _ = SoftHsm.Instance;
        string index = "dn type alg tag publish start end remove\n" + Row("KSK", "20250101000000") + Row("ZSK", "20250101000000");
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["set"], "--passphrase", _passphrase, "--cost", "12", "--register", _directory["copies"]).MustSucceed();
        index += Row("ZSK", "20260115000000", InToken(stack.Uri, stack.Pin));
        SignAt("20260101000000", index).MustSucceed();
        ForeignRun refused = SignAt("20260201000000", index);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[BACKUP-MISSING]", refused.Error, StringComparison.Ordinal);
        Assert.Contains("keyall roll standby --token", refused.Error, StringComparison.Ordinal);

        index += Row("ZSK", "20980101000000", InToken(new Pkcs11Uri { Token = SoftHsm.Label, ModulePath = SoftHsm.Module }, SoftHsm.Pin));
        SignAt("20260102000000", index).MustSucceed();
        SignAt("20260201000000", index).MustSucceed();
        string chips = index.Split('\n')[3].Split(' ')[3].TrimStart('0');
        Assert.Matches($@"RRSIG\s+A 13 2 3600 2026\d+ 2026\d+ {chips} example\.", File.ReadAllText(_directory["signed"]));
    }

    [StackTheory(TokenStacks.Keyper)]
    public void A_keyper_is_backed_up_at_its_panel_step_by_step_and_the_second_one_signs(string name)
    {
        TokenStack stack = Prepare(name);
        string label = stack.KeyOf(Algorithm).Uri.Object!;
        string[] command =
        [
            "ceremony", "keyper", "--zone", "example.", "-K", _directory["keys"], "--device", stack.Uri.ToString(), "--pin", _pin, "--transcript", _directory["transcript"],
        ];
        ForeignRun held = ForeignTool.Run(new ForeignCommand(Path.Combine(AppContext.BaseDirectory, "keybackup"), command)
        {
            Input = "Yes\n\nK-1 and K-2\nYes\nSMK 1 to 5\nYes\nYes\nthe first card had no chip\nYes\nAPP 8 in bag 17, APP 9 in bag 18\nYes\nYes\nYes\nto both safes\n",
        }).MustSucceed();
        Assert.Contains(" proven on ", held.Output, StringComparison.Ordinal);
        string transcript = File.ReadAllText(_directory["transcript"]);
        KeybackupRun.RunTool("keyall", "ceremony", "check", _directory["transcript"]).MustSucceed();
        foreach (string taken in (string[])["Keyper, from their labels and panels: K-1 and K-2", "SMK 1 to 5", $"application keys {label} were backed up onto two new APP cards",
            "the first card had no chip", "APP 8 in bag 17, APP 9 in bag 18", $"its panel lists {label}", "to both safes"])
        {
            Assert.Contains(taken, transcript, StringComparison.Ordinal);
        }

        Assert.Contains("signed on the second Keyper", transcript, StringComparison.Ordinal);
    }

    // What a signer in the group pkcs11 may do with each file and directory of the token.
    private static IEnumerable<string> GroupsAccess() => ForeignTool.Run("find", Opencryptoki.TpmStore + "/", "-printf", "%y %P %g %M\n").MustSucceed().Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Where(words => words[1].Length > 0)
        .Select(words => $"{words[0]} {words[1]} {words[2]} {words[3].Substring(4, 2)}");

    private TokenStack Prepare(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        (ZoneKey key, Pkcs11Uri uri) = stack.KeyOf(Algorithm);
        KeyTiming timing = new() { Publish = new Timestamp(1_700_000_000), Activate = new Timestamp(1_700_000_000) };
        BindKeyFiles.Write(_directory["keys"], key, new BindTokenFile(Algorithm, uri, timing), 3600);
        _pin = KeybackupRun.Secret(_directory, "pin", stack.Pin);
        _ds = KeybackupRun.RunTool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"]).MustSucceed().Output;
        return stack;
    }

    // The token would say the same if it had never been away.
    private void AssertSignsWithoutProof(TokenStack stack)
    {
        ForeignRun signed = Prove("--device", stack.Uri.ToString(), "--pin", _pin, "--register", _directory["copies"]);
        Assert.Equal(1, signed.ExitCode);
        Assert.Contains("[BACKUP-UNPROVEN]", signed.Error, StringComparison.Ordinal);
        Assert.Contains($"it signs on token \"{stack.Label}\", and nothing shows that it came there from this set", signed.Error, StringComparison.Ordinal);
        string[] status = ["status", "--register", _directory["copies"], "-K", _directory["keys"], "--require-backup"];
        Assert.Equal(1, KeybackupRun.Run([.. status, "proven"]).ExitCode);
        KeybackupRun.Run([.. status, "made"]).MustSucceed();
    }

    private string InToken(Pkcs11Uri token, string pin) => token.WithPinSource(KeybackupRun.Secret(_directory, $"pin-{pin}", pin)["file:".Length..]).ToString();

    // Makes a key, and gives its row of the keyindex.
    private string Row(string role, string start, string? token = null)
    {
        string[] before = Directory.GetFiles(_directory["keys"], "K*");
        string[] place = token is null ? [] : ["--token", token];
        KeybackupRun.RunTool("keyall", ["key", "generate", "--zone", "example.", "--keys", _directory["keys"], "--type", role.ToLowerInvariant(), .. place]).MustSucceed();
        string[] made = [.. Directory.GetFiles(_directory["keys"], "K*").Except(before)];
        string tag = Path.GetFileNameWithoutExtension(made[0])[^5..];
        string key = token is null ? "" : " key=" + System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(
            File.ReadLines(made.Single(file => file.EndsWith(".private", StringComparison.Ordinal)))
                .First(line => line.StartsWith("Label: ", StringComparison.Ordinal))["Label: ".Length..])).TrimEnd('\0');
        return $"example. {role} 013 {tag} 20250101000000 {start} 20990101000000 20990201000000{key}\n";
    }

    private ForeignRun SignAt(string moment, string index) => KeybackupRun.RunTool(
        "signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys", _directory["keys"], "--keyindex", _directory.Write("keyindex", index),
        "--output", _directory["signed"], "--time", moment, "--require-backup", "made", "--backup-register", _directory["copies"]);

    private ForeignRun BackUp(string store) => KeybackupRun.Run(
        "create", "-K", _directory["keys"], "--token-store", store, "--output", _directory["set"], "--passphrase", _passphrase,
        "--cost", "12", "--register", _directory["copies"]);

    private void Restore() => KeybackupRun.Run(
        "restore", _directory["set"], "--output", _directory["restored"], "--passphrase", _passphrase).MustSucceed();

    private ForeignRun Prove(params string[] arguments) =>
        KeybackupRun.Run(["prove", _directory["set"], "--passphrase", _passphrase, .. arguments]);

    private ForeignRun Sign(string keys, string output) => KeybackupRun.RunTool(
        "signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys", _directory[keys],
        "--output", _directory[output], "--pin", _pin);

    private void AssertSecure()
    {
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", _ds), _directory["signed"]).MustSucceed();
    }
}
