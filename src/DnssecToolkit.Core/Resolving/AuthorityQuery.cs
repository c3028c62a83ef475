using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DnssecToolkit.Resolving;

/// <summary>Asks one authoritative server one question (RFC 9499 §6); it follows no referral and keeps
/// nothing.</summary>
/// <remarks>Each try has a socket, and so a port, and an id of its own; an answer counts only if address, id
/// and question are those of the query (RFC 5452 §9).</remarks>
/// <param name="server">The server.</param>
/// <param name="policy">How patient to be.</param>
public sealed class AuthorityQuery(ServerAddress server, QueryPolicy policy)
{
    private const int MaximumMessage = ushort.MaxValue;

    /// <summary>Asks over UDP, and over TCP where the answer does not fit or does not come.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<AuthorityAnswer> AskAsync(Question question, CancellationToken stop)
    {
        AuthorityAnswer answer = await AskOverUdpAsync(question, stop);
        return answer.IsWhole ? answer : await AskOverTcpAsync(question, stop);
    }

    /// <summary>Asks over UDP alone.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<AuthorityAnswer> AskOverUdpAsync(Question question, CancellationToken stop)
    {
        AuthorityAnswer answer = await TryAsync(ExchangeOverUdpAsync, question, stop);
        for (int i = 1; i < policy.Tries && answer.Status == AnswerStatus.Silent; i++)
        {
            answer = await TryAsync(ExchangeOverUdpAsync, question, stop);
        }

        return answer;
    }

    /// <summary>Asks over TCP alone, once: TCP repeats by itself (RFC 7766).</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public Task<AuthorityAnswer> AskOverTcpAsync(Question question, CancellationToken stop) =>
        TryAsync(ExchangeOverTcpAsync, question, stop);

    private async Task<AuthorityAnswer> TryAsync(
        Func<ushort, Question, CancellationToken, Task<AuthorityAnswer>> exchange, Question question,
        CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(policy.Timeout);
        ushort id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        try
        {
            return await exchange(id, question, limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            string seconds = policy.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return AuthorityAnswer.Silent($"nothing came within {seconds} s");
        }
        catch (SocketException failure)
        {
            return AuthorityAnswer.Silent(SocketFault.Explain(failure));
        }
    }

    private async Task<AuthorityAnswer> ExchangeOverUdpAsync(ushort id, Question question,
        CancellationToken stop)
    {
        using Socket socket = new(server.EndPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server.EndPoint, stop); // from here on only this address is heard
        await socket.SendAsync(Query(id, question), stop);
        byte[] buffer = new byte[MaximumMessage];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, stop);
            if (Judge(buffer.AsSpan(0, length), id, question) is { } answer)
            {
                return answer;
            }
        }
    }

    private async Task<AuthorityAnswer> ExchangeOverTcpAsync(ushort id, Question question,
        CancellationToken stop)
    {
        using Socket socket = new(server.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint, stop);
        StreamMessages stream = new(socket);
        await stream.SendAsync(Query(id, question), stop);
        byte[]? message;
        try
        {
            message = await stream.ReceiveAsync(stop);
        }
        catch (EndOfStreamException)
        {
            return AuthorityAnswer.Malformed("it closed the connection within its answer");
        }

        if (message is null)
        {
            return AuthorityAnswer.Silent("it closed the connection");
        }

        return Judge(message, id, question) switch
        {
            null => AuthorityAnswer.Malformed("it answered another question over TCP"),
            { Status: AnswerStatus.Truncated } =>
                AuthorityAnswer.Malformed("its answer is truncated even over TCP"),
            AuthorityAnswer answer => answer,
        };
    }

    private byte[] Query(ushort id, Question question) =>
        policy.IsRecursive ? QueryMessage.WriteRecursive(id, question) : QueryMessage.Write(id, question);

    // Null for what is not an answer to this query: a late one, or a forged one.
    private static AuthorityAnswer? Judge(ReadOnlySpan<byte> octets, ushort id, Question question)
    {
        bool isOurs = octets.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(octets) == id;
        if (!isOurs)
        {
            return null;
        }

        if (!DnsMessage.TryRead(octets, out DnsMessage? message, out string? fault))
        {
            return AuthorityAnswer.Malformed(fault);
        }

        bool isAnswer = message.IsResponse
            && (message.Question is { } repeated
                ? repeated == question : message.ResponseCode != ResponseCode.NOERROR);
        return isAnswer ? AuthorityAnswer.Of(message) : null;
    }
}
