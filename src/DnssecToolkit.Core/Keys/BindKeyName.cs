using System.Globalization;
using System.Text;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Keys;

/// <summary>The name that BIND gives a key's files, without its ending:
/// <c>Kexample.com.+013+12345</c>.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Tag">The key tag.</param>
public readonly record struct BindKeyName(DomainName Zone, DnssecAlgorithm Algorithm, KeyTag Tag)
{
    // +013+12345
    private const int SuffixLength = 10;

    /// <summary>Gives the name of a key's files.</summary>
    public static BindKeyName Of(ZoneKey key) => new(key.Zone, key.Algorithm, key.Tag);

    /// <summary>Reads a file name without its ending; letter case does not matter.</summary>
    public static bool TryParse(string stem, out BindKeyName name)
    {
        name = default;
        ReadOnlySpan<char> suffix = stem.Length > SuffixLength + 1
            ? stem.AsSpan(stem.Length - SuffixLength) : [];
        if (suffix.IsEmpty || stem[0] is not ('K' or 'k') || suffix[0] != '+' || suffix[4] != '+'
            || !byte.TryParse(suffix[1..4], NumberStyles.None, CultureInfo.InvariantCulture,
                out byte algorithm)
            || !ushort.TryParse(suffix[5..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort tag)
            || !TryReadZone(stem.AsSpan(1, stem.Length - 1 - SuffixLength), out DomainName zone))
        {
            return false;
        }

        name = new BindKeyName(zone, (DnssecAlgorithm)algorithm, new KeyTag(tag));
        return true;
    }

    /// <summary>Gives the name as BIND writes it: <see cref="FileNameText.Of"/>, with algorithm and
    /// tag.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"K{FileNameText.Of(Zone)}+{(int)Algorithm:000}+{Tag}");

    // %XX becomes \DDD, so that the name reader does the rest.
    private static bool TryReadZone(ReadOnlySpan<char> text, out DomainName zone)
    {
        StringBuilder presentation = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                presentation.Append(text[i]);
                continue;
            }

            if (i + 2 >= text.Length
                || !byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture, out byte octet))
            {
                zone = default;
                return false;
            }

            presentation.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
            i += 2;
        }

        return DomainName.TryParse(presentation.ToString(), out zone, out _);
    }
}
