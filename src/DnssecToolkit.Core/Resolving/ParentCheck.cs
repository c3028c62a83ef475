using System.Buffers.Binary;
using DnssecToolkit.Canonical;
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
    public async Task<PublicationReport> RunAsync(
        IReadOnlyList<ServerAddress> servers, CancellationToken stop)
    {
        List<Finding> findings = [];
        List<string> answered = [];
        IReadOnlyList<ReadOnlyMemory<byte>[]?> answers = await new ParentDsAnswers(apex, policy)
            .AskAsync(servers, findings, stop);
        (ServerAddress Server, HashSet<string> Set)? first = null;
        for (int i = 0; i < servers.Count; i++)
        {
            if (answers[i] is not { } ds)
            {
                continue;
            }

            answered.Add($"{servers[i]}: {ds.Length} DS");
            Compare(servers[i], ds, findings);
            HashSet<string> set = [.. ds.Select(rdata => Convert.ToHexString(rdata.Span))];
            first ??= (servers[i], set);
            if (!first.Value.Set.SetEquals(set))
            {
                Add(findings, CheckCodes.ParentDsDifferent, servers[i],
                    $"has another DS RRset than {first.Value.Server}");
            }
        }

        return new PublicationReport(findings, answered);
    }

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
        bool isTrusted = Heeded(ds).Any(rdata => KeyOf(rdata.Span) is { } key && keys.Signs(key));
        if (!isTrusted)
        {
            Add(
                findings, CheckCodes.ParentDsUnmatched, server,
                $"has no DS that leads to a key that signs the DNSKEY RRset: {string.Join(", ", ds.Select(rdata => Explain(rdata.Span)))}");
            return;
        }

        foreach (ReadOnlyMemory<byte> stranger in strangers)
        {
            Add(findings, CheckCodes.ParentDsExtra, server,
                $"has a DS beside the zone's keys: {Explain(stranger.Span)}");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Heeded(ReadOnlyMemory<byte>[] ds)
    {
        ReadOnlyMemory<byte>[] whole = [.. ds.Where(rdata => rdata.Length > FixedLength)];
        return whole.Where(rdata => !DsDigest.IsPassedOver(DigestTypeOf(rdata), whole.Select(DigestTypeOf)));

        static DsDigestType DigestTypeOf(ReadOnlyMemory<byte> rdata) =>
            (DsDigestType)rdata.Span[FixedLength - 1];
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
