using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall key import</c>.</summary>
internal sealed class KeyImportCommand
{
    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose key it is");
    private readonly Option<string> _from = new("--from")
    {
        Description = "Directory with the key's files: BIND's, or .key with .pem; or a PEM file alone",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<ushort?> _tag =
        new("--tag")
        {
            Description = "Key tag of the key; the only one with a private half by default",
            HelpName = "TAG"
        };
    private readonly Option<string?> _algorithm = new("--algorithm",
        "-a")
    {
        Description = "For a PEM file alone: the algorithm of an RSA key; others say theirs",
        HelpName = "NAME"
    };
    private readonly Option<string> _type =
        new("--type")
        {
            Description = "For a PEM file alone: what the key is for",
            DefaultValueFactory = _ =>
            "csk"
        };
    private readonly Option<string?> _passphrase =
        new("--passphrase") { Description = $"Where the passphrase of an encrypted PEM file comes from: {SecretSource.Forms}", HelpName = "SOURCE" };
    private readonly Option<string> _keys = KeyOptions.Directory(create: true);
    private readonly TokenAccessOptions _access =
        new("Put the key into this token, such as pkcs11:token=LABEL");

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        _type.AcceptOnlyFromAmong("ksk", "zsk", "csk");
        Command command = new("import",
            "Puts a key from files into a token, where the device lets keys in; the directory takes its URI")
        {
            _zone, _from, _tag, _algorithm, _type, _passphrase, _keys,
        };
        return _access.AddTo(command)
            .Does(Import)
            .WithExample(
                "keyall key import --zone cr --from /root/old-keys --keys /var/lib/dnssec/keys --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt",
                "Put the key of cr into the token zone; signall finds it there from now on.");
    }

    private ExitStatus Import(ToolRun run)
    {
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        string directory = run.Options.GetRequiredValue(_keys);
        KeyOptions.DemandDirectory(directory);
        Pkcs11Uri where = _access.UriOf(run);
        string from = run.Options.GetRequiredValue(_from);
        if (File.Exists(from))
        {
            using SoftwareKey alone = ReadPem(run, from, zone);
            Put(run, where, alone, ttl: null, directory);
            return ExitStatus.Done;
        }

        using KeyDirectory source = KeyOptions.Read(from, zone, run.Console, Passphrases(run));
        DirectoryKey key = Choose(source, run.Options.GetValue(_tag));
        Put(run, where, key.Software!, key.Ttl, directory);
        return ExitStatus.Done;
    }

    private PassphraseReader? Passphrases(ToolRun run) =>
        PassphraseSource.Reader(run.Options.GetValue(_passphrase), run.Console);

    private void Put(ToolRun run, Pkcs11Uri where, SoftwareKey key, uint? ttl, string directory)
    {
        DemandNoFiles(directory, key.Key);
        using OpenTokens tokens = new(_access.UseOf(run));
        Pkcs11Uri uri = TokenKeyImport.Import(tokens.Connect(where), key);
        BindTokenFile file = new(key.Key.Algorithm, where.PinSource is null
            ? uri : uri.WithPinSource(where.PinSource), key.Timing);
        Print(run, key.Key, uri, BindKeyFiles.Write(directory, key.Key, file, ttl));
    }

    // A PEM file says neither the zone nor the algorithm of an RSA key, nor what the key is for.
    private SoftwareKey ReadPem(ToolRun run, string file, DomainName zone)
    {
        using PrivateKeyComponents components = PemKeyFile.Read(file, Passphrases(run));
        KeyRole role = Enum.Parse<KeyRole>(run.Options.GetRequiredValue(_type), ignoreCase: true);
        KeyGeneration made = new(zone, AlgorithmOf(run, file, components),
            role)
        { Timing = new KeyTiming { Created = run.Now, Publish = run.Now, Activate = run.Now } };
        return made.From(components);
    }

    private DnssecAlgorithm AlgorithmOf(ToolRun run, string file, PrivateKeyComponents components)
    {
        AlgorithmTraits[] fitting = [.. AlgorithmTraits.All.Where(traits => !traits.SignsOnlyWhenForced
            && components.Fits(traits.Algorithm))];
        string names = string.Join(", ", fitting.Select(traits => traits.Mnemonic));
        return run.Options.GetValue(_algorithm) switch
        {
            null when fitting.Length == 1 => fitting[0].Algorithm,
            null => throw new UsageException($"{file}: its key may be for {names}",
                "say for which with --algorithm"),
            { } name when AlgorithmTraits.TryParse(name, out AlgorithmTraits? traits)
                && fitting.Contains(traits) => traits.Algorithm,
            { } name => throw new UsageException($"--algorithm {name}: the key in {file} is of another kind",
                $"take {names}"),
        };
    }

    private static DirectoryKey Choose(KeyDirectory source, ushort? tag)
    {
        DirectoryKey[] fitting = [.. source.Keys.Where(key => key.Software is not null
            && (tag is null || key.Key.Tag.Value == tag))];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new KeyUnavailableException(
                $"{source.Path}: there is no key of {source.Zone} with its private half"
                    + (tag is null ? "" : string.Create(CultureInfo.InvariantCulture, $" and the tag {tag}")),
                "`keyall key list --keys` shows what is there"),
            _ => throw new UsageException(
                $"{source.Path}: {fitting.Length} keys of {source.Zone} have their private halves there", "name one with --tag"),
        };
    }

    // An existing key file is never replaced: better seen before the key is in the token.
    private static void DemandNoFiles(string directory, ZoneKey key)
    {
        string stem = Path.Combine(directory, BindKeyName.Of(key).ToString());
        if (File.Exists(stem + ".key") || File.Exists(stem + ".private"))
        {
            throw new UnwritableOutputException(
                $"{stem}: there are files of this key already, and they are never replaced",
                "import into another directory, or move them away first");
        }
    }

    private static void Print(ToolRun run, ZoneKey key, Pkcs11Uri uri, string file)
    {
        run.Console.Say(
            $"{key} is in the token as {uri}; its old files still have the private half: destroy them once the token has been backed up or proven");
        run.Console.Output.WriteLine(run.Json ? JsonText.Object(json =>
        {
            json.WriteString("zone", key.Zone.ToString());
            json.WriteNumber("tag", key.Tag.Value);
            json.WriteNumber("algorithm", (int)key.Algorithm);
            json.WriteString("uri", uri.ToString());
            json.WriteString("publicFile", file);
        }) : Path.GetFileNameWithoutExtension(file));
    }
}
