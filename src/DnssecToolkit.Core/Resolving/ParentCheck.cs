using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>Compares the DS RRset at the parent's servers with the file's keys.</summary>
internal sealed class ParentCheck(DomainName apex, PublishedKeys keys, QueryPolicy policy)
{
    private const int FixedLength = 4; // key tag, algorithm, digest type

    /// <summary>Asks all servers for the DS RRset.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<ServerAddress> servers, CancellationToken stop)
    {
        Question question = new(apex, RRType.DS);
        AuthorityAnswer[] answers = await Task.WhenAll(
            servers.Select(server => new AuthorityQuery(server, policy).AskAsync(question, stop)));
        List<Finding> findings = [];
        (ServerAddress Server, HashSet<string> Set)? first = null;
        for (int i = 0; i < servers.Count; i++)
        {
            if (DsOf(servers[i], answers[i], findings) is not { } ds)
            {
                continue;
            }

            Compare(servers[i], ds, findings);
            HashSet<string> set = [.. ds.Select(rdata => Convert.ToHexString(rdata.Span))];
            first ??= (servers[i], set);
            if (!first.Value.Set.SetEquals(set))
            {
                Add(findings, CheckCodes.ParentDsDifferent, servers[i], $"has another DS RRset than {first.Value.Server}");
            }
        }

        return findings;
    }

    // Null where the server cannot speak for the parent; empty where the parent has no DS.
    private ReadOnlyMemory<byte>[]? DsOf(ServerAddress server, AuthorityAnswer answer, List<Finding> findings)
    {
        if (!answer.IsWhole)
        {
            Add(findings, CheckCodes.ParentSilent, server, $"does not answer for the DS RRset: {answer.Failure}");
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

    // RFC 4035 §3.1.4.1: DS stands above the cut; a server of the child alone denies it under the child's own SOA.
    private bool IsFromChild(DnsMessage message) => message.Records.Any(record =>
        record.Section == MessageSection.Authority && record.Type == RRType.SOA && record.Owner == apex && !apex.IsRoot);

    private void Compare(ServerAddress server, ReadOnlyMemory<byte>[] ds, List<Finding> findings)
    {
        if (ds.Length == 0)
        {
            if (keys.IsSigned)
            {
                Add(findings, CheckCodes.ParentDsMissing, server, $"has no DS for {apex}, which is signed");
            }

            return;
        }

        ReadOnlyMemory<byte>[] strangers = [.. ds.Where(rdata => KeyOf(rdata.Span) is null)];
        bool isTrusted = ds.Any(rdata => KeyOf(rdata.Span) is { } key && keys.Signs(key));
        if (!isTrusted)
        {
            Add(
                findings, CheckCodes.ParentDsUnmatched, server,
                $"has no DS that leads to a key that signs the DNSKEY RRset: {string.Join(", ", ds.Select(rdata => Explain(rdata.Span)))}");
            return;
        }

        foreach (ReadOnlyMemory<byte> stranger in strangers)
        {
            Add(findings, CheckCodes.ParentDsExtra, server, $"has a DS beside the zone's keys: {Explain(stranger.Span)}");
        }
    }

    private ZoneKey? KeyOf(ReadOnlySpan<byte> ds) => ds.Length > FixedLength ? keys.Find(ds) : null;

    private string Explain(ReadOnlySpan<byte> ds)
    {
        if (ds.Length <= FixedLength)
        {
            return "a DS without a digest";
        }

        KeyTag tag = new(BinaryPrimitives.ReadUInt16BigEndian(ds));
        byte algorithm = ds[2];
        string label = $"DS {algorithm}/{tag} with digest type {ds[3]}";
        if (keys.Find(ds) is { } key)
        {
            return keys.Signs(key) ? label : $"{label} names a key that does not sign the DNSKEY RRset";
        }

        return keys.Keys.Any(other => other.Tag == tag && (byte)other.Algorithm == algorithm)
            ? $"{label} has a digest that is not the key's" : $"{label} names no key in the zone";
    }

    private static void Add(List<Finding> findings, CheckCode code, ServerAddress server, string message) =>
        findings.Add(new Finding(code, server.Location, $"{server} {message}"));
}
