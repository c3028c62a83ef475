using System.Buffers.Binary;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>What a server answers at a zone's apex: its version, its keys, and which of them sign.</summary>
/// <param name="Version">The serial, and the signatures of that SOA.</param>
/// <param name="Keys">The DNSKEY RRset.</param>
/// <param name="KeySignatures">RDATA of the RRSIGs that cover it.</param>
public sealed record ServedApex(ServedVersion Version, IReadOnlyList<ZoneKey> Keys,
    IReadOnlyList<byte[]> KeySignatures)
{
    private const int TagOffset = 16; // RFC 4034 §3.1: the key tag follows 16 octets of RRSIG RDATA, the algorithm is the third

    /// <summary>Asks a server, for the SOA and for the DNSKEY RRset.</summary>
    /// <returns>What it answers, or why that is nothing, as a lower-case clause.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<(ServedApex? Apex, string? Failure)> AskAsync(
        ServerAddress server, DomainName apex, QueryPolicy policy, CancellationToken stop)
    {
        (ServedVersion? version, string? failure) = await ServedVersion.AskAsync(server, apex, policy, stop);
        if (version is null)
        {
            return (null, failure);
        }

        AuthorityAnswer answer = await new AuthorityQuery(server, policy)
            .AskAsync(new Question(apex, RRType.DNSKEY), stop);
        if (!answer.IsWhole || answer.Message.ResponseCode != ResponseCode.NOERROR)
        {
            return (null,
                $"does not give the DNSKEY RRset: {(answer.IsWhole ? $"it answers {answer.Message.ResponseCode}" : answer.Failure)}");
        }

        ZoneKey[] keys = [.. answer.Message.Answers(apex, RRType.DNSKEY).Where(rdata => rdata.Length > 4)
            .Select(rdata => new ZoneKey(apex, rdata.Span))];
        byte[][] signatures = [.. answer.Message.Answers(apex, RRType.RRSIG)
            .Select(rdata => rdata.ToArray())];
        return (new ServedApex(version, keys, signatures), null);
    }

    /// <summary>Whether a key signs the SOA or the DNSKEY RRset.</summary>
    public bool Signs(ZoneKey key) =>
        Version.Signatures.Concat(KeySignatures).Any(rrsig => rrsig.Length > TagOffset + 2
        && rrsig[2] == (byte)key.Algorithm
        && BinaryPrimitives.ReadUInt16BigEndian(rrsig.AsSpan(TagOffset)) == key.Tag.Value);
}
