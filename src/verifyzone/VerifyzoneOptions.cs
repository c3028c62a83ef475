using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Resolving;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verifyzone;

/// <summary>The options of <c>verifyzone</c>, and what they ask for.</summary>
internal sealed partial class VerifyzoneOptions
{
    private const string AtExpire = "expire";

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
        DomainName? origin =
            run.Options.GetValue(_origin) is { } text ? ZoneNameText.Parse("--origin", text) : null;
        int threads = run.Options.GetValue(_threads) ?? Environment.ProcessorCount;
        if (threads < 1)
        {
            throw new UsageException($"--threads {threads}: one thread at least has to work");
        }

        string[] further =
            [.. (run.Options.GetValue(_times) ?? []).Skip(1), .. run.Options.GetValue(_alsoAt) ?? []];
        VerificationPolicy policy = new()
        {
            Moments =
            [
                run.Now,
                .. further.Where(moment => moment != AtExpire)
                    .Select(moment => run.MomentOf("--time", moment)).Order(),
            ],
            ChecksAtExpire = further.Contains(AtExpire),
            Scope = VerificationScope.Everything,
            Signatures = SampleOf(run.Options.GetValue(_sample)),
            Batches = run.Options.GetValue(_crypto) == "library"
                ? BatchVerificationMode.Library : BatchVerificationMode.Fast,
            Threads = threads,
            Margin = ToolRun.PeriodOf("--margin", run.Options.GetValue(_margin)!).SecondsFrom(run.Now),
            TrustAnchors =
                AnchorFile.Read(run.Options.GetValue(_trustAnchors) ?? [], run.Options.GetValue(_ds) ?? []),
            NextTrustAnchors = AnchorFile.Read([], run.Options.GetValue(_nextDs) ?? []),
            KeyIndex = run.Options.GetValue(_keyIndex) is { } keyIndex
                ? KeyIndexFile.Read(keyIndex, new FindingList()) : null,
            DsKept = DsKeptFrom(run),
            Expectation = ExpectationOf(run),
            MaximumTtl =
                ToolRun.PeriodOf("--max-ttl", run.Options.GetValue(_maximumTtl)!).SecondsFrom(run.Now),
            RecordLimits = RangeFrom(run.Options.GetValue(_records)!),
            MaximumRemovedPercent =
                ToolRun.PercentOf("--max-removed", run.Options.GetValue(_maximumRemoved)!),
            MaximumChangedPercent =
                ToolRun.PercentOf("--max-changed", run.Options.GetValue(_maximumChanged)!),
            Suppressions = run.Options.GetValue(_policy) is { } file ? SuppressionFile.Read(file) : [],
        };
        PublicationRequest publication = PublicationFrom(run, policy);
        return new InspectionRequest(path, policy)
        {
            Origin = origin,
            PreviousPath = run.Options.GetValue(_previous),
            FurtherCheck = publication.AsksAny ? (zone, stop) => Ask(zone, publication, stop) : null,
        };
    }

    private static FurtherFindings Ask(Zone zone, PublicationRequest publication, CancellationToken stop)
    {
        PublicationReport report = PublicationCheck.Run(zone, publication, stop);
        return new FurtherFindings(report.Findings, report.Servers);
    }

    private PublicationRequest PublicationFrom(ToolRun run, VerificationPolicy policy)
    {
        bool checksServers = run.Options.GetValue(_checkServers);
        ILookup<bool, (DomainName? Name, ServerAddress Address)> servers =
            (run.Options.GetValue(_servers) ?? []).Select(ServerFrom).ToLookup(server => server.Name is null);
        ServerAddress? resolver =
            run.Options.GetValue(_resolver) is { } text ? AddressFrom("--resolver", text) : null;
        if (!checksServers && (servers.Count > 0 || resolver is not null))
        {
            string option = servers.Count > 0 ? "--server" : "--resolver";
            throw new UsageException($"{option} asks nothing by itself", "add --check-servers");
        }

        if (servers.Count > 1)
        {
            throw new UsageException(
                "--server with an address alone stands in place of the zone's servers: none needs a name",
                "give each server by its address alone, or each by NAME=ADDRESS");
        }

        return new PublicationRequest
        {
            Moment = run.Now,
            Margin = policy.Margin,
            ChecksServers = checksServers,
            Servers = [.. servers[true].Select(server => server.Address)],
            Addresses = [.. servers[false].Select(server => (server.Name!.Value, server.Address))],
            Resolver = resolver,
            Parents = [.. (run.Options.GetValue(_checkParent) ?? [])
                .Select(parent => AddressFrom("--check-parent", parent))],
        };
    }

    private static (DomainName? Name, ServerAddress Address) ServerFrom(string text)
    {
        int end = text.IndexOf('=', StringComparison.Ordinal);
        DomainName? name = end < 0 ? null : ZoneNameText.Parse("--server", text[..end]);
        return (name, AddressFrom("--server", text[(end + 1)..]));
    }

    private static ServerAddress AddressFrom(string option, string text) =>
        ServerAddress.TryParse(text, out ServerAddress? server) ? server : throw new UsageException(
            $"{option} {text} is no address", "write it as 192.0.2.1, 192.0.2.1#5353 or 2001:db8::1");

    private long DsKeptFrom(ToolRun run)
    {
        Period ttl = new(0, ToolRun.PeriodOf("--ds-ttl", run.Options.GetValue(_dsTtl)!).SecondsFrom(run.Now));
        return (RolloverPolicy.TopLevel with { DsTtl = ttl }).KskRetireInterval;
    }

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

    private static (long Fewest, long Most) RangeFrom(string text)
    {
        string[] ends = text.Split('-');
        long most = long.MaxValue;
        CultureInfo culture = CultureInfo.InvariantCulture;
        bool isRange = long.TryParse(ends[0], NumberStyles.None, culture, out long fewest)
            && ends.Length == 2
            && (ends[1].Length == 0 || long.TryParse(ends[1], NumberStyles.None, culture, out most));
        return isRange && fewest <= most
            ? (fewest, most)
            : throw new UsageException(
                $"--records {text} is no range", "write it as 20000-30000, or 20000- for no upper end");
    }
}
