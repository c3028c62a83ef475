using System.Globalization;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A TPM 2.0 through tpm2-pkcs11: swtpm emulates the chip.</summary>
public sealed class Tpm2Stack : TokenStack
{
    public static readonly string[] Programs = ["swtpm", "swtpm_setup", "tpm2_dictionarylockout"];
    public const string Library = "pkcs11/libtpm2_pkcs11.so";

    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = LoopbackPorts.FreePair();
    private BackgroundProgram _chip;

    public Tpm2Stack()
    {
        Directory.CreateDirectory(Store);
        MakeChip();
        _chip = StartChip();
        BearPowerLosses();
        ModuleEnvironment.Set("TPM2_PKCS11_STORE", Store);
        ModuleEnvironment.Set("TPM2_PKCS11_TCTI", Transmission);
        ModuleEnvironment.Set("TPM2_PKCS11_LOG_LEVEL", "0");
        Initialize();
    }

    public override string Profile => "tpm2-pkcs11";

    public override string ModulePath => SystemLibrary.Find(Library)!;

    /// <summary>Where the token keeps its files.</summary>
    public string Store => _directory["store"];

    private string Transmission =>
        string.Create(CultureInfo.InvariantCulture, $"swtpm:host=127.0.0.1,port={_port}");

    /// <summary>Does something while the chip is another, as after a fire; then it is the old one
    /// again.</summary>
    public void WithAnotherChip(Action does)
    {
        string kept = _directory["tpm.aside"];
        _chip.Dispose();
        Directory.Move(_directory["tpm"], kept);
        MakeChip();
        _chip = StartChip();
        try
        {
            does();
        }
        finally
        {
            _chip.Dispose();
            Directory.Delete(_directory["tpm"], recursive: true);
            Directory.Move(kept, _directory["tpm"]);
            _chip = StartChip();
        }
    }

    /// <summary>Lets the chip bear no more than one wrong PIN.</summary>
    public void BearOneWrongPin() => DictionaryLockout("--setup-parameters", "--max-tries=1",
        "--recovery-time=1000", "--lockout-recovery-time=10");

    /// <summary>Forgives the wrong PINs, as docs/guide/tpm2-pkcs11.md says.</summary>
    public void Forgive()
    {
        DictionaryLockout("--clear-lockout");
        BearPowerLosses();
    }

    /// <summary>Takes the chip away, as a fault would.</summary>
    public void KillChip() => _chip.Kill();

    /// <summary>Brings the chip back.</summary>
    public void RestartChip()
    {
        _chip.Dispose();
        _chip = StartChip();
    }

    public override void Dispose()
    {
        _chip.Dispose();
        _directory.Dispose();
    }

    // A TPM that loses its power while keys are in use counts that as a wrong PIN (TPM 2.0 Part 1, dictionary
    // attack protection); after three it is locked. Tests take the power away more often.
    private void BearPowerLosses() => DictionaryLockout(
        "--setup-parameters", "--max-tries=1000", "--recovery-time=10", "--lockout-recovery-time=10");

    private void DictionaryLockout(params string[] options) =>
        ForeignTool.Run("tpm2_dictionarylockout", ["-T", Transmission, .. options]).MustSucceed();

    private void MakeChip()
    {
        Directory.CreateDirectory(_directory["tpm"]);
        ForeignTool.Run(
            "swtpm_setup", "--tpm2", "--tpm-state", _directory["tpm"], "--overwrite", "--runas",
            Environment.UserName, "--pcr-banks", "sha256").MustSucceed();
    }

    private BackgroundProgram StartChip()
    {
        string pid = _directory["swtpm.pid"];
        File.Delete(pid);
        BackgroundProgram chip = BackgroundProgram.Start(new ForeignCommand("swtpm",
        [
            "socket", "--tpm2", "--tpmstate", $"dir={_directory["tpm"]}",
            "--server", string.Create(CultureInfo.InvariantCulture,
                $"type=tcp,port={_port},bindaddr=127.0.0.1"),
            "--ctrl", string.Create(CultureInfo.InvariantCulture,
                $"type=tcp,port={_port + 1},bindaddr=127.0.0.1"),
            "--flags", "not-need-init,startup-clear", "--pid", $"file={pid}",
        ]));
        chip.WaitUntil("starting", () => File.Exists(pid) && new FileInfo(pid).Length > 0);
        return chip;
    }
}
