using System.Text;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Protocols and services by name for WKS (RFC 1035 §3.4.2): those of RFC 1010 that anyone ever
/// wrote.</summary>
/// <remarks>BIND asks the machine's /etc/protocols and /etc/services, so what it takes depends on the
/// machine; this does not.</remarks>
internal static class WellKnownPorts
{
    private static readonly (string Name, ushort Number)[] Protocols = [("icmp", 1), ("tcp", 6), ("udp", 17)];

    private static readonly (string Name, ushort Number)[] Services =
    [
        ("echo", 7), ("discard", 9), ("systat", 11), ("daytime", 13), ("netstat", 15), ("qotd",
            17), ("chargen", 19),
        ("ftp-data", 20), ("ftp", 21), ("ssh", 22), ("telnet", 23), ("smtp", 25), ("time", 37), ("whois", 43),
        ("domain", 53), ("tftp", 69), ("gopher", 70), ("finger", 79), ("http", 80), ("kerberos", 88),
        ("hostnames", 101),
        ("pop2", 109), ("pop3", 110), ("sunrpc", 111), ("nntp", 119), ("ntp", 123), ("imap2", 143),
        ("snmp", 161),
        ("irc", 194), ("imap3", 220), ("ldap", 389), ("https", 443), ("imaps", 993), ("pop3s", 995),
    ];

    /// <summary>Reads a protocol.</summary>
    public static bool TryReadProtocol(ReadOnlySpan<byte> token, out byte protocol)
    {
        bool isRead = TryRead(Protocols, token, byte.MaxValue, out ushort number);
        protocol = unchecked((byte)number);
        return isRead;
    }

    /// <summary>Reads a service or port.</summary>
    public static bool TryReadPort(ReadOnlySpan<byte> token, out ushort port) =>
        TryRead(Services, token, ushort.MaxValue, out port);

    private static bool TryRead(
        (string Name, ushort Number)[] names, ReadOnlySpan<byte> token, ushort maximum, out ushort number)
    {
        foreach ((string name, ushort value) in names)
        {
            if (Ascii.EqualsIgnoreCase(token, name))
            {
                number = value;
                return true;
            }
        }

        bool isRead = TokenText.TryReadNumber(token, maximum, out ulong read);
        number = (ushort)read;
        return isRead;
    }
}
