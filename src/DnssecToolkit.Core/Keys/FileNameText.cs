using System.Globalization;
using System.Text;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keys;

/// <summary>Zone names as BIND writes them into file names: in lower case, everything but letters, digits,
/// hyphens and underscores as %XX.</summary>
public static class FileNameText
{
    /// <summary>Gives a zone's name with its final dot: <c>a%2Fb.example.</c>; no two zones have the
    /// same.</summary>
    public static string Of(DomainName zone)
    {
        StringBuilder text = new();
        ReadOnlySpan<byte> wire = zone.Wire;
        for (int at = 0; wire[at] != 0; at += wire[at] + 1)
        {
            foreach (byte octet in wire.Slice(at + 1, wire[at]))
            {
                Append(text, octet);
            }

            text.Append('.');
        }

        return zone.IsRoot ? "." : text.ToString();
    }

    private static void Append(StringBuilder text, byte octet)
    {
        if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_')
        {
            text.Append(char.ToLowerInvariant((char)octet));
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
    }
}
