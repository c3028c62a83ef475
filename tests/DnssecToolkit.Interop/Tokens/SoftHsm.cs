using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A SoftHSM token in a directory of its own, with a software key of each algorithm imported; made
/// once a test run.</summary>
/// <remarks>The module reads SOFTHSM2_CONF from the environment of the process, so that there can be only
/// one. Its tests are one xunit collection: SoftHSM has bugs where one thread closes the last session while
/// another opens one.</remarks>
public sealed partial class SoftHsm : IDisposable
{
    public const string Program = "softhsm2-util";
    public const string Label = "zone keys";
    public const string Pin = "123456";
    public const string OtherLabel = "other";

    private static readonly Lazy<SoftHsm> Made = new(() => new SoftHsm());

    private readonly TemporaryDirectory _directory = new();
    private static readonly HashSet<DnssecAlgorithm> Copied = [];
    private readonly Dictionary<DnssecAlgorithm, SoftwareKey> _keys = [];

    private SoftHsm()
    {
        Directory.CreateDirectory(_directory["tokens"]);
        Configuration = _directory.Write(
            "softhsm2.conf",
            $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        Assert.Equal(0, setenv("SOFTHSM2_CONF", Configuration, 1));
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", Configuration); // for the processes that tests start
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        foreach (string label in (string[])[Label, OtherLabel])
        {
            Run("--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", Pin);
        }

        foreach (DnssecAlgorithm algorithm in Algorithms)
        {
            Import(algorithm);
        }
    }

    /// <summary>The algorithms that Debian's SoftHSM signs with.</summary>
    public static DnssecAlgorithm[] Algorithms =>
    [
        DnssecAlgorithm.RSASHA256, DnssecAlgorithm.RSASHA512, DnssecAlgorithm.ECDSAP256SHA256, DnssecAlgorithm.ECDSAP384SHA384,
        DnssecAlgorithm.ED25519,
    ];

    /// <summary>The token, made at first use.</summary>
    public static SoftHsm Instance => Made.Value;

    /// <summary>The module.</summary>
    public static string Module =>
        ((string[])["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so",
            "/usr/lib64/pkcs11/libsofthsm2.so"])
        .First(File.Exists);

    /// <summary>Makes a token where a configuration file says.</summary>
    /// <param name="environment">Has SOFTHSM2_CONF.</param>
    /// <param name="label">Its label.</param>
    /// <param name="pin">Its PIN.</param>
    public static void MakeToken(IReadOnlyDictionary<string, string> environment, string label,
        string pin = Pin) => ForeignTool.Run(
        new ForeignCommand(Program,
            ["--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin",
                pin])
        { Environment = environment }).MustSucceed();

    /// <summary>The zone of all keys.</summary>
    public static DomainName Zone => DomainName.Parse("example.");

    /// <summary>SoftHSM's configuration file.</summary>
    public string Configuration { get; }

    /// <summary>Gives the software key whose copy is in the token.</summary>
    public SoftwareKey SoftwareKeyOf(DnssecAlgorithm algorithm) => _keys[algorithm];

    /// <summary>Gives the URI of the copy.</summary>
    public static Pkcs11Uri UriOf(DnssecAlgorithm algorithm) => new()
    {
        Token = Label,
        Object = algorithm.ToString(),
        Id = new byte[] { (byte)algorithm },
        ModulePath = Module,
    };

    /// <summary>Opens tokens with the right PIN.</summary>
    public static OpenTokens Open(int threads = 2, TokenHosting? hosting = null) => new(new TokenUse
    {
        Pins = (_, _, pin) => System.Text.Encoding.ASCII.TryGetBytes(Pin, pin, out int length) ? length : -1,
        Threads = threads,
        Hosting = hosting ?? TokenHosting.InProcess,
    });

    /// <summary>Puts a copy of a key into the other token, once.</summary>
    public static void CopyKeyToOther(DnssecAlgorithm algorithm)
    {
        if (Copied.Add(algorithm))
        {
            Instance.Import(Instance.SoftwareKeyOf(algorithm), algorithm.ToString(), (byte)algorithm,
                OtherLabel);
        }
    }

    /// <summary>Puts a copy of a software key into the token.</summary>
    public void Import(SoftwareKey key, string label, byte id, string token = Label)
    {
        using PrivateKeyComponents components = key.Private.ExportComponents();
        string pem = _directory.Write("import.pem",
            PemEncoding.WriteString("PRIVATE KEY", Pkcs8.Write(components)));
        Run("--import", pem, "--token", token, "--label", label, "--id", Convert.ToHexString([id]), "--pin",
            Pin);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private void Import(DnssecAlgorithm algorithm)
    {
        SoftwareKey key = new KeyGeneration(Zone, algorithm, KeyRole.CSK).Generate([]);
        _keys.Add(algorithm, key);
        Import(key, algorithm.ToString(), (byte)algorithm);
    }

    private void Run(params string[] arguments)
    {
        ForeignRun run = ForeignTool.Run(new ForeignCommand(Program, arguments)
        {
            Environment = new Dictionary<string, string> { ["SOFTHSM2_CONF"] = Configuration },
        });
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
