using System.Globalization;
using System.Net.Sockets;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>Fetches zones from a primary by AXFR (RFC 5936), under transaction signatures where there is a
/// key (RFC 8945).</summary>
/// <remarks>One message at a time is in memory.</remarks>
/// <param name="server">The primary.</param>
/// <param name="key">The key that it shares with us, or null; remains the caller's.</param>
/// <param name="clock">Gives the moment by the machine's clock, for the signatures.</param>
/// <param name="policy">How patient to be.</param>
public sealed class ZoneTransfer(ServerAddress server, TsigKey? key, Func<Timestamp> clock,
    TransferPolicy policy)
{
    private const string Hint =
        "see the primary's log, and that it lets this host, or this key, transfer the zone (allow-transfer)";

    /// <summary>Asks for the serial.</summary>
    /// <exception cref="UnreadableInputException">It does not answer, or not well.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public Task<SerialNumber> AskSerialAsync(DomainName zone, CancellationToken stop) =>
        GuardAsync(zone, RRType.SOA, async talk =>
    {
        DnsMessage answer = await talk.NextAsync();
        talk.End();
        ReadOnlyMemory<byte>[] soas = [.. answer.Answers(zone, RRType.SOA)];
        return answer.IsAuthoritative && soas.Length == 1
            ? SoaRecord.Read(soas[0].Span, ttl: 0).Serial
            : throw new TransferFault("it does not serve the zone with authority");
    }, stop);

    /// <summary>Fetches a zone.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="take">Takes each record, the SOA first and once.</param>
    /// <param name="stop">Ends the transfer early.</param>
    /// <returns>Its serial.</returns>
    /// <exception cref="UnreadableInputException">The transfer fails; what was taken is not the
    /// zone.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public Task<SerialNumber> FetchAsync(DomainName zone, Action<MessageRecord> take,
        CancellationToken stop) => GuardAsync(zone, RRType.AXFR, async talk =>
    {
        ReadOnlyMemory<byte>? soa = null;
        while (true)
        {
            DnsMessage message = await talk.NextAsync();
            int left = message.Records.Count(record => record.Section == MessageSection.Answer);
            foreach (MessageRecord record in message.Records.Where(record =>
                record.Section == MessageSection.Answer))
            {
                left--;
                bool isSoa = record.Type == RRType.SOA;
                CheckBelongs(zone, record, isFirst: soa is null);
                if (isSoa && soa is { } first)
                {
                    // RFC 5936 §2.2: the SOA again ends it.
                    bool isSame = first.Span.SequenceEqual(record.RData.Span);
                    talk.End();
                    return !isSame ? throw new TransferFault("the zone changed during the transfer")
                        : left > 0 ? throw new TransferFault("records follow the SOA at its end")
                        : SoaRecord.Read(first.Span, ttl: 0).Serial;
                }

                soa ??= record.RData;
                take(record);
            }
        }
    }, stop);

    private static void CheckBelongs(DomainName zone, MessageRecord record, bool isFirst)
    {
        if (record.RRClass != RRClass.IN || !record.Owner.IsAtOrBelow(zone))
        {
            throw new TransferFault($"{record.Owner} does not belong to the zone");
        }

        if (isFirst ? record.Type != RRType.SOA || record.Owner != zone : record.Type == RRType.SOA
            && record.Owner != zone)
        {
            throw new TransferFault(isFirst
                ? "it does not begin with the zone's SOA" : $"{record.Owner} has an SOA inside the zone");
        }
    }

    private async Task<SerialNumber> GuardAsync(DomainName zone, RRType type,
        Func<TransferTalk, Task<SerialNumber>> use, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(policy.Timeout);
        string why;
        try
        {
            using Socket socket = new(server.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            return await use(await TransferTalk.BeginAsync(socket, server, key is null
                ? null : new TsigSession(key, clock), new Question(zone, type), policy, limit.Token));
        }
        catch (TransferFault fault)
        {
            why = fault.Message;
        }
        catch (EndOfStreamException)
        {
            why = "it closed the connection within a message";
        }
        catch (SocketException failure)
        {
            why = SocketFault.Explain(failure);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            why = limit.IsCancellationRequested ? $"it took longer than {Seconds(policy.Timeout)} s"
                : $"nothing came within {Seconds(policy.MessageTimeout)} s";
        }

        string what = type == RRType.SOA ? "does not give the serial of" : "does not transfer";
        throw new UnreadableInputException($"{server} {what} {zone}: {why}", Hint);
    }
}
