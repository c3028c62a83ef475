using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>The first DS of a child that is not yet secure: its CDS and CDNSKEY stand, validated, at the
/// signaling names of its servers (RFC 9615).</summary>
/// <param name="resolver">A resolver that validates, reached over a path that nobody else can write to: its
/// AD bit is believed.</param>
/// <param name="policy">How patient to be.</param>
public sealed class SignalingNames(ServerAddress resolver, QueryPolicy policy)
{
    private static readonly byte[] Prefix = [7, .. "_dsboot"u8];
    private static readonly byte[] Infix = [7, .. "_signal"u8];

    /// <summary>Looks at all signaling names.</summary>
    /// <param name="child">The child.</param>
    /// <param name="servers">The names of its servers.</param>
    /// <param name="seen">What they say at the child itself.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <returns>Why the child's word is not confirmed, as a lower-case clause; null where it is.</returns>
    public async Task<string?> ObjectionAsync(DomainName child, IReadOnlyList<DomainName> servers,
        ChildObservation seen, CancellationToken stop)
    {
        // §4.2 step 3: server names below the child prove nothing.
        DomainName[] outside = [.. servers.Where(server => !server.IsAtOrBelow(child))];
        if (outside.Length == 0)
        {
            return "all names of its servers are below itself, so nobody can vouch for it (RFC 9615)";
        }

        (byte[][] cds, byte[][] cdnskey) = seen.RequestRecords;
        foreach (DomainName server in outside)
        {
            if (NameFor(child, server) is not { } name)
            {
                return $"the signaling name at {server} would be too long";
            }

            foreach ((RRType type, byte[][] own) in new[] { (RRType.CDS, cds), (RRType.CDNSKEY, cdnskey) })
            {
                AuthorityAnswer answer = await new AuthorityQuery(resolver,
                    policy with { IsRecursive = true }).AskAsync(new Question(name, type), stop);
                if (Objection(answer, name, type, own) is { } objection)
                {
                    return $"{name} {RRTypeText.Format(type)} {objection}";
                }
            }
        }

        return null;
    }

    private static string? Objection(AuthorityAnswer answer, DomainName name, RRType type, byte[][] own)
    {
        if (!answer.IsWhole)
        {
            return $"could not be looked up: {answer.Failure}";
        }

        byte[][] found = [.. answer.Message.Answers(name, type).Select(rdata => rdata.ToArray())
            .OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
        return answer.Message.ResponseCode is not (ResponseCode.NOERROR or ResponseCode.NXDOMAIN)
            ? $"could not be looked up: {answer.Message.ResponseCode}"
            : !answer.Message.IsAuthentic ? "is not validated"
            : !ChildObservation.AreSame(found, own) ? "is not what the child's servers have" : null;
    }

    private static DomainName? NameFor(DomainName child, DomainName server)
    {
        byte[] wire = [.. Prefix, .. child.Wire[..^1], .. Infix, .. server.Wire];
        return DomainName.TryFromWire(wire, out DomainName name) ? name : null;
    }
}
