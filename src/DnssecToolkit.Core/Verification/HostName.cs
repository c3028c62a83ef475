using DnssecToolkit.Names;

namespace DnssecToolkit.Verification;

/// <summary>What names of hosts may be like.</summary>
internal static class HostName
{
    /// <summary>Whether the labels are letters, digits and hyphens, hyphens only inside (RFC 952, RFC 1123 §2.1); a wildcard may lead.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        if (WireName.IsWildcard(name))
        {
            name = name[2..];
        }

        for (; name[0] != 0; name = WireName.ParentOf(name))
        {
            ReadOnlySpan<byte> label = name.Slice(1, name[0]);
            if (label[0] == (byte)'-' || label[^1] == (byte)'-')
            {
                return false;
            }

            foreach (byte octet in label)
            {
                if (!char.IsAsciiLetterOrDigit((char)octet) && octet != (byte)'-')
                {
                    return false;
                }
            }
        }

        return true;
    }

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
