using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>Puts a card into vpcd's virtual reader: connects to its port and answers, from a thread of its
/// own, again when pcscd starts anew.</summary>
/// <remarks>Each message is a length of two octets, most significant first, and a body. A body of one octet
/// is for the card's contacts (0 off, 1 on, 2 reset, 4 what is the answer to reset?); only the last is
/// answered.</remarks>
internal sealed class CardReader : IDisposable
{
    private const int QuickAcknowledgement = 12; // TCP_QUICKACK in linux/tcp.h
    private const byte AnswerToResetWanted = 4;

    private readonly SmartCardHsmCard _card;
    private readonly int _port;
    private readonly Thread _thread;
    private volatile bool _isDisposed;
    private Socket? _socket;

    /// <summary>Puts the card in.</summary>
    internal CardReader(SmartCardHsmCard card, int port)
    {
        _card = card;
        _port = port;
        _thread = new Thread(Serve) { IsBackground = true, Name = "card" };
        _thread.Start();
    }

    /// <summary>How many commands the card has answered.</summary>
    internal int Commands { get; private set; }

    /// <summary>Takes the card out.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket?.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        while (!_isDisposed)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream,
                ProtocolType.Tcp)
            { NoDelay = true };
            _socket = socket;
            try
            {
                socket.Connect(IPAddress.Loopback, _port);
                while (Receive(socket) is { } body)
                {
                    Answer(socket, body);
                }
            }
            catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
            {
                // pcscd is not there, or went away: it may come back
            }

            _card.Reset();
            Thread.Sleep(100);
        }
    }

    private void Answer(Socket socket, byte[] body)
    {
        switch (body)
        {
            case [AnswerToResetWanted]:
                Send(socket, SmartCardHsmCard.AnswerToReset);
                break;
            case [_]:
                _card.Reset();
                break;
            default:
                Commands++;
                Send(socket, _card.Answer(body));
                break;
        }
    }

    private static void Send(Socket socket, byte[] body)
    {
        byte[] message = new byte[2 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)body.Length);
        body.CopyTo(message, 2);
        socket.Send(message);
    }

    private static byte[]? Receive(Socket socket)
    {
        byte[] length = new byte[2];
        byte[]? body = ReceiveInto(socket, length)
            ? new byte[BinaryPrimitives.ReadUInt16BigEndian(length)] : null;
        return body is not null && ReceiveInto(socket, body) ? body : null;
    }

    // vpcd sends length and body apart without TCP_NODELAY: a reader that acknowledges late costs 40 ms a
    // command.
    private static bool ReceiveInto(Socket socket, byte[] octets)
    {
        for (int got = 0, taken; got < octets.Length; got += taken)
        {
            socket.SetRawSocketOption((int)ProtocolType.Tcp, QuickAcknowledgement, [1, 0, 0, 0]);
            taken = socket.Receive(octets.AsSpan(got));
            if (taken == 0)
            {
                return false;
            }
        }

        return true;
    }
}
