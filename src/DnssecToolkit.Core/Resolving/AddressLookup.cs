using System.Buffers;
using System.Net;
using System.Net.Sockets;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>Finds the addresses of a host by a resolver: one that is named, or the system's.</summary>
/// <param name="resolver">The resolver; null for the system's, with its file of hosts.</param>
/// <param name="policy">How patient to be.</param>
internal sealed class AddressLookup(ServerAddress? resolver, QueryPolicy policy)
{
    private const int LongestHostName = 254; // characters, the last dot included
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Looks a name up.</summary>
    /// <returns>The addresses, or why there is none, as a lower-case clause.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public Task<(IPAddress[] Addresses, string? Failure)> FindAsync(
        DomainName name, CancellationToken stop) =>
        resolver is null ? AskSystemAsync(name.ToString(), stop) : AskResolverAsync(resolver, name, stop);

    private async Task<(IPAddress[] Addresses, string? Failure)> AskResolverAsync(
        ServerAddress asked, DomainName name, CancellationToken stop)
    {
        AuthorityQuery query = new(asked, policy with { IsRecursive = true });
        List<IPAddress> found = [];
        string? failure = null;
        foreach (RRType type in (RRType[])[RRType.A, RRType.AAAA])
        {
            AuthorityAnswer answer = await query.AskAsync(new Question(name, type), stop);
            if (answer.IsWhole)
            {
                found.AddRange(answer.Message.Answers(name, type).Select(rdata => new IPAddress(rdata.Span)));
            }

            failure ??= !answer.IsWhole ? $"the resolver {asked} does not answer: {answer.Failure}"
                : answer.Message.ResponseCode != ResponseCode.NOERROR
                ? $"the resolver {asked} answers {answer.Message.ResponseCode} for its address" : null;
        }

        return found.Count > 0
            ? ([.. found], null) : ([], failure ?? $"the resolver {asked} knows no address of it");
    }

    private async Task<(IPAddress[] Addresses, string? Failure)> AskSystemAsync(
        string name, CancellationToken stop)
    {
        if (name.Length > LongestHostName || name.AsSpan().ContainsAnyExcept(HostCharacters))
        {
            return ([], "its name is no host name that the system's resolver takes");
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(policy.Timeout * policy.Tries);
        try
        {
            // The last dot keeps the system's search list out, and its file of hosts, which has no such dots.
            (IPAddress[] found, string? failure) = await TrySystemAsync(name, limit.Token);
            return failure is null ? (found, null) : await TrySystemAsync(name.TrimEnd('.'), limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ([], "the system's resolver does not answer");
        }
    }

    private static async Task<(IPAddress[] Addresses, string? Failure)> TrySystemAsync(
        string name, CancellationToken stop)
    {
        try
        {
            IPAddress[] found = name.Length == 0 ? [] : await Dns.GetHostAddressesAsync(name, stop);
            return (found, found.Length > 0 ? null : "the system's resolver knows no address of it");
        }
        catch (SocketException failure)
        {
            return ([], $"the system's resolver finds no address of it: {SocketFault.Explain(failure)}");
        }
    }
}
