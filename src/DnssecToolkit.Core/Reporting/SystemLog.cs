using System.Globalization;
using System.Net.Sockets;
using DnssecToolkit.Configuration;

namespace DnssecToolkit.Reporting;

/// <summary>Writes lines to the system's log, which journald reads too: datagrams to a local socket (RFC 3164
/// §4.1).</summary>
internal static class SystemLog
{
    private const int LongestLine = 1_000; // RFC 3164 §4.1: 1024 octets with the header

    /// <summary>Writes a line.</summary>
    /// <param name="socket">The socket's path.</param>
    /// <param name="facility">The facility's name.</param>
    /// <param name="severity">3 for an error, 5 for a notice.</param>
    /// <param name="text">The line.</param>
    /// <returns>Why it was not written, as a lower-case clause; null where it was.</returns>
    internal static string? Write(string socket, string facility, int severity, string text)
    {
        string line =
            new([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter).Take(LongestLine)]);
        int priority = (SyslogFacility.NumberOf(facility) * 8) + severity;
        string message = string.Create(CultureInfo.InvariantCulture,
            $"<{priority}>signall[{Environment.ProcessId}]: {line.Trim()}");
        try
        {
            using Socket log = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            log.Connect(new UnixDomainSocketEndPoint(socket));
            log.Send(System.Text.Encoding.UTF8.GetBytes(message));
            return null;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return $"the system's log at {socket} did not take it: {e.Message.TrimEnd('.')}";
        }
    }
}
