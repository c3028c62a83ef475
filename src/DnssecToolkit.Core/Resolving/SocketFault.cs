using System.Net.Sockets;

namespace DnssecToolkit.Resolving;

/// <summary>What the network said, in words.</summary>
internal static class SocketFault
{
    /// <summary>Gives a lower-case clause.</summary>
    internal static string Explain(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no route to it",
        SocketError.ConnectionReset => "connection reset",
        SocketError.HostNotFound or SocketError.NoData => "there is no such host",
        SocketError.TryAgain => "no server of the DNS answers",
        _ => failure.SocketErrorCode.ToString(),
    };
}
