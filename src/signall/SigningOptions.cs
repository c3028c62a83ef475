using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Canonical;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Planning;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Signall;

/// <summary>The options for signing one zone without a configuration file.</summary>
internal sealed partial class SigningOptions
{
    private const int MostThreads = 1_024;

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Makes the job that they describe.</summary>
    /// <exception cref="UsageException">A value is wrong, or two do not fit together.</exception>
    public ZoneSigningJob ToJob(ToolRun run)
    {
        ParseResult given = run.Options;
        RefuseTogether(given, _inception, _inceptionOffset);
        RefuseTogether(given, _expiration, _validity);
        RefuseWithResponses(given);
        SigningPolicy signing = SigningOf(run);
        signing.Check();
        int threads = given.GetValue(_threads) ?? Environment.ProcessorCount;
        return new ZoneSigningJob
        {
            ZoneFile = given.GetRequiredValue(_zoneFile),
            Reading = new ZoneFileOptions
            {
                Origin = given.GetValue(_origin) is { } origin
                    ? ZoneNameText.Parse("--origin", origin) : null,
                Includes = given.GetValue(_includes) == "anywhere"
                    ? IncludePolicy.Anywhere : IncludePolicy.ConfinedToDirectory,
                Threads = threads,
            },
            KeyDirectory = given.GetRequiredValue(_keys),
            Responses = given.GetValue(_bundles),
            KeyIndex = given.GetValue(_keyIndex),
            Rollover = _rollover.Of(run, given.GetValue(_origin) is { } name
                ? ZoneNameText.Parse("--origin", name) : null),
            Output = given.GetRequiredValue(_output),
            ReadServed = () => ServedFile.Read(ServedFile.PathBeside(given.GetRequiredValue(_output))),
            WriteServed = history =>
                ServedFile.Write(ServedFile.PathBeside(given.GetRequiredValue(_output)), history),
            Previous = given.GetValue(_previous),
            Signing = signing,
            Serial = SerialOf(given.GetValue(_serial)!),
            Nsec3 = Nsec3Of(given),
            OptOut = given.GetValue(_denial) == "nsec3-opt-out"
                ? Nsec3OptOut.InsecureDelegations : Nsec3OptOut.None,
            Additions = AdditionsOf(given, run),
            ChildDsDirectory = given.GetValue(_childDs),
            DsOutputDirectory = given.GetValue(_dsOutput),
            Check = CheckOf(given.GetValue(_verify)!),
            MaximumRemovedPercent = ToolRun.PercentOf("--max-removed", given.GetValue(_maximumRemoved)!),
            MaximumChangedPercent = ToolRun.PercentOf("--max-changed", given.GetValue(_maximumChanged)!),
            Suppressions = [.. (given.GetValue(_accept) ?? [])
                .Select(tag => new Suppression(null, CheckCodes.Find(tag)!, "--accept"))],
            Accepted = [.. (given.GetValue(_accept) ?? []).Select(tag => CheckCodes.Find(tag)!)],
            Nonce = NonceOf(given.GetValue(_deterministic)),
            ZskLoss = given.GetValue(_csk) ? ZskLossPolicy.KskTakesOver : ZskLossPolicy.Refuse,
            Weak = given.GetValue(_allowSha1) ? WeakKeys.Allowed : WeakKeys.Refused,
            Passphrase = PassphraseSource.Reader(given.GetValue(_passphrase), run.Console),
            Backups = _backups.Of(given),
            Tokens = _tokens.Of(run, given.GetValue(_pin),
                threads) with
            { AlsoTokens = [.. (given.GetValue(_alsoTokens) ?? []).Select(UriOf)] },
            BudgetSignatures = PositiveOf(given, _budgetSignatures),
            BudgetSeconds = SecondsOfMinutes(given, _budgetMinutes),
            Module = given.GetValue(_module),
            LockWait = SecondsOf(run, _lockWait) ?? 0,
            IsDryRun = given.GetValue(_dryRun),
            Threads = threads is >= 1 and <= MostThreads
                ? threads : throw new UsageException(
                    $"--threads {threads} is not between 1 and {MostThreads}"),
        };
    }

    private static void RefuseTogether(ParseResult given, Option<string?> moment, Option<string?> duration)
    {
        if (given.GetValue(moment) is not null && given.GetValue(duration) is not null)
        {
            throw new UsageException(
                $"{moment.Name} and {duration.Name} contradict each other",
                $"{moment.Name} is a moment; leave one of them out");
        }
    }

    // What an offline KSK has signed cannot be changed here.
    private void RefuseWithResponses(ParseResult given)
    {
        bool changesKeySet = given.GetValue(_cds) != "input" || given.GetValue(_foreignDnskeys) == "keep"
            || given.GetValue(_dnskeyTtl) is not null || given.GetValue(_dnskeyValidity) is not null;
        if (given.GetValue(_bundles) is not null && changesKeySet)
        {
            throw new UsageException(
                "--bundles cannot go with --cds, --foreign-dnskeys, --dnskey-ttl or --dnskey-validity",
                "the response says what these RRsets are; ask for another one");
        }
    }

    private SigningPolicy SigningOf(ToolRun run)
    {
        ParseResult given = run.Options;
        return new SigningPolicy
        {
            Moment = run.Now,
            Inception = given.GetValue(_inception) is { } inception
                ? run.MomentOf("--inception", inception) : null,
            Expiration = given.GetValue(_expiration) is { } expiration
                ? run.MomentOf("--expiration", expiration) : null,
            InceptionOffset = SecondsOf(run, _inceptionOffset) ?? SigningPolicy.DefaultInceptionOffset,
            Validity = SecondsOf(run, _validity) ?? SigningPolicy.DefaultValidity,
            DnskeyValidity = SecondsOf(run, _dnskeyValidity),
            Refresh = SecondsOf(run, _refresh),
            Jitter = SecondsOf(run, _jitter),
            Reuse = given.GetValue(_fresh) ? SignatureReuse.Never : SignatureReuse.WherePossible,
        };
    }

    private PreparationPolicy AdditionsOf(ParseResult given, ToolRun run) => new()
    {
        Published = [],
        DnskeyTtl = SecondsOf(run, _dnskeyTtl) is { } ttl ? TtlOf(ttl) : null,
        Foreign = given.GetValue(_foreignDnskeys) == "keep" ? ForeignDnskeys.Keep : ForeignDnskeys.Remove,
        Cds = given.GetValue(_cds) switch
        {
            "publish" => CdsPublication.Publish,
            "delete" => CdsPublication.Delete,
            "none" => CdsPublication.None,
            _ => CdsPublication.AsInput,
        },
        Zonemd = [.. (given.GetValue(_zonemd) ?? []).Distinct().Select(
            hash => hash == "sha512" ? ZoneDigestHash.SHA512 : ZoneDigestHash.SHA384)],
    };

    private Nsec3Parameters? Nsec3Of(ParseResult given)
    {
        string denial = given.GetValue(_denial)!;
        string salt = given.GetValue(_nsec3Salt)!;
        int iterations = given.GetValue(_nsec3Iterations);
        if (denial == "nsec")
        {
            return salt == "-" && iterations == 0
                ? null : throw new UsageException(
                    "--nsec3-salt and --nsec3-iterations need --denial nsec3 or nsec3-opt-out");
        }

        byte[] octets = new byte[byte.MaxValue];
        int length = 0;
        if (salt != "-" && (salt.Length > 2 * octets.Length
            || !Base16.TryDecode(System.Text.Encoding.ASCII.GetBytes(salt), octets, out length)))
        {
            throw new UsageException($"--nsec3-salt {salt} is not - or up to 255 octets in hexadecimal",
                "RFC 9276 advises -: no salt");
        }

        if (iterations is < 0 or > Nsec3Parameters.MaximumIterations)
        {
            throw new UsageException(
                $"--nsec3-iterations {iterations} is not between 0 and {Nsec3Parameters.MaximumIterations}",
                "RFC 9276 advises 0");
        }

        return new Nsec3Parameters((ushort)iterations, octets.AsSpan(0, length));
    }

    // RFC 2181 §8: a TTL has 31 bits.
    private static uint TtlOf(long seconds) => seconds is >= 0 and <= ZoneKey.MaximumTtl
        ? (uint)seconds
        : throw new UsageException($"--dnskey-ttl of {seconds} s is not between 0 and {ZoneKey.MaximumTtl}");

    private static SerialPolicy SerialOf(string text) => text switch
    {
        "unixtime" => SerialPolicy.UnixTime,
        "date-counter" => SerialPolicy.DateCounter,
        "keep" => SerialPolicy.Keep,
        _ => SerialPolicy.Increment,
    };

    private static ResultCheck CheckOf(string text) => text switch
    {
        "sample" => ResultCheck.Sample,
        "none" => ResultCheck.None,
        _ => ResultCheck.Full,
    };

    private static EcdsaNonce NonceOf(bool deterministic) => (deterministic, PrivateKey.SupportsDeterministicEcdsa) switch
    {
        (true, false) => throw new UsageException(
            "--deterministic: this machine's OpenSSL cannot make ECDSA signatures by RFC 6979",
            "OpenSSL 3.2 or later can; RSA, Ed25519 and Ed448 are deterministic anyway"),
        (true, true) => EcdsaNonce.Deterministic,
        _ => EcdsaNonce.Random,
    };

    private static Pkcs11Uri UriOf(string text) =>
        Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault)
        ? uri : throw new UsageException($"--also-token is no PKCS#11 URI: {fault}",
            "write pkcs11:token=LABEL; `keyall token list` prints them");

    private static long? PositiveOf(ParseResult given, Option<long?> option) => given.GetValue(option) switch
    {
        null => null,
        > 0 and < int.MaxValue and { } value => value,
        { } value => throw new UsageException(
            $"{option.Name} {value} is not between 1 and {int.MaxValue - 1}"),
    };

    private static long? SecondsOfMinutes(ParseResult given, Option<double?> option) => given.GetValue(option) switch
    {
        null => null,
        > 0 and < int.MaxValue and { } value => (long)Math.Ceiling(value * 60),
        { } value => throw new UsageException(string.Create(
            CultureInfo.InvariantCulture,
            $"{option.Name} {value} is not more than 0 and less than {int.MaxValue}")),
    };

    private static long? SecondsOf(ToolRun run, Option<string?> option)
    {
        if (run.Options.GetValue(option) is not { } text)
        {
            return null;
        }

        try
        {
            return ToolRun.PeriodOf(option.Name, text).SecondsFrom(run.Now);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new UsageException($"{option.Name} {text} leads beyond the year 9999", inner: e);
        }
    }
}
