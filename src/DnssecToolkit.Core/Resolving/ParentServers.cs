using System.Net;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>The servers of a zone's parent by the parent's own NS RRset, held against those that an operator
/// named.</summary>
/// <param name="zone">The child.</param>
/// <param name="resolver">Who knows addresses that come without the NS RRset; null for the system's
/// resolver.</param>
/// <param name="policy">How patient to be.</param>
public sealed class ParentServers(DomainName zone, ServerAddress? resolver, QueryPolicy policy)
{
    /// <summary>The most names that a parent's servers may have: a hostile answer must not send the operator
    /// around the world.</summary>
    private const int MostNames = 32;

    private const int MostAddresses = 16; // of one name

    private readonly AddressLookup _lookup = new(resolver, policy);

    /// <summary>Finds the servers of the parent that were not named.</summary>
    /// <param name="named">Those that were named: one at least.</param>
    /// <param name="findings">Takes those that cannot be asked because nobody knows where they are.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <returns>Their addresses, as far as this host has a route to them; at the port of the servers
    /// named.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public IReadOnlyList<ServerAddress> NotNamed(
        IReadOnlyList<ServerAddress> named, FindingList findings, CancellationToken stop) =>
        NotNamedAsync(named, findings, stop).GetAwaiter().GetResult();

    private async Task<IReadOnlyList<ServerAddress>> NotNamedAsync(
        IReadOnlyList<ServerAddress> named, FindingList findings, CancellationToken stop)
    {
        IEnumerable<(DomainName Apex, DomainName Server)>[] told =
            await Task.WhenAll(named.Select(server => NamesAsync(server, stop)));
        (DomainName Apex, DomainName Server)[] all = [.. told.SelectMany(names => names).Distinct()];
        if (all.Length == 0)
        {
            Report(findings, $"none of the servers says which servers the parent of {zone} has");
        }

        List<ServerAddress> missing = [];
        foreach ((DomainName apex, DomainName name) in all.Take(MostNames))
        {
            (IPAddress[] found, string? failure) = await AddressesAsync(name, named, stop);
            if (found.Length == 0)
            {
                Report(findings, $"{name} serves {apex} and was not asked: {failure}");
            }
            else if (!named.Any(server => found.Contains(server.EndPoint.Address)))
            {
                missing.AddRange(Routes.Reachable([.. found.Take(MostAddresses)], Routes.HasRoute)
                    .Select(address => new IPEndPoint(address, named[0].EndPoint.Port))
                    .Select(place => new ServerAddress(place) { Name = name.ToString() }));
            }
        }

        if (all.Length > MostNames)
        {
            Report(findings, $"{all[0].Apex} has {all.Length} servers, and only {MostNames} are asked");
        }

        return missing;
    }

    // The parent's apex is the first name above the child with an NS RRset of its own: not each label is a
    // cut.
    private async Task<IEnumerable<(DomainName Apex, DomainName Server)>> NamesAsync(
        ServerAddress server, CancellationToken stop)
    {
        for (DomainName name = zone; !name.IsRoot;)
        {
            name = name.Parent;
            DnsMessage? message = await AskAsync(server, new Question(name, RRType.NS), stop);
            if (message is null)
            {
                return []; // who is silent about this is silent about DS, which is told
            }

            DomainName[] names =
                [.. message.Answers(name, RRType.NS).Select(rdata => DomainName.FromTrustedWire(rdata.Span))];
            if (message.IsAuthoritative && names.Length > 0)
            {
                return names.Select(one => (name, one));
            }
        }

        return [];
    }

    // The servers themselves know the addresses of names in their zones; a resolver those of all others.
    private async Task<(IPAddress[] Found, string? Failure)> AddressesAsync(
        DomainName name, IReadOnlyList<ServerAddress> named, CancellationToken stop)
    {
        HashSet<IPAddress> found = [];
        foreach (RRType type in (RRType[])[RRType.A, RRType.AAAA])
        {
            DnsMessage?[] answers =
                await Task.WhenAll(named.Select(server => AskAsync(server, new Question(name, type), stop)));
            found.UnionWith(answers.OfType<DnsMessage>().SelectMany(message => message.Records)
                .Where(record => record.Type == type && record.Owner == name)
                .Select(record => new IPAddress(record.RData.Span)));
        }

        return found.Count > 0 ? ([.. found], null) : await _lookup.FindAsync(name, stop);
    }

    private async Task<DnsMessage?> AskAsync(
        ServerAddress server, Question question, CancellationToken stop) =>
        (await new AuthorityQuery(server, policy).AskAsync(question, stop)).Message;

    private static void Report(FindingList findings, string message) =>
        findings.Add(new Finding(CheckCodes.ParentNotAsked, default, message)
        {
            Hint = "name its address with --server; or ask the servers that were named alone: --only-named",
        });
}
