using System.Net;
using System.Net.Sockets;

namespace DnssecToolkit.Interop.Servers;

/// <summary>A second address of a server on loopback: UDP alone, one question after the other.</summary>
internal sealed class AddressRelay : IDisposable
{
    private readonly UdpClient _socket;
    private readonly Task _work;

    /// <summary>Takes questions at an address, and gives the server's answers.</summary>
    /// <param name="address">An address of loopback.</param>
    /// <param name="server">The server; the relay has the same port.</param>
    internal AddressRelay(string address, NameServer server)
    {
        _socket = new UdpClient(new IPEndPoint(IPAddress.Parse(address), server.Port));
        _work = RelayAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _work.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task RelayAsync(IPEndPoint server)
    {
        try
        {
            while (true)
            {
                UdpReceiveResult question = await _socket.ReceiveAsync();
                using UdpClient onward = new();
                onward.Connect(server);
                await onward.SendAsync(question.Buffer);
                UdpReceiveResult answer = await onward.ReceiveAsync();
                await _socket.SendAsync(answer.Buffer, question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The relay was ended.
        }
    }
}
