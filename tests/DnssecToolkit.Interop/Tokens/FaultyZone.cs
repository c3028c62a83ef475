using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A zone whose key is in SoftHSM, reached through a module of the test's choice, and everything
/// signall needs for it.</summary>
public sealed class FaultyZone : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Writes the zone and its key files.</summary>
    public FaultyZone(string module, int names = 40,
        DnssecAlgorithm algorithm = DnssecAlgorithm.ECDSAP256SHA256)
    {
        IEnumerable<string> hosts = Enumerable.Range(0, names)
            .Select(number =>
                string.Create(CultureInfo.InvariantCulture, $"h{number} A 192.0.2.{number % 250}"));
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n"
            + string.Join('\n', hosts) + "\n");
        AddKey(module, algorithm);
    }

    /// <summary>Writes the files of a key of another algorithm.</summary>
    public void AddKey(string module, DnssecAlgorithm algorithm)
    {
        ZoneKey key = SoftHsm.Instance.SoftwareKeyOf(algorithm).Key;
        KeyTiming timing = new()
        {
            Publish = new Timestamp(1_700_000_000),
            Activate = new Timestamp(1_700_000_000)
        };
        Pkcs11Uri uri = new()
        {
            Token = SoftHsm.Label,
            Object = algorithm.ToString(),
            Id = new byte[] { (byte)algorithm },
            ModulePath = module
        };
        string stem = Path.Combine("keys", BindKeyName.Of(key).ToString());
        _directory.Write(stem + ".key", new BindPublicFile(key, 3600, timing).ToText());
        _directory.Write(stem + ".private", new BindTokenFile(algorithm, uri, timing).ToText(key));
    }

    /// <summary>The PIN in the file that is named as its source.</summary>
    public string Pin { get; set; } = SoftHsm.Pin;

    /// <summary>Where the PIN comes from: a file, written anew.</summary>
    public string PinSource => "file:" + _directory.WriteSecret("pin", Pin + "\n");

    /// <summary>The unsigned zone file.</summary>
    public string Unsigned => _directory["zone"];

    /// <summary>The signed zone file.</summary>
    public string Signed => _directory["signed"];

    /// <summary>The state directory.</summary>
    public string State => _directory["state"];

    /// <summary>The arguments of signall.</summary>
    public string[] Arguments(params string[] options) =>
    [
        "--zone-file", Unsigned, "--origin", "example.", "--keys", _directory["keys"], "--output", Signed,
        "--pin", PinSource, "--state", State, .. options,
    ];

    /// <summary>Signs it.</summary>
    public SignallRun Sign(params string[] options) => SignallRun.Run(Arguments(options));

    /// <summary>Fails the test unless dnssec-verify accepts the signed zone.</summary>
    public void MustPleaseBind()
    {
        ForeignRun verified = ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", Signed);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
    }

    /// <summary>Runs keyall, which must succeed.</summary>
    public static string Keyall(params string[] arguments) =>
        KeyallRun.Run(arguments).MustEndWith(ExitStatus.Done).Output;

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
