using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Resolving;

/// <summary>Where a name server listens, for UDP and TCP.</summary>
/// <param name="EndPoint">IPv4 or IPv6 address and port.</param>
public sealed record ServerAddress(IPEndPoint EndPoint)
{
    private const ushort DefaultPort = 53;

    /// <summary>The server's name, or null where only its address was given.</summary>
    public string? Name { get; init; }

    /// <summary>Where the zone file names it; its file is null where the command line did.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>Takes an address at the port of the DNS.</summary>
    public static ServerAddress Of(IPAddress address) => new(new IPEndPoint(address, DefaultPort));

    /// <summary>Reads <c>192.0.2.1</c>, <c>192.0.2.1#5353</c> or <c>2001:db8::1#5353</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ServerAddress? server)
    {
        server = null;
        string[] parts = text.Split('#');
        ushort port = DefaultPort;
        if (parts.Length > 2
            || (parts.Length == 2
                && !ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out port))
            || port == 0
            || !IPAddress.TryParse(parts[0], out IPAddress? address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != parts[0]))
        {
            return false; // the last: .NET takes 192.513 for an address too
        }

        server = new ServerAddress(new IPEndPoint(address, port));
        return true;
    }

    /// <summary>Gives <c>name (address#port)</c>, without the parts that are not known or usual.</summary>
    public override string ToString()
    {
        string address = EndPoint.Port == DefaultPort
            ? $"{EndPoint.Address}" : $"{EndPoint.Address}#{EndPoint.Port}";
        return Name is null ? address : $"{Name} ({address})";
    }
}
