using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>Ports for daemons, below those that the system gives to clients (from 32768 on).</summary>
internal static class LoopbackPorts
{
    /// <summary>Gives the first of two neighbouring ports that are free now.</summary>
    internal static int FreePair()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using TcpListener listener = new(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
