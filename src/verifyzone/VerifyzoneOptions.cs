using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>The options of <c>verifyzone</c>, and what they ask for.</summary>
internal sealed class VerifyzoneOptions
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "The zone file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _origin = new("--origin", "-o")
    {
        Description = "The zone's name [default: the owner of the file's SOA]",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _alsoAt = new("--also-at")
    {
        Description = "Further moments at which every signature has to be valid, such as the next run's; repeatable",
        HelpName = "MOMENT",
    };

    private readonly Option<string?> _previous = new("--previous")
    {
        Description = "The version that the zone is to replace",
        HelpName = "FILE",
    };

    private readonly Option<string> _maximumRemoved = new("--max-removed")
    {
        Description = "How many of the previous version's names and delegations may be gone",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => "5%",
    };

    private readonly Option<string[]> _trustAnchors = new("--trust-anchor")
    {
        Description = "A file of DS or DNSKEY records that resolvers trust the zone by; repeatable",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _ds = new("--ds")
    {
        Description = "A DS that the parent publishes, as \"TAG ALGORITHM TYPE DIGEST\"; repeatable",
        HelpName = "DS",
    };

    private readonly Option<bool> _checkServers = new("--check-servers")
    {
        Description = "Ask the zone's servers for SOA and DNSKEY, over UDP and TCP, and compare them with the file",
    };

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "A server to ask in place of those that the zone names; repeatable",
        HelpName = "ADDRESS[#PORT]",
    };

    private readonly Option<string[]> _checkParent = new("--check-parent")
    {
        Description = "Ask these servers of the parent zone for the DS RRset, and compare it with the file's keys",
        HelpName = "ADDRESS[#PORT]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _margin = new("--margin")
    {
        Description = "How long every signature has to remain valid; less is a warning",
        HelpName = "TIME",
        DefaultValueFactory = _ => "1d",
    };

    private readonly Option<string> _failOn = new Option<string>("--fail-on")
    {
        Description = "What makes the exit status 1",
        HelpName = "fault|warning",
        DefaultValueFactory = _ => "fault",
    }.AcceptOnlyFromAmong("fault", "warning");

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "A file of checks that do not count: zone (or *), code and reason on each line",
        HelpName = "FILE",
    };

    private readonly Option<int> _sample = new("--sample")
    {
        Description = "How many percent of the signatures to verify; all else is checked always",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string> _crypto = new Option<string>("--crypto")
    {
        Description = "What verifies: the library alone, or fast arithmetic for many ECDSA signatures of one key, which the library confirms",
        HelpName = "fast|library",
        DefaultValueFactory = _ => "fast",
    }.AcceptOnlyFromAmong("fast", "library");

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "How many threads may work at once [default: all processors]",
        HelpName = "N",
    };

    private readonly Option<bool> _signed = new("--signed") { Description = "Insist that the zone is signed" };

    private readonly Option<bool> _unsigned = new("--unsigned") { Description = "Insist that the zone is not signed" };

    private readonly Option<string?> _explain = new("--explain")
    {
        Description = "Explain a check and end",
        HelpName = "CODE",
    };

    /// <summary>Adds them to the command.</summary>
    public void AddTo(RootCommand root)
    {
        root.Arguments.Add(_file);
        Option[] options =
        [
            _origin, _alsoAt, _previous, _maximumRemoved, _trustAnchors, _ds, _checkServers, _servers, _checkParent, _margin, _failOn, _policy, _sample, _crypto, _threads,
            _signed, _unsigned, _explain,
        ];
        Array.ForEach(options, root.Options.Add);
    }

    /// <summary>The check to explain, or null.</summary>
    public string? CodeToExplain(ToolRun run) => run.Options.GetValue(_explain);

    /// <summary>Whether a warning is enough to fail.</summary>
    public bool FailsOnWarnings(ToolRun run) => run.Options.GetValue(_failOn) == "warning";

    /// <summary>Reads what is asked for.</summary>
    /// <exception cref="UsageException">An option makes no sense.</exception>
    /// <exception cref="UnreadableInputException">A file that an option names cannot be read.</exception>
    public InspectionRequest ToRequest(ToolRun run)
    {
        string path = run.Options.GetValue(_file)
            ?? throw new UsageException("no zone file was given", "see `verifyzone --help`");
        DomainName? origin = run.Options.GetValue(_origin) is { } text ? ZoneNameText.Parse("--origin", text) : null;
        int threads = run.Options.GetValue(_threads) ?? Environment.ProcessorCount;
        if (threads < 1)
        {
            throw new UsageException($"--threads {threads}: one thread at least has to work");
        }

        VerificationPolicy policy = new()
        {
            Moments = [run.Now, .. (run.Options.GetValue(_alsoAt) ?? []).Select(moment => run.MomentOf("--also-at", moment)).Order()],
            Scope = VerificationScope.Everything,
            Signatures = SampleOf(run.Options.GetValue(_sample)),
            Batches = run.Options.GetValue(_crypto) == "library" ? BatchVerificationMode.Library : BatchVerificationMode.Fast,
            Threads = threads,
            Margin = ToolRun.PeriodOf("--margin", run.Options.GetValue(_margin)!).SecondsFrom(run.Now),
            TrustAnchors = AnchorFile.Read(run.Options.GetValue(_trustAnchors) ?? [], run.Options.GetValue(_ds) ?? []),
            Expectation = ExpectationOf(run),
            MaximumRemovedPercent = PercentFrom(run.Options.GetValue(_maximumRemoved)!),
            Suppressions = run.Options.GetValue(_policy) is { } file ? SuppressionFile.Read(file) : [],
        };
        PublicationRequest publication = PublicationFrom(run);
        return new InspectionRequest(path, policy)
        {
            Origin = origin,
            PreviousPath = run.Options.GetValue(_previous),
            FurtherCheck = publication.AsksAny ? (zone, stop) => PublicationCheck.Run(zone, publication, stop) : null,
        };
    }

    private PublicationRequest PublicationFrom(ToolRun run)
    {
        PublicationRequest publication = new()
        {
            ChecksServers = run.Options.GetValue(_checkServers),
            Servers = AddressesFrom("--server", run.Options.GetValue(_servers)),
            Parents = AddressesFrom("--check-parent", run.Options.GetValue(_checkParent)),
        };
        return publication is { ChecksServers: false, Servers.Count: > 0 }
            ? throw new UsageException("--server asks nothing by itself", "add --check-servers") : publication;
    }

    private static ServerAddress[] AddressesFrom(string option, string[]? texts) =>
        [.. (texts ?? []).Select(text => ServerAddress.TryParse(text, out ServerAddress? server)
            ? server
            : throw new UsageException($"{option} {text} is no address", "write it as 192.0.2.1, 192.0.2.1#5353 or 2001:db8::1"))];

    private ZoneExpectation ExpectationOf(ToolRun run) =>
        (run.Options.GetValue(_signed), run.Options.GetValue(_unsigned)) switch
        {
            (true, true) => throw new UsageException("--signed and --unsigned contradict each other"),
            (true, false) => ZoneExpectation.Signed,
            (false, true) => ZoneExpectation.Unsigned,
            _ => ZoneExpectation.Either,
        };

    private static SignatureChecking SampleOf(int percent) => percent is >= 0 and <= 100
        ? SignatureChecking.Sample(percent)
        : throw new UsageException($"--sample {percent} is not between 0 and 100");

    private static double PercentFrom(string text) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
            && percent is >= 0 and <= 100
            ? percent : throw new UsageException($"--max-removed {text} is not a share between 0% and 100%");
}
