using System.Net;
using System.Net.Sockets;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>A server that a test tells what to send back, over UDP and, where asked, TCP on the same
/// port.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly Socket _udp;
    private readonly TcpListener? _tcp;
    private readonly List<byte[]> _queries = [];

    /// <summary>Starts listening.</summary>
    /// <param name="address">A loopback address.</param>
    /// <param name="overUdp">Gives the datagrams to send for a query, in their order.</param>
    /// <param name="overTcp">Gives what to send for a query, length included; null for no TCP.</param>
    public LoopbackServer(IPAddress address, Func<byte[], byte[][]> overUdp,
        Func<byte[], byte[]>? overTcp = null)
    {
        (_udp, _tcp) = Bind(address, overTcp is not null);
        Address = new ServerAddress((IPEndPoint)_udp.LocalEndPoint!);
        _ = ServeUdpAsync(overUdp);
        if (overTcp is not null)
        {
            _ = ServeTcpAsync(_tcp!, overTcp);
        }
    }

    /// <summary>Where it listens.</summary>
    public ServerAddress Address { get; }

    /// <summary>How many queries came over UDP.</summary>
    public int QueryCount
    {
        get
        {
            lock (_queries)
            {
                return _queries.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _udp.Dispose();
        _tcp?.Dispose();
    }

    // A port that is free for datagrams may be some connection's own: then another one is tried.
    private static (Socket Udp, TcpListener? Tcp) Bind(IPAddress address, bool hasTcp)
    {
        for (int tries = 1; ; tries++)
        {
            Socket udp = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(address, 0));
            TcpListener? tcp = hasTcp ? new TcpListener((IPEndPoint)udp.LocalEndPoint!) : null;
            try
            {
                tcp?.Start();
                return (udp, tcp);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                && tries < 20)
            {
                udp.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync(Func<byte[], byte[][]> respond)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, _udp.LocalEndPoint!);
                byte[] query = buffer[..received.ReceivedBytes];
                lock (_queries)
                {
                    _queries.Add(query);
                }

                foreach (byte[] datagram in respond(query))
                {
                    await _udp.SendToAsync(datagram, received.RemoteEndPoint);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            return; // the test is over
        }
        catch (SocketException)
        {
            return; // the same, within a receive
        }
    }

    private static async Task ServeTcpAsync(TcpListener listener, Func<byte[], byte[]> respond)
    {
        byte[] buffer = new byte[ushort.MaxValue];
        try
        {
            while (true)
            {
                using Socket connection = await listener.AcceptSocketAsync();
                int length = await connection.ReceiveAsync(buffer);
                await connection.SendAsync(respond(buffer[2..length]));
            }
        }
        catch (ObjectDisposedException)
        {
            return; // the test is over
        }
        catch (SocketException)
        {
            return; // the same, within an accept
        }
    }
}
