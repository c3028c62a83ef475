using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall key import</c>.</summary>
internal sealed class KeyImportCommand
{
    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose key it is");
    private readonly Option<string> _from = new("--from") { Description = "Directory with the key's files: BIND's, or .key with .pem", HelpName = "DIR", Required = true };
    private readonly Option<ushort?> _tag = new("--tag") { Description = "Key tag of the key; the only one with a private half by default", HelpName = "TAG" };
    private readonly Option<string> _keys = KeyOptions.Directory(create: true);
    private readonly Option<string?> _token = TokenOptions.Token("Put the key into this token, such as pkcs11:token=LABEL");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        _token.Required = true;
        return new Command("import", "Puts a key from files into a token, where the device lets keys in; the directory takes its URI")
        {
            _zone, _from, _tag, _keys, _token, _module, _pin,
        }
        .With(_use)
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
        Pkcs11Uri where = TokenOptions.UriOf(run.Options.GetRequiredValue(_token)!, run.Options.GetValue(_module));
        using KeyDirectory source = KeyOptions.Read(run.Options.GetRequiredValue(_from), zone, run.Console);
        DirectoryKey key = Choose(source, run.Options.GetValue(_tag));
        DemandNoFiles(directory, key.Key);
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
        Pkcs11Uri uri = TokenKeyImport.Import(tokens.Connect(where), key.Software!);
        BindTokenFile file = new(key.Key.Algorithm, where.PinSource is null ? uri : uri.WithPinSource(where.PinSource), key.Timing);
        Print(run, key.Key, uri, BindKeyFiles.Write(directory, key.Key, file, key.Ttl));
        return ExitStatus.Done;
    }

    private static DirectoryKey Choose(KeyDirectory source, ushort? tag)
    {
        DirectoryKey[] fitting = [.. source.Keys.Where(key => key.Software is not null && (tag is null || key.Key.Tag.Value == tag))];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw new KeyUnavailableException(
                $"{source.Path}: there is no key of {source.Zone} with its private half" + (tag is null ? "" : string.Create(CultureInfo.InvariantCulture, $" and the tag {tag}")),
                "`keyall key list --keys` shows what is there"),
            _ => throw new UsageException($"{source.Path}: {fitting.Length} keys of {source.Zone} have their private halves there", "name one with --tag"),
        };
    }

    // An existing key file is never replaced: better seen before the key is in the token.
    private static void DemandNoFiles(string directory, ZoneKey key)
    {
        string stem = Path.Combine(directory, BindKeyName.Of(key).ToString());
        if (File.Exists(stem + ".key") || File.Exists(stem + ".private"))
        {
            throw new UnwritableOutputException(
                $"{stem}: there are files of this key already, and they are never replaced", "import into another directory, or move them away first");
        }
    }

    private static void Print(ToolRun run, ZoneKey key, Pkcs11Uri uri, string file)
    {
        run.Console.Say($"{key} is in the token as {uri}; its old files still have the private half: destroy them once the token has been backed up or proven");
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
