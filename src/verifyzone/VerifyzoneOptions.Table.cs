using System.CommandLine;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Verifyzone;

/// <content>The options themselves, in the order of the help.</content>
internal sealed partial class VerifyzoneOptions
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

    private readonly Option<string[]> _times = new(CommonOptions.Time.Name)
    {
        Description = "The moment to take for the present, and with each repetition a further one at which"
            + " every signature has to be valid, such as the next run's; a further one may be expire, when"
            + " SOA EXPIRE has passed [default: now]",
        HelpName = "MOMENT",
    };

    private readonly Option<string[]> _alsoAt = new("--also-at")
    {
        Description = "Further moments, as a repeated --time gives them; repeatable",
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

    private readonly Option<string> _maximumChanged = new("--max-changed")
    {
        Description = "How many of the previous version's delegations may have other NS or DS, beyond the "
            + "ten that always may",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => "25%",
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

    private readonly Option<string[]> _nextDs = new("--next-ds")
    {
        Description = "A DS that the parent is to publish later; the zone has to be valid by it already;"
            + " repeatable",
        HelpName = "DS",
    };

    private readonly Option<string?> _keyIndex = new("--keyindex")
    {
        Description = "The keyindex; signatures by keys that it lets sign before they are published are no"
            + " fault, nor is a KSK that went after its DS, as it records",
        HelpName = "FILE",
    };

    private readonly Option<string> _dsTtl = new("--ds-ttl")
    {
        Description = "The TTL of the zone's DS at the parent: for as long, and two hours more, caches may"
            + " have one that is gone by the keyindex",
        HelpName = "TIME",
        DefaultValueFactory = _ => "2d",
    };

    private readonly Option<string> _records = new("--records")
    {
        Description = "How many records the zone may have, as FEWEST-MOST or FEWEST-",
        HelpName = "RANGE",
        DefaultValueFactory = _ => "0-",
    };

    private readonly Option<string> _maximumTtl = new("--max-ttl")
    {
        Description = "The longest TTL that is no cause for a warning",
        HelpName = "TIME",
        DefaultValueFactory = _ => "7d",
    };

    private readonly Option<bool> _checkServers = new("--check-servers")
    {
        Description = "Ask the zone's servers for SOA and DNSKEY, over UDP and TCP, compare them with the "
            + "file, and verify their signatures by its keys",
    };

    private readonly Option<string[]> _servers = new("--server")
    {
        Description = "A server to ask in place of those that the zone names; or, with a name, where one of "
            + "them is; repeatable",
        HelpName = "[NAME=]ADDRESS[#PORT]",
    };

    private readonly Option<string?> _resolver = new("--resolver")
    {
        Description = "Who is asked for addresses of servers that the zone does not have "
            + "[default: the system's resolver]",
        HelpName = "ADDRESS[#PORT]",
    };

    private readonly Option<string[]> _checkParent = new("--check-parent")
    {
        Description = "Ask these servers of the parent zone for the DS RRset, and compare it with the file's"
            + " keys",
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
        Description = "How many percent of the signatures to verify, which the verdict then says; all else "
            + "is checked always",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string> _crypto = new Option<string>("--crypto")
    {
        Description = "What verifies: the library alone, or fast arithmetic for many ECDSA signatures of one"
            + " key, which the library confirms",
        HelpName = "fast|library",
        DefaultValueFactory = _ => "fast",
    }.AcceptOnlyFromAmong("fast", "library");

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "How many threads may work at once [default: all processors]",
        HelpName = "N",
    };

    private readonly Option<bool> _signed =
        new("--signed") { Description = "Insist that the zone is signed" };

    private readonly Option<bool> _unsigned =
        new("--unsigned") { Description = "Insist that the zone is not signed" };

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
            _origin, _times, _alsoAt, _previous, _maximumRemoved, _maximumChanged, _records, _trustAnchors,
            _ds, _nextDs, _keyIndex, _dsTtl, _checkServers, _servers, _resolver,
            _checkParent, _margin, _maximumTtl, _failOn, _policy, _sample, _crypto, _threads,
            _signed, _unsigned, _explain,
        ];
        Array.ForEach(options, root.Options.Add);
    }
}
