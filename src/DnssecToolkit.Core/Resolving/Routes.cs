using System.Net;
using System.Net.Sockets;

namespace DnssecToolkit.Resolving;

/// <summary>Which addresses this host has a way to.</summary>
internal static class Routes
{
    private const int AnyPort = 53;

    /// <summary>The addresses of one server that can be asked from here: where this host has no route to one
    /// family, the other's are enough, because both are of one server; where it has a route to none, all, so
    /// that the doubt is told.</summary>
    internal static IPAddress[] Reachable(IPAddress[] addresses, Func<IPAddress, bool> hasRoute)
    {
        AddressFamily[] routed =
            [.. addresses.Where(hasRoute).Select(address => address.AddressFamily).Distinct()];
        return routed.Length == 0
            ? addresses : [.. addresses.Where(address => routed.Contains(address.AddressFamily))];
    }

    /// <summary>Whether the routing table has a way; connecting a datagram socket asks it, and sends nothing.
    /// </summary>
    internal static bool HasRoute(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, AnyPort);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.NetworkUnreachable
            or SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            return false;
        }
        catch (SocketException)
        {
            return true; // it is asked, and what comes of that is told
        }
    }
}
