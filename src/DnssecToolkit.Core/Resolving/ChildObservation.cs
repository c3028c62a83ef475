using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Resolving;

/// <summary>What all servers of a child say of its keys and of the DS that it wants; only what all of them
/// say counts.</summary>
public sealed class ChildObservation
{
    private readonly DomainName _child;
    private readonly ServedKeySet[] _sets;

    private ChildObservation(DomainName child, ServedKeySet[] sets, string? doubt)
    {
        _child = child;
        _sets = sets;
        Doubt = doubt;
    }

    /// <summary>Why nothing may be concluded, as a lower-case clause; or null.</summary>
    public string? Doubt { get; }

    /// <summary>Whether nobody could be asked, because no address of its servers was known.</summary>
    internal bool IsWithoutServers { get; private init; }

    /// <summary>The longest TTL that a server gives for what was asked, in seconds.</summary>
    public long Ttl => _sets.Select(set => set.Ttl).DefaultIfEmpty(0).Max();

    /// <summary>Asks the servers, all at once.</summary>
    /// <param name="child">The child.</param>
    /// <param name="servers">All of its servers.</param>
    /// <param name="policy">How patient to be.</param>
    /// <param name="now">The moment at which signatures have to be valid.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<ChildObservation> AskAsync(
        DomainName child, IReadOnlyList<ServerAddress> servers, QueryPolicy policy, Timestamp now,
        CancellationToken stop)
    {
        (ServedKeySet? Set, string? Doubt)[] answers =
            await Task.WhenAll(servers.Select(server => ServedKeySet.AskAsync(server, child, policy, now,
                stop)));
        string? doubt = servers.Count == 0 ? "no address of its servers is known"
            : answers.FirstOrDefault(answer => answer.Set is null).Doubt;
        return new ChildObservation(child, [.. answers.Select(answer => answer.Set).OfType<ServedKeySet>()], doubt)
        {
            IsWithoutServers = servers.Count == 0,
        };
    }

    /// <summary>Says why a DS set would make the child bogus, or null where at every server it leads to a key
    /// that signs.</summary>
    /// <param name="ds">DS RDATA: one at least.</param>
    public string? Objection(IReadOnlyList<byte[]> ds) => Doubt
        ?? (!_sets.All(set => set.Keys.Length > 0) ? "not all of its servers have its DNSKEY RRset"
            : !_sets.All(set => ds.Any(set.IsEntry))
            ? "at one of its servers no DS leads to a key that signs the DNSKEY RRset"
            : !_sets.All(set => set.IsSoaSigned) ? "not all of its servers serve it signed" : null);

    /// <summary>The DS set that the child asks for by CDS, or CDNSKEY; null where it asks for none.</summary>
    /// <param name="fault">Why what it asks for is not to be followed, as a lower-case clause.</param>
    /// <returns>Empty where it asks for its DS to be removed (RFC 8078 §4).</returns>
    public IReadOnlyList<byte[]>? Request(out string? fault)
    {
        fault = Doubt;
        if (fault is not null || _sets.All(set => set.Cds.Length + set.Cdnskey.Length == 0))
        {
            return null;
        }

        ServedKeySet first = _sets[0];
        if (!_sets.All(set => AreSame(set.Cds, first.Cds) && AreSame(set.Cdnskey, first.Cdnskey)))
        {
            fault = "its servers have different CDS or CDNSKEY";
            return null;
        }

        return ChildRequest.Read(_child, first.Cds, first.Cdnskey, out fault);
    }

    /// <summary>Whether at every server the request is signed by a key that the present DS set names (RFC
    /// 7344 §4.1).</summary>
    public bool IsRequestTrusted(IReadOnlyList<byte[]> present) =>
        Doubt is null && _sets.All(set => set.SignsRequest(present));

    /// <summary>When the request was signed, by the server that has the oldest signatures; null where it is
    /// not signed everywhere.</summary>
    /// <remarks>A request that was signed before one that was followed is an old one (RFC 7344
    /// §6.2).</remarks>
    public Timestamp? RequestSigned =>
        _sets.Length > 0 && _sets.All(set => set.RequestSigned is not null)
            ? _sets.Min(set => set.RequestSigned!.Value) : null;

    /// <summary>The CDS and CDNSKEY of all servers, to be compared with what stands at signaling names (RFC
    /// 9615).</summary>
    internal (byte[][] Cds, byte[][] Cdnskey) RequestRecords => (_sets[0].Cds, _sets[0].Cdnskey);

    /// <summary>Whether two sorted sets of RDATA are the same.</summary>
    internal static bool AreSame(byte[][] left, byte[][] right) =>
        left.Length == right.Length
            && left.Zip(right).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
