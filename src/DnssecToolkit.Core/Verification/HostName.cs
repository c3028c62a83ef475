using System.Buffers;
using DnssecToolkit.Names;

namespace DnssecToolkit.Verification;

/// <summary>What names of hosts may be like.</summary>
internal static class HostName
{
    private static readonly SearchValues<byte> OfHosts =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"u8);

    /// <summary>Whether the labels are letters, digits and hyphens, hyphens only inside (RFC 952,
    /// RFC 1123 §2.1); a wildcard may lead.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        if (WireName.IsWildcard(name))
        {
            name = name[2..];
        }

        for (; name[0] != 0; name = WireName.ParentOf(name))
        {
            ReadOnlySpan<byte> label = name.Slice(1, name[0]);
            if (label[0] == (byte)'-' || label[^1] == (byte)'-' || label.ContainsAnyExcept(OfHosts))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the name is a mailbox: a printable first label, the rest a host
    /// (RFC 1035 §8); the root stands for none.</summary>
    public static bool IsMailbox(ReadOnlySpan<byte> name) =>
        name[0] == 0
        || (!name.Slice(1, name[0]).ContainsAnyExceptInRange((byte)'!', (byte)'~')
            && WireName.ParentOf(name) is var host && !WireName.IsWildcard(host) && IsValid(host));

    /// <summary>Whether the name begins like an IPv4 address: four labels of digits.</summary>
    public static bool IsIpAddress(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < 4; i++, name = WireName.ParentOf(name))
        {
            if (name[0] is 0 or > 3 || name.Slice(1, name[0]).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return false;
            }
        }

        return true;
    }
}
