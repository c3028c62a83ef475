using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall key generate</c>.</summary>
internal sealed class KeyGenerateCommand
{
    private const string Unset = "none";

    private readonly Option<string> _zone = KeyOptions.Zone("Zone that the key is for");
    private readonly Option<string> _keys = KeyOptions.Directory(create: true);
    private readonly Option<string> _type = new("--type")
    {
        Description = "What the key is for",
        DefaultValueFactory = _ => "csk"
    };
    private readonly Option<int> _bits = new("--bits",
        "-b")
    { Description = "Size of an RSA key; 2048 by default", HelpName = "BITS" };
    private readonly Option<string?> _tags = KeyOptions.Tags();
    private readonly Option<bool> _force =
        new("--force") { Description = "Make a key of a SHA-1 algorithm or a small RSA key all the same" };

    private readonly Option<string> _algorithm = KeyOptions.Algorithm("Algorithm by name or number");

    private readonly Option<uint?> _ttl = new("--ttl",
        "-L")
    { Description = "TTL for the DNSKEY record in seconds; none by default", HelpName = "SECONDS" };
    private readonly Option<string> _publish = Moment("--publish", "-P", "When it enters the zone", "now");
    private readonly Option<string> _activate = Moment("--activate", "-A", "When it begins to sign", "now");
    private readonly Option<string> _inactive = Moment("--inactive", "-I", "When it ceases to sign", Unset);
    private readonly Option<string> _revoke = Moment("--revoke", "-R", "When it is revoked (RFC 5011)",
        Unset);
    private readonly Option<string> _delete = Moment("--delete", "-D", "When it leaves the zone", Unset);
    private readonly Option<string> _syncPublish = Moment("--sync-publish", null,
        "When CDS and CDNSKEY for it appear", Unset);
    private readonly Option<string?> _token =
        TokenOptions.Token("Make the key in this token, such as pkcs11:token=LABEL; the directory takes its public half and its URI");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly Option<bool> _extractable = TokenOptions.Extractable();
    private readonly TokenUseOptions _use = new();
    private readonly Option<string?> _mixRandom = new("--mix-random")
    {
        Description = "For a key in software: mix the random numbers of this token with the system's",
        HelpName = "URI",
    };

    private readonly Option<string> _syncDelete = Moment("--sync-delete", null,
        "When CDS and CDNSKEY for it go", Unset);

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        _type.AcceptOnlyFromAmong("ksk", "zsk", "csk");
        Command command = new("generate",
            "Makes a key and writes its .key and .private files; prints their name")
        {
            _zone, _keys, _algorithm, _type, _bits, _tags, _ttl, _publish, _activate, _inactive, _revoke, _delete,
            _syncPublish, _syncDelete, _token, _module, _pin, _extractable, _mixRandom, _force,
        };
        return command.With(_use).Does(Generate).WithExample(
            "keyall key generate --zone cr --keys /var/lib/dnssec/keys --type zsk --activate now+30d",
            "Make a ZSK for cr that is published at once and signs in a month.");
    }

    private ExitStatus Generate(ToolRun run)
    {
        DomainName zone = KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));
        string directory = run.Options.GetRequiredValue(_keys);
        KeyGeneration request = Request(run, zone);
        DemandOrder(request.Timing);
        KeyOptions.DemandDirectory(directory);
        using KeyDirectoryLock held = KeyDirectoryLock.Take(directory);
        using KeyDirectory existing = KeyOptions.Read(directory, zone, run.Console);
        ZoneKey[] others = [.. existing.Keys.Select(other => other.Key)];
        if (run.Options.GetValue(_token) is { } token)
        {
            GenerateInToken(run, request, TokenOptions.UriOf(token, run.Options.GetValue(_module)), others,
                directory);
            return ExitStatus.Done;
        }

        if (run.Options.GetValue(_mixRandom) is { } source)
        {
            MixRandom(run, TokenOptions.UriOf(source, run.Options.GetValue(_module)));
        }

        using SoftwareKey key = request.Generate(others);
        Print(run, request, key.Key, BindKeyFiles.Write(directory, key, TtlOf(run)));
        return ExitStatus.Done;
    }

    private void MixRandom(ToolRun run, Pkcs11Uri where)
    {
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
        tokens.Connect(where).MixRandom();
    }

    private void GenerateInToken(ToolRun run, KeyGeneration request, Pkcs11Uri where, ZoneKey[] others,
        string directory)
    {
        using OpenTokens tokens = new(_use.Of(run, run.Options.GetValue(_pin), threads: 1));
        (ZoneKey key, Pkcs11Uri uri) = TokenKeyGeneration.Generate(tokens.Connect(where), request, others);
        BindTokenFile file = new(key.Algorithm, where.PinSource is null
            ? uri : uri.WithPinSource(where.PinSource), request.Timing);
        try
        {
            Print(run, request, key, BindKeyFiles.Write(directory, key, file, TtlOf(run)));
        }
        catch (UnwritableOutputException fault)
        {
            throw new UnwritableOutputException(
                $"{fault.Message}; the new key is in the token as {uri}",
                "remove it there (pkcs11-tool --delete-object), then make another", fault);
        }
    }

    private uint? TtlOf(ToolRun run) => run.Options.GetValue(_ttl) is > ZoneKey.MaximumTtl and { } ttl
        ? throw new UsageException($"--ttl {ttl} is more than {ZoneKey.MaximumTtl} seconds (RFC 2181 §8)")
        : run.Options.GetValue(_ttl);

    private KeyGeneration Request(ToolRun run, DomainName zone)
    {
        return new KeyGeneration(zone, KeyOptions.AlgorithmOf(run, _algorithm), Enum.Parse<KeyRole>(run.Options.GetRequiredValue(_type), ignoreCase: true))
        {
            Bits = run.Options.GetValue(_bits),
            Tags = KeyOptions.TagsOf(run, _tags),
            Export = run.Options.GetValue(_extractable) ? KeyExport.Wrapped : KeyExport.AsDevice,
            Weak = run.Options.GetValue(_force) ? WeakKeys.Allowed : WeakKeys.Refused,
            Timing = new KeyTiming
            {
                Created = run.Now,
                Publish = MomentOf(run, _publish),
                Activate = MomentOf(run, _activate),
                Inactive = MomentOf(run, _inactive),
                Revoke = MomentOf(run, _revoke),
                Delete = MomentOf(run, _delete),
                SyncPublish = MomentOf(run, _syncPublish),
                SyncDelete = MomentOf(run, _syncDelete),
            },
        };
    }

    private static Timestamp? MomentOf(ToolRun run, Option<string> option)
    {
        string text = run.Options.GetRequiredValue(option);
        return text.Equals(Unset, StringComparison.OrdinalIgnoreCase)
            ? null : run.MomentOf(option.Name, text);
    }

    private static void DemandOrder(KeyTiming timing)
    {
        if (timing.Contradiction() is { } contradiction)
        {
            throw new UsageException(
                $"the key's moments contradict each other: {contradiction}",
                "publish, activate, inactive, delete is the order of a key's life");
        }
    }

    private static void Print(ToolRun run, KeyGeneration request, ZoneKey key, string file)
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(key.Algorithm);
        if (traits.Advice == SigningAdvice.NotRecommended || traits.SignsOnlyWhenForced)
        {
            run.Console.Warn(
                $"{traits.Mnemonic} is not to be used for new zones (RFC 9904); ECDSAP256SHA256 is");
        }

        if (!run.Json)
        {
            run.Console.Output.WriteLine(Path.GetFileNameWithoutExtension(file));
            return;
        }

        run.Console.Output.WriteLine(JsonText.Object(json =>
        {
            json.WriteString("zone", key.Zone.ToString());
            json.WriteNumber("tag", key.Tag.Value);
            json.WriteNumber("algorithm", (int)key.Algorithm);
            json.WriteString("role", request.Role.ToString());
            json.WriteNumber("bits", PublicKeyFormat.BitsOf(key.Algorithm, key.PublicKey));
            json.WriteString("publicFile", file);
            json.WriteString("privateFile", Path.ChangeExtension(file, ".private"));
        }));
    }

    private static Option<string> Moment(string name, string? alias, string description, string byDefault)
    {
        Option<string> option = new(name)
        {
            Description = $"{description}: a moment, or 'none'",
            HelpName = "MOMENT",
            DefaultValueFactory = _ => byDefault,
        };
        if (alias is not null)
        {
            option.Aliases.Add(alias);
        }

        return option;
    }
}
