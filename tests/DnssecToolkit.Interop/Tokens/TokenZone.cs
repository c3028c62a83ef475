using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A zone in a directory, with the files of a key in a token and of the token's PIN.</summary>
public sealed class TokenZone : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Writes the files.</summary>
    /// <param name="stack">The token.</param>
    /// <param name="algorithm">Which of its keys.</param>
    /// <param name="names">How many names the zone has.</param>
    public TokenZone(TokenStack stack, DnssecAlgorithm algorithm, int names = 2)
        : this(stack, stack.KeyOf(algorithm), names)
    {
    }

    /// <summary>Writes the files.</summary>
    /// <param name="stack">The token.</param>
    /// <param name="made">The key, and where it is.</param>
    /// <param name="names">How many names the zone has.</param>
    public TokenZone(TokenStack stack, (ZoneKey Key, Pkcs11Uri Uri) made, int names)
    {
        (ZoneKey key, Pkcs11Uri uri) = made;
        KeyTiming timing = new()
        {
            Publish = new Timestamp(1_700_000_000),
            Activate = new Timestamp(1_700_000_000)
        };
        Directory.CreateDirectory(_directory["keys"]);
        BindKeyFiles.Write(_directory["keys"], key, new BindTokenFile(key.Algorithm, uri, timing), 3600);
        _directory.WriteSecret("pin", stack.Pin + "\n");
        IEnumerable<string> hosts = Enumerable.Range(0, names)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"h{number} A 192.0.2.2\n"));
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\nsub NS ns\n"
            + string.Concat(hosts));
    }

    /// <summary>The zone before it is signed.</summary>
    public string Unsigned => _directory["zone"];

    /// <summary>Where the signed zone goes.</summary>
    public string Signed => _directory["signed"];

    /// <summary>The command line that signs it.</summary>
    public string[] Arguments(params string[] options) =>
    [
        "--zone-file", _directory["zone"], "--origin", "example.", "--keys", _directory["keys"], "--output", Signed,
        "--pin", "file:"
            + _directory["pin"], "--inception", "20260101000000", "--expiration", "20360101000000", .. options,
    ];

    /// <summary>Signs it in this process.</summary>
    public SignallRun Sign(params string[] options) => SignallRun.Run(Arguments(options));

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
