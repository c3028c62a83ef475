using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DnssecToolkit.Interop.Foreign;

/// <summary>Ports for servers, below those that the system gives to clients (from 32768 on): none of these
/// can be a client's own by the time that its server listens.</summary>
internal static class LoopbackPorts
{
    private static readonly HashSet<int> Given = [];

    /// <summary>Gives a port that is free now, for UDP and TCP, and was not given before in this
    /// process.</summary>
    internal static int Free() => Free(neighbours: 1);

    /// <summary>Gives the first of two neighbouring ports that are.</summary>
    internal static int FreePair() => Free(neighbours: 2);

    private static int Free(int neighbours)
    {
        lock (Given)
        {
            while (true)
            {
                int port = RandomNumberGenerator.GetInt32(12_000, 32_000);
                int[] ports = [.. Enumerable.Range(port, neighbours)];
                if (!ports.Any(Given.Contains) && ports.All(IsFree))
                {
                    Given.UnionWith(ports);
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        using TcpListener listener = new(IPAddress.Any, port);
        try
        {
            listener.Start();
            using UdpClient udp = new(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
