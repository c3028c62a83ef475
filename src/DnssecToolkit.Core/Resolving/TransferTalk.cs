using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DnssecToolkit.Resolving;

/// <summary>One question over TCP, and the messages that answer it: each is checked before it is
/// given.</summary>
internal sealed class TransferTalk
{
    private readonly StreamMessages _stream;
    private readonly TsigSession? _signatures;
    private readonly Question _question;
    private readonly TransferPolicy _policy;
    private readonly CancellationToken _stop;
    private readonly ushort _id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
    private long _octets;
    private bool _isFirst = true;

    private TransferTalk(Socket socket, TsigSession? signatures, Question question, TransferPolicy policy,
        CancellationToken stop)
    {
        _stream = new StreamMessages(socket);
        _signatures = signatures;
        _question = question;
        _policy = policy;
        _stop = stop;
    }

    /// <summary>Connects and asks.</summary>
    internal static async Task<TransferTalk> BeginAsync(
        Socket socket, ServerAddress server, TsigSession? signatures, Question question,
        TransferPolicy policy, CancellationToken stop)
    {
        TransferTalk talk = new(socket, signatures, question, policy, stop);
        using CancellationTokenSource limit = talk.Limit();
        await socket.ConnectAsync(server.EndPoint, limit.Token);
        byte[] query = QueryMessage.Write(talk._id, question);
        await talk._stream.SendAsync(signatures?.Sign(query) ?? query, limit.Token);
        return talk;
    }

    /// <summary>Gives the next message.</summary>
    /// <exception cref="TransferFault">There is none, or it is not one that may stand here.</exception>
    internal async Task<DnsMessage> NextAsync()
    {
        using CancellationTokenSource limit = Limit();
        byte[] octets = await _stream.ReceiveAsync(limit.Token)
            ?? throw new TransferFault("it closed the connection before the end");
        _octets += octets.Length;
        if (_octets > _policy.MostOctets)
        {
            throw new TransferFault(string.Create(CultureInfo.InvariantCulture,
                $"it is longer than {_policy.MostOctets} octets"));
        }

        if (!DnsMessage.TryRead(octets, out DnsMessage? message, out string? fault))
        {
            throw new TransferFault(fault);
        }

        // The signature first: what it does not cover is nobody's word. But a refusal may come without.
        string? doubt = _signatures?.Check(octets);
        string? refusal = message.ResponseCode != ResponseCode.NOERROR
            ? $"it answers {message.ResponseCode}" : null;
        if (doubt is not null || refusal is not null)
        {
            throw new TransferFault(refusal is null ? doubt! : doubt is null
                ? refusal : $"{refusal}, and {doubt}");
        }

        bool isOurs = message.Id == _id && message.IsResponse && !message.IsTruncated
            && (message.Question is { } repeated ? repeated == _question : !_isFirst); // RFC 5936 §2.2.2: later ones may leave it out
        _isFirst = false;
        return isOurs ? message : throw new TransferFault("it answered another question");
    }

    /// <summary>Says that no message is to follow.</summary>
    /// <exception cref="TransferFault">The last one was not signed.</exception>
    internal void End()
    {
        if (_signatures is { IsSettled: false })
        {
            throw new TransferFault("its last message is not signed");
        }
    }

    private CancellationTokenSource Limit()
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        limit.CancelAfter(_policy.MessageTimeout);
        return limit;
    }
}
