using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Keys in SoftHSM: backed up, the token destroyed, restored from the medium alone, and a zone signed under the old DS.</summary>
public sealed class SoftHsmBackupTests : IDisposable
{
    private const string Zone = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 3600 1209600 600
        @ NS ns
        ns A 192.0.2.1
        www A 192.0.2.2

        """;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _pin;
    private readonly string _passphrase;

    public SoftHsmBackupTests()
    {
        _pin = KeybackupRun.Secret(_directory, "pin", SoftHsm.Pin);
        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        _directory.Write("zone", Zone);
        Directory.CreateDirectory(_directory["keys"]);
        Directory.CreateDirectory(_directory["tokens"]);
        Configure("tokens");
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact(SoftHsm.Program, "dnssec-verify", "ldns-verify-zone")]
    public void A_destroyed_token_comes_back_from_the_medium_and_signs_under_the_old_ds()
    {
        MakeTokenWithKeys();
        string ds = Tool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"]).MustSucceed().Output;
        BackUp();

        Directory.Delete(_directory["tokens"], recursive: true);
        Directory.Delete(_directory["keys"], recursive: true);
        KeybackupRun.Run("restore", _directory["set"], "--output", _directory["restored"], "--passphrase", _passphrase).MustSucceed();
        Configure("restored/tokens/softhsm");

        Tool("signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys", _directory["restored/keys"],
            "--output", _directory["signed"], "--pin", _pin).MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", ds), _directory["signed"]).MustSucceed();
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Prove_signs_in_memory_and_leaves_nothing_behind()
    {
        MakeTokenWithKeys();
        BackUp();
        string[] before = Directory.GetDirectories("/dev/shm", "keybackup-*");
        ForeignRun proven = KeybackupRun.Run(
            "prove", _directory["set"], "--passphrase", _passphrase, "--module", SoftHsm.Module, "--pin", _pin, "--register", _directory["copies"]).MustSucceed();
        Assert.Equal(2, proven.Output.Split('\n').Count(line => line.Contains(" proven, DS ", StringComparison.Ordinal)));
        KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"], "--require-backup", "proven").MustSucceed();
        Assert.Equal(before, Directory.GetDirectories("/dev/shm", "keybackup-*"));
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Prove_says_no_where_the_token_in_the_set_has_lost_its_keys()
    {
        MakeTokenWithKeys();
        foreach (string file in Directory.GetFiles(_directory["tokens"], "*.object", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "token.object"))
        {
            File.Delete(file);
        }

        BackUp();
        ForeignRun refused = KeybackupRun.Run("prove", _directory["set"], "--passphrase", _passphrase, "--module", SoftHsm.Module, "--pin", _pin);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("[BACKUP-UNPROVEN]", refused.Error, StringComparison.Ordinal);
    }

    private void BackUp() => KeybackupRun.Run(
        "create", "-K", _directory["keys"], "--token-store", $"softhsm={_directory["tokens"]}", "--output", _directory["set"],
        "--passphrase", _passphrase, "--cost", "12").MustSucceed();

    private void MakeTokenWithKeys()
    {
        ForeignTool.Run(new ForeignCommand(SoftHsm.Program, ["--init-token", "--free", "--label", "backup", "--so-pin", "12345678", "--pin", SoftHsm.Pin])
        {
            Environment = Environment(),
        }).MustSucceed();
        foreach (KeyRole role in (KeyRole[])[KeyRole.KSK, KeyRole.ZSK])
        {
            Tool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"], "--type", role.ToString().ToLowerInvariant(),
                "--token", "pkcs11:token=backup", "--module", SoftHsm.Module, "--pin", _pin).MustSucceed();
        }
    }

    private ForeignRun Tool(string tool, params string[] arguments) => KeybackupRun.Run(tool, Environment(), arguments);

    private void Configure(string tokens) => _directory.Write(
        "softhsm2.conf", $"directories.tokendir = {_directory[tokens]}\nobjectstore.backend = file\nlog.level = ERROR\n");

    private Dictionary<string, string> Environment() => new() { ["SOFTHSM2_CONF"] = _directory["softhsm2.conf"] };
}
