using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary>The options that say where keys of a keyindex are made, and how.</summary>
internal sealed class KeyMakingOptions
{
    private readonly Option<string> _keys = KeyOptions.Directory(create: true);
    private readonly Option<int> _bits = new("--bits",
        "-b")
    { Description = "Size of RSA keys; 2048 by default", HelpName = "BITS" };
    private readonly Option<string?> _tags = KeyOptions.Tags();
    private readonly Option<string?> _token =
        TokenOptions.Token("Make the keys in this token, such as pkcs11:token=LABEL");
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();
    private readonly Option<bool> _extractable = TokenOptions.Extractable();
    private readonly TokenUseOptions _use = new();
    private readonly BackupGateOptions _backups = new();

    /// <summary>The option that takes keys without a row, for commands that make the keys of a
    /// rhythm.</summary>
    internal Option<int[]?> Adopt { get; } = new("--adopt")
    {
        Description =
            "Tag of a key without a row, of the zone and its directory, to take before new ones are made; repeatable",
        HelpName = "TAG",
    };

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All =>
        [_keys, _bits, _tags, _token, _module, _pin, _extractable, .. _use.All, .. _backups.All];

    /// <summary>The directory of the key files.</summary>
    internal string DirectoryOf(ToolRun run) => run.Options.GetRequiredValue(_keys);

    /// <summary>What opens the token, or null where keys are made as files.</summary>
    internal OpenTokens? Tokens(ToolRun run) => run.Options.GetValue(_token) is null ? null : AllTokens(run);

    /// <summary>What opens the tokens of keys that are there already, whether any are made or not.</summary>
    internal OpenTokens AllTokens(ToolRun run) =>
        new(_use.Of(run, run.Options.GetValue(_pin), threads: 1), run.Options.GetValue(_module));

    /// <summary>What new keys of a zone need before they are entered anywhere, or null.</summary>
    internal BackupGate? GateOf(ToolRun run, DomainName zone, RolloverPolicyOptions policy) =>
        _backups.Of(run.Options, policy.GateOf(run, zone));

    /// <summary>Writes the keyindex with the rows of keys that were made.</summary>
    internal void Enter(ToolRun run, KeyIndexFile file, KeyIndex changed)
    {
        file.Replace(changed, run.Now);
        Tidy(run, changed);
    }

    /// <summary>Lets go of what runs noted of keys that have their rows, where one was interrupted after
    /// that.</summary>
    internal void Tidy(ToolRun run, KeyIndex index)
    {
        foreach (DomainName zone in index.Zones)
        {
            KeyStock.Entered(DirectoryOf(run), zone, [.. index.EntriesOf(zone)]);
        }
    }

    /// <summary>Says how keys are made.</summary>
    /// <param name="run">The run.</param>
    /// <param name="tokens">What opens the token, or null for files.</param>
    /// <param name="keyIndex">The path of the keyindex that they are made for, or null.</param>
    internal KeyMaking Making(ToolRun run, OpenTokens? tokens, string? keyIndex) =>
        Making(run, tokens) with { KeyIndex = keyIndex, Adopted = AdoptedBy(run) };

    /// <summary>The tags of keys that the operator wants to be taken.</summary>
    internal IReadOnlyCollection<int> AdoptedBy(ToolRun run) => run.Options.GetValue(Adopt) ?? [];

    private KeyMaking Making(ToolRun run, OpenTokens? tokens)
    {
        if (tokens is null || run.Options.GetValue(_token) is not { } token)
        {
            return new KeyMaking { Bits = run.Options.GetValue(_bits), Tags = KeyOptions.TagsOf(run, _tags) };
        }

        Pkcs11Uri where = TokenOptions.UriOf(token, run.Options.GetValue(_module));
        return new KeyMaking
        {
            Bits = run.Options.GetValue(_bits),
            Token = tokens.Connect(where),
            Export = run.Options.GetValue(_extractable) ? KeyExport.Wrapped : KeyExport.AsDevice,
            PinSource = where.PinSource,
        };
    }
}
