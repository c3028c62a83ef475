using System.Globalization;
using DnssecToolkit.Interop.Tokens.Cards;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A SmartCard-HSM through OpenSC and pcscd: the real driver and daemon, vpcd's virtual reader, and a card of the tests' own in it.</summary>
/// <remarks>pcscd's socket has a fixed name: where mounting is allowed it sees a directory of the test's own there, so that it disturbs no other.</remarks>
public sealed class SmartCardStack : TokenStack
{
    public static readonly string[] Programs = ["pcscd", "unshare"];
    public const string Library = "opensc-pkcs11.so";
    public const string ReaderDriver = "pcsc/drivers/serial/libifdvpcd.so";

    /// <summary>The names of both readers, as pcscd gives them.</summary>
    public const string Reader = "Virtual PCD 00 00";
    public const string SecondReader = "Virtual PCD 00 01";

    private const string Sockets = "/run/pcscd";

    private readonly TemporaryDirectory _directory = new();
    private readonly SmartCardHsmCard _card = new();
    private readonly CardReader _reader;
    private readonly int _port = LoopbackPorts.FreePair();
    private BackgroundProgram _daemon;

    public SmartCardStack()
    {
        string port = string.Create(CultureInfo.InvariantCulture, $"0x{_port:X}");
        _directory.Write("reader/vpcd", $"""
            FRIENDLYNAME "Virtual PCD"
            DEVICENAME   /dev/null:{port}
            LIBPATH      {SystemLibrary.Find(ReaderDriver)}
            CHANNELID    {port}

            """);
        Directory.CreateDirectory(_directory["run"]);
        ModuleEnvironment.Set("PCSCLITE_CSOCK_NAME", Socket);
        _daemon = StartDaemon();
        _reader = new CardReader(_card, _port);
        _daemon.WaitUntil("seeing the card", () => _reader.Commands > 0 || SeesCard());
        Initialize();
    }

    /// <summary>Whether this process may mount, and so shield its pcscd from others.</summary>
    private static bool MayMount { get; } = ForeignTool.Run("unshare", "--mount", "true").Succeeded;

    /// <summary>Why it cannot be started on this machine, or null.</summary>
    public static string? SkipReason =>
        !Environment.IsPrivilegedProcess ? "pcscd is started by root"
        : !MayMount && File.Exists($"{Sockets}/pcscd.comm")
        ? "this machine's own pcscd runs, and no other can be started beside it" : null;

    public override string Profile => "smartcard-hsm";

    public override string ModulePath => SystemLibrary.Find(Library)!;

    public override string SoPin => "3537363231383830";

    /// <summary>How many commands the card has answered.</summary>
    internal int Commands => _reader.Commands;

    /// <summary>The card.</summary>
    internal SmartCardHsmCard Card => _card;

    /// <summary>How often the card was given its user PIN.</summary>
    internal int PinAttempts => _card.Pins.Attempts;

    protected override string ShownLabel => Label + " (UserPIN)";

    private string Socket => MayMount ? _directory["run/pcscd.comm"] : $"{Sockets}/pcscd.comm";

    /// <summary>Puts another card into the second reader.</summary>
    /// <returns>What takes it out again.</returns>
    internal IDisposable Insert(SmartCardHsmCard card)
    {
        InsertedCard inserted = new(card, this);
        _daemon.WaitUntil("seeing the second card", () => SeesCard(SecondReader));
        return inserted;
    }

    /// <summary>Kills pcscd, as happened in Namibia; the card remains in its reader.</summary>
    public void KillDaemon() => _daemon.Kill();

    /// <summary>Starts pcscd again.</summary>
    public void RestartDaemon()
    {
        _daemon.Dispose();
        _daemon = StartDaemon();
    }

    public override void Dispose()
    {
        _reader.Dispose();
        _daemon.Dispose();
        _card.Dispose();
        _directory.Dispose();
    }

    private BackgroundProgram StartDaemon()
    {
        File.Delete(Socket);
        string[] pcscd = ["pcscd", "--foreground", "--config", _directory["reader"], "--error"];
        Directory.CreateDirectory(Sockets);
        BackgroundProgram daemon = BackgroundProgram.Start(MayMount
            ? new ForeignCommand("unshare",
                ["--mount", "sh", "-c", $"mount --bind \"$0\" {Sockets} && exec \"$@\"", _directory["run"],
                    .. pcscd])
            : new ForeignCommand(pcscd[0], pcscd[1..]));
        daemon.WaitUntil("starting", () => File.Exists(Socket));
        return daemon;
    }

    private sealed class InsertedCard(SmartCardHsmCard card, SmartCardStack stack) : IDisposable
    {
        private readonly CardReader _reader = new(card, stack._port + 1);

        public void Dispose()
        {
            _reader.Dispose();
            stack._daemon.WaitUntil("seeing that the second card is gone", () => !SeesCard(SecondReader));
        }
    }

    private static bool SeesCard(string reader = Reader) =>
        ForeignTool.Run("opensc-tool", "--list-readers").Output.Split('\n')
        .Any(line => line.Contains("Yes", StringComparison.Ordinal)
            && line.Contains(reader, StringComparison.Ordinal));
}
