using System.Globalization;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>opencryptoki with its token on an emulated TPM 1.2 (swtpm, TrouSerS) and its token in
/// software.</summary>
/// <remarks>opencryptoki knows its places by fixed names: for as long as this lives, links there lead into a
/// directory of its own. A machine with tokens of its own in these places is left alone.</remarks>
public sealed class Opencryptoki : IDisposable
{
    public static readonly string[] Programs = ["swtpm", "swtpm_setup", "tcsd", "tpm_takeownership",
        "pkcsslotd", "pkcsconf"];
    public const string Library = "pkcs11/libopencryptoki.so";

    private const string Places = "/var/lib/opencryptoki";
    private const string Links = "tpm swtok";
    private const string Aside = ".aside";
    private const string SlotsProcess = "/run/pkcsslotd.pid";

    private static readonly Lazy<Opencryptoki> Made = new(() => new Opencryptoki());

    private readonly TemporaryDirectory _directory = new();
    private readonly FileStream _turn = TakeTurn();
    private readonly int _tcsdPort = LoopbackPorts.FreePair();
    private readonly int _chipPort = LoopbackPorts.FreePair();
    private readonly Dictionary<string, string> _environment;
    private BackgroundProgram _chip;
    private BackgroundProgram _slots;
    private BackgroundProgram _tcsd;

    private Opencryptoki()
    {
        File.SetUnixFileMode(_directory.FullName, (UnixFileMode)0b111_001_001); // tcsd runs as the user tss
        _environment = new Dictionary<string, string>
        {
            ["TSS_TCSD_HOSTNAME"] = "127.0.0.1",
            ["TSS_TCSD_PORT"] = _tcsdPort.ToString(CultureInfo.InvariantCulture),
            ["OCK_SRK_MODE"] = "TSS_SECRET_MODE_SHA1", // the storage root key's secret is twenty zero octets, as tpm_takeownership -z sets it
            ["OCK_SRK_SECRET"] = new string('0', 40),
        };
        foreach ((string name, string value) in _environment)
        {
            ModuleEnvironment.Set(name, value);
        }

        MakeChip();
        _chip = StartChip();
        PrepareTcsd();
        _tcsd = StartTcsd();
        TakeOwnership();
        LinkPlaces();
        _slots = StartSlots();
    }

    /// <summary>Started at first use.</summary>
    public static Opencryptoki Instance => Made.Value;

    /// <summary>The module's path.</summary>
    public static string Module => SystemLibrary.Find(Library)!;

    /// <summary>Where the token on the TPM keeps its files.</summary>
    public static string TpmStore => Path.Combine(Places, "tpm");

    /// <summary>Where the token in software keeps its files.</summary>
    public static string SoftStore => Path.Combine(Places, "swtok");

    /// <summary>Why it cannot be started on this machine, or null.</summary>
    public static string? SkipReason =>
        !Environment.IsPrivilegedProcess ? "opencryptoki's daemons are started by root"
        : IsInUse() ? "this machine's own pkcsslotd runs; it and its tokens are left alone" : null;

    /// <summary>Ends the daemon between the module and the chip, as a fault would.</summary>
    public void KillTcsd() => _tcsd.Kill();

    /// <summary>Starts it again.</summary>
    public void RestartTcsd()
    {
        _tcsd.Dispose();
        _tcsd = StartTcsd();
    }

    /// <summary>Does something while chip, owner and token files are others, as after a fire; then all is as
    /// it was.</summary>
    public void WithAnotherChip(Action does) => WithOthers(
        ["chip", "tss", "tpm"],
        () =>
        {
            MakeChip();
            PrepareTcsd();
            MakePlace("tpm");
        },
        () =>
        {
            TakeOwnership();
            does();
        });

    /// <summary>Does something on a host whose token in software has its files from elsewhere; then all is as
    /// it was.</summary>
    /// <param name="files">The files.</param>
    /// <param name="does">What.</param>
    public void WithSoftTokenFrom(string files, Action does) => WithOthers(
        ["swtok"],
        () =>
        {
            MakePlace("swtok");
            Run("cp", "-a", files + "/.", _directory["swtok"]);
            Run("chgrp", "-R", "pkcs11", _directory["swtok"]);
        },
        does);

    /// <summary>Does something while the token in software was never used; then all is as it was.</summary>
    public void WithFreshSoftToken(Action does) => WithOthers(["swtok"], () => MakePlace("swtok"), does);

    /// <summary>Does something while the same chip has no token yet; then all is as it was.</summary>
    public void WithFreshTokenOfTheSameChip(Action does) => WithOthers(["tpm"], () => MakePlace("tpm"), does);

    private void WithOthers(string[] lost, Action make, Action does)
    {
        StopDaemons();
        Array.ForEach(lost, name => Directory.Move(_directory[name], _directory[name + Aside]));
        make();
        StartDaemons();
        try
        {
            does();
        }
        finally
        {
            StopDaemons();
            foreach (string name in lost)
            {
                Directory.Delete(_directory[name], recursive: true);
                Directory.Move(_directory[name + Aside], _directory[name]);
            }

            StartDaemons();
        }
    }

    /// <summary>Stops the daemons if they were started.</summary>
    internal static void Stop()
    {
        if (Made.IsValueCreated)
        {
            Made.Value.Dispose();
        }
    }

    /// <summary>Stops the daemons, and gives the places back.</summary>
    public void Dispose()
    {
        StopDaemons();
        Array.ForEach(Links.Split(' '), Unlink);
        _directory.Dispose();
        _turn.Dispose();
    }

    private void StopDaemons()
    {
        _slots.Dispose();
        _tcsd.Dispose();
        _chip.Dispose();
        Array.ForEach(Links.Split(' '), ForgetObjects);
    }

    private void StartDaemons()
    {
        _chip = StartChip();
        _tcsd = StartTcsd();
        _slots = StartSlots();
    }

    private static void TakeOwnership()
    {
        Run("tpm_takeownership", "-y", "-z");
        Run("tpm_restrictsrk", "-z", "-a"); // the token reads the storage root key's public half
    }

    // One test run at a time on one machine.
    private static FileStream TakeTurn()
    {
        for (int wait = 0; ; wait++)
        {
            try
            {
                return new FileStream("/run/lock/dnssec-toolkit-opencryptoki", FileMode.OpenOrCreate,
                    FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (wait < 300)
            {
                Thread.Sleep(1000);
            }
        }
    }

    private void MakeChip()
    {
        Directory.CreateDirectory(_directory["chip"]);
        Run("swtpm_setup", "--tpm-state", _directory["chip"], "--createek", "--overwrite", "--runas", "root");
    }

    private BackgroundProgram StartChip()
    {
        string pid = _directory["swtpm.pid"];
        File.Delete(pid);
        BackgroundProgram chip = BackgroundProgram.Start(new ForeignCommand("swtpm",
        [
            "socket", "--tpmstate", $"dir={_directory["chip"]}",
            "--server", string.Create(CultureInfo.InvariantCulture,
                $"type=tcp,port={_chipPort},bindaddr=127.0.0.1"),
            "--flags", "not-need-init,startup-clear", "--pid", $"file={pid}",
        ]));
        chip.WaitUntil("starting", () => File.Exists(pid) && new FileInfo(pid).Length > 0);
        return chip;
    }

    private void PrepareTcsd()
    {
        Directory.CreateDirectory(_directory["tss"]);
        string configuration = _directory.Write(
            "tss/tcsd.conf",
            string.Create(CultureInfo.InvariantCulture,
                $"port = {_tcsdPort}\nsystem_ps_file = {_directory["tss/system.data"]}\n"));
        Run("chown", "tss:tss", _directory["tss"]);
        Run("chown", "root:tss", configuration);
        Run("chmod", "700", _directory["tss"]);
        Run("chmod", "640", configuration);
    }

    private BackgroundProgram StartTcsd()
    {
        BackgroundProgram tcsd = BackgroundProgram.Start(new ForeignCommand("tcsd", ["-f", "-e", "-c", _directory["tss/tcsd.conf"]])
        {
            Environment = new Dictionary<string, string>
            {
                ["TCSD_USE_TCP_DEVICE"] = "1",
                ["TCSD_TCP_DEVICE_HOSTNAME"] = "127.0.0.1",
                ["TCSD_TCP_DEVICE_PORT"] = _chipPort.ToString(CultureInfo.InvariantCulture),
            },
        });
        tcsd.WaitUntil("answering",
            () => ForeignTool.Run(new ForeignCommand("tpm_version",
                [])
            { Environment = _environment }).Succeeded);
        return tcsd;
    }

    private void LinkPlaces()
    {
        foreach (string name in Links.Split(' '))
        {
            MakePlace(name);
            Run("install", "-d", "-m", "770", "-g", "pkcs11", "/run/lock/opencryptoki",
                $"/run/lock/opencryptoki/{name}");
            Unlink(name); // of a run that was killed
            string place = Path.Combine(Places, name);
            Directory.Move(place, place + Aside);
            File.CreateSymbolicLink(place, _directory[name]);
        }
    }

    private void MakePlace(string name)
    {
        Directory.CreateDirectory(_directory[$"{name}/TOK_OBJ"]); // the TPM token before 3.12 writes there, and nobody makes it
        Run("chgrp", "-R", "pkcs11", _directory[name]);
        Run("chmod", "-R", "770", _directory[name]);
    }

    private static void Unlink(string name)
    {
        string place = Path.Combine(Places, name);
        if (new FileInfo(place).LinkTarget is not null)
        {
            File.Delete(place);
            Directory.Move(place + Aside, place);
        }

        ForgetObjects(name);
    }

    private static void ForgetObjects(string name)
    {
        if (Directory.Exists($"/run/lock/opencryptoki/{name}/nobody"))
        {
            Directory.Delete($"/run/lock/opencryptoki/{name}/nobody", recursive: true); // of a test with another user
        }

        foreach (string shared in Directory.GetFiles("/dev/shm", $"var.lib.opencryptoki.{name}*"))
        {
            File.Delete(shared); // the list of objects that are gone
        }
    }

    private static bool IsInUse() =>
        File.Exists(SlotsProcess) && !Made.IsValueCreated
        && Directory.Exists($"/proc/{File.ReadAllText(SlotsProcess).Trim()}")
        && new FileInfo(Path.Combine(Places, "tpm")).LinkTarget is null;

    private static BackgroundProgram StartSlots()
    {
        File.Delete(SlotsProcess);
        File.Delete("/run/pkcsslotd.socket");
        BackgroundProgram slots = BackgroundProgram.Start(new ForeignCommand("pkcsslotd", ["-f"]));
        slots.WaitUntil("starting", () => File.Exists("/run/pkcsslotd.socket"));
        return slots;
    }

    private static void Run(string program, params string[] arguments) =>
        ForeignTool.Run(program, arguments).MustSucceed();
}
