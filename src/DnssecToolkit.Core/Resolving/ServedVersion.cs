using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>The version of a zone that a server answers with: its serial, and the signatures of that
/// SOA.</summary>
/// <param name="Serial">The serial.</param>
/// <param name="Signatures">RDATA of the RRSIGs that cover the SOA; none from a server that leaves them
/// out.</param>
public sealed record ServedVersion(SerialNumber Serial, IReadOnlyList<byte[]> Signatures)
{
    /// <summary>How the clause begins about a server that gave no whole answer at all.</summary>
    internal const string Silence = "does not answer";

    /// <summary>Asks a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="apex">The zone.</param>
    /// <param name="policy">How patient to be.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The version, or why there is none, as a lower-case clause.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<(ServedVersion? Version, string? Failure)> AskAsync(
        ServerAddress server, DomainName apex, QueryPolicy policy, CancellationToken stop)
    {
        AuthorityAnswer answer = await new AuthorityQuery(server, policy)
            .AskAsync(new Question(apex, RRType.SOA), stop);
        if (!answer.IsWhole)
        {
            return (null, $"{Silence}: {answer.Failure}");
        }

        ReadOnlyMemory<byte>[] soas = [.. answer.Message.Answers(apex, RRType.SOA)];
        if (answer.Message.ResponseCode != ResponseCode.NOERROR || !answer.Message.IsAuthoritative
            || soas.Length == 0)
        {
            return (null, answer.Message.ResponseCode != ResponseCode.NOERROR
                ? $"answers {answer.Message.ResponseCode}" : "does not serve the zone with authority");
        }

        byte[][] signatures = [.. answer.Message.Answers(apex, RRType.RRSIG)
            .Select(rdata => rdata.ToArray())];
        return (new ServedVersion(SoaRecord.Read(soas[0].Span, ttl: 0).Serial, signatures), null);
    }
}
