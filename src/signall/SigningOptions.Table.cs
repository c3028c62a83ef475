using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Signall;

/// <content>The options themselves, in the order of the help.</content>
internal sealed partial class SigningOptions
{
    private readonly Option<string> _zoneFile = new("--zone-file", "-f")
    {
        Description = "The unsigned zone file",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _origin = new("--origin", "-o")
    {
        Description = "The zone's name [default: the owner of the SOA]",
        HelpName = "NAME",
    };

    private readonly Option<string> _keys = new("--keys", "-K")
    {
        Description = "The directory of the zone's keys, K*.key and K*.private",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string?> _bundles = new("--bundles")
    {
        Description =
            "Directory of imported responses: the DNSKEY RRset and its signatures come from an offline KSK",
        HelpName = "DIR",
    };

    private readonly Option<string?> _keyIndex = new("--keyindex")
    {
        Description = "The keyindex that says what each key does [default: the moments in the key files]",
        HelpName = "FILE",
    };

    private readonly RolloverPolicyOptions _rollover = new();

    private readonly Option<string> _output = new("--output", "-O")
    {
        Description = "The signed zone file to make; replaced whole or not at all",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _previous = new("--previous")
    {
        Description =
            "The signed zone to keep fresh signatures from, and whose serial was published [default: the output, if it exists]",
        HelpName = "FILE",
    };

    private readonly Option<string> _denial = Choice(
        "--denial", "nsec", "How to prove what does not exist", "nsec", "nsec3", "nsec3-opt-out");

    private readonly Option<string> _nsec3Salt = new("--nsec3-salt")
    {
        Description = "NSEC3's salt in hexadecimal, - for none",
        HelpName = "HEX",
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<int> _nsec3Iterations = new("--nsec3-iterations")
    {
        Description = "NSEC3's additional hash iterations",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string> _serial = Choice(
        "--serial", "increment", "How to choose the serial", "increment", "unixtime", "date-counter", "keep");

    private readonly Option<string[]?> _zonemd = new Option<string[]?>("--zonemd")
    {
        Description = "Publish a digest of the zone (RFC 8976); may be given twice",
        HelpName = "sha384|sha512",
    }.AcceptOnlyFromAmong("sha384", "sha512");

    private readonly Option<string> _cds = Choice(
        "--cds", "input", "CDS and CDNSKEY: publish those of the KSKs, the delete form, none, or the input's",
        "publish", "delete", "none", "input");

    private readonly Option<string?> _childDs = new("--child-ds")
    {
        Description =
            "Take the children's DS from the dsset-* files in DIR, checked against their DNSKEYs where those are there too",
        HelpName = "DIR",
    };

    private readonly Option<string?> _dsOutput = new("--ds-output")
    {
        Description = "Write the zone's own DS for its parent to dsset-ZONE in DIR",
        HelpName = "DIR",
    };

    private readonly Option<string> _foreignDnskeys = Choice(
        "--foreign-dnskeys", "remove", "DNSKEYs of the input that are not in the key directory", "remove",
        "keep");

    private readonly Option<string?> _dnskeyTtl = Duration("--dnskey-ttl",
        "TTL of DNSKEY, CDS and CDNSKEY [default: the key files', or the SOA's]");

    private readonly Option<string?> _inception = new("--inception")
    {
        Description = "When signatures begin [default: the inception offset before now]",
        HelpName = "MOMENT",
    };

    private readonly Option<string?> _expiration = new("--expiration")
    {
        Description = "When signatures end [default: the validity after now]",
        HelpName = "MOMENT",
    };

    private readonly Option<string?> _inceptionOffset = Duration("--inception-offset",
        "How far before now signatures begin [default: 1h]");

    private readonly Option<string?> _validity = Duration("--validity",
        "How long from now signatures are valid [default: 14d]");

    private readonly Option<string?> _dnskeyValidity = Duration(
        "--dnskey-validity", "The same for DNSKEY, CDS and CDNSKEY [default: the validity]");

    private readonly Option<string?> _refresh = Duration(
        "--refresh", "Make a signature again when it has less than this left [default: 5/14 of the validity]");

    private readonly Option<string?> _jitter = Duration(
        "--jitter", "Spread expirations over this long before the latest [default: 1/7 of the validity; 0 with --expiration]");

    private readonly Option<bool> _fresh = new("--sign-all")
    {
        Description = "Make every signature again, fresh or not",
    };

    private readonly Option<bool> _deterministic = new("--deterministic")
    {
        Description = "Make ECDSA signatures by RFC 6979, so that a second run gives the same",
    };

    private readonly Option<bool> _csk = new("--csk")
    {
        Description = "Let a KSK sign everything though a ZSK signed the previous version and has gone",
    };

    private readonly Option<bool> _allowSha1 = new("--allow-sha1")
    {
        Description = "Sign with keys of RSASHA1 and NSEC3RSASHA1 too, though RFC 9905 says one must not",
    };

    private readonly Option<string?> _passphrase = new("--passphrase")
    {
        Description = $"Where the passphrase of encrypted key files comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };

    private readonly Option<string?> _pin = new("--pin")
    {
        Description =
            $"Where the PIN of tokens comes from whose keys' URI has no pin-source: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };

    private readonly Option<string?> _module = new("--module")
    {
        Description = "The PKCS#11 module of keys whose URI names none",
        HelpName = "PATH",
    };

    private readonly Option<string[]?> _alsoTokens = new("--also-token")
    {
        Description =
            "A further token that has copies of the keys and shares the work, such as pkcs11:token=LABEL; may be given several times",
        HelpName = "URI",
    };

    private readonly TokenUseOptions _tokens = new();
    private readonly BackupGateOptions _backups = new();

    private readonly Option<long?> _budgetSignatures = new("--budget-signatures")
    {
        Description =
            "Make at most so many signatures, and leave the rest to later runs; what cannot wait is made all the same",
        HelpName = "N",
    };

    private readonly Option<double?> _budgetMinutes = new("--budget-minutes")
    {
        Description = "The same in minutes of signing with tokens by the clock, such as 0.5; "
            + "what ends first is made first",
        HelpName = "N",
    };

    private readonly Option<string> _includes = Choice(
        "--includes", "directory",
        "Which files $INCLUDE may name: those below the zone file's directory, or any", "directory", "anywhere");

    private readonly Option<string> _verify = Choice(
        "--verify", "full", "How to check the result before it is installed", "full", "sample", "none");

    private readonly Option<string> _maximumRemoved = new("--max-removed")
    {
        Description =
            "How many of the previous zone's names and delegations may be gone, beyond the ten that always may; part of --verify",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => "25%",
    };

    private readonly Option<string> _maximumChanged = new("--max-changed")
    {
        Description = "How many of the previous zone's delegations may have other NS or DS, beyond the ten "
            + "that always may; part of --verify",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => "25%",
    };

    private readonly Option<string[]> _accept = new Option<string[]>("--accept")
    {
        Description =
            "Let this finding about the previous version's keys pass, this once: a change of keys that resolvers notice; part of --verify; repeatable",
        HelpName = "CODE",
    }.AcceptOnlyFromAmong([.. ZoneSigningJob.KeyRollChecks.Select(code => code.Tag)]);

    private readonly Option<bool> _dryRun = new("--dry-run", "-n")
    {
        Description = "Say what would be signed and why; touch no key and write nothing",
    };

    private readonly Option<string?> _lockWait = Duration(
        "--lock-wait", "Wait this long for another run that writes the same output [default: 0]");

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "How many threads work at once [default: one a core]",
        HelpName = "N",
    };

    private IEnumerable<Option> All =>
    [
        _zoneFile, _origin, _keys, _bundles, _keyIndex, .. _rollover.All, _output, _previous, _denial, _nsec3Salt, _nsec3Iterations, _serial, _zonemd, _cds, _childDs,
        _dsOutput, _foreignDnskeys, _dnskeyTtl, _inception, _expiration, _inceptionOffset, _validity,
        _dnskeyValidity, _refresh,
        _jitter, _fresh, _deterministic, _csk, _allowSha1, _passphrase, _pin, _module, _alsoTokens,
        .. _tokens.All, .. _backups.All,
        _budgetSignatures, _budgetMinutes, _includes, _verify, _maximumRemoved, _maximumChanged,
            _accept, _dryRun, _lockWait, _threads,
    ];

    private static Option<string> Choice(string name, string fallback, string description,
        params string[] values) =>
        new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => fallback,
        }.AcceptOnlyFromAmong(values);

    private static Option<string?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
    };
}
