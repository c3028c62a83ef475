using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>Asks a parent's servers for the DS RRset of a child, and takes only what they say with the
/// parent's authority.</summary>
/// <param name="apex">The child.</param>
/// <param name="policy">How patient to be.</param>
internal sealed class ParentDsAnswers(DomainName apex, QueryPolicy policy)
{
    /// <summary>Asks all servers at once.</summary>
    /// <param name="servers">The servers.</param>
    /// <param name="findings">Takes those that do not answer, or not for the parent.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <returns>The DS RDATA by server, in their order; null where one cannot speak for the parent, empty
    /// where the parent has no DS.</returns>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>[]?>> AskAsync(
        IReadOnlyList<ServerAddress> servers, List<Finding> findings, CancellationToken stop)
    {
        Question question = new(apex, RRType.DS);
        AuthorityAnswer[] answers = await Task.WhenAll(
            servers.Select(server => new AuthorityQuery(server, policy).AskAsync(question, stop)));
        return [.. servers.Zip(answers).Select(pair => DsOf(pair.First, pair.Second, findings))];
    }

    private ReadOnlyMemory<byte>[]? DsOf(ServerAddress server, AuthorityAnswer answer, List<Finding> findings)
    {
        if (!answer.IsWhole)
        {
            Add(findings, CheckCodes.ParentSilent, server,
                $"does not answer for the DS RRset: {answer.Failure}");
            return null;
        }

        DnsMessage message = answer.Message;
        string? reason = message.ResponseCode != ResponseCode.NOERROR ? $"it answers {message.ResponseCode}"
            : !message.IsAuthoritative ? "it answers without authority"
            : IsFromChild(message) ? "it answers for the zone itself"
            : null;
        if (reason is not null)
        {
            Add(findings, CheckCodes.ParentLame, server, $"does not serve the parent of {apex}: {reason}");
            return null;
        }

        return [.. message.Answers(apex, RRType.DS)];
    }

    // RFC 4035 §3.1.4.1: DS stands above the cut; a server of the child alone denies it under the child's own
    // SOA.
    private bool IsFromChild(DnsMessage message) => message.Records.Any(record =>
        record.Section == MessageSection.Authority && record.Type == RRType.SOA && record.Owner == apex
            && !apex.IsRoot);

    private static void Add(List<Finding> findings, CheckCode code, ServerAddress server, string message) =>
        findings.Add(new Finding(code, server.Location, $"{server} {message}"));
}
