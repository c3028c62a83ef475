using System.Globalization;
using System.Text;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>A .key file: one DNSKEY record in zone file form, with the key's moments in comments.</summary>
/// <param name="Key">The DNSKEY.</param>
/// <param name="Ttl">The TTL in seconds, or null where the file has none.</param>
/// <param name="Timing">The moments that the comments tell.</param>
public sealed record BindPublicFile(ZoneKey Key, uint? Ttl, KeyTiming Timing)
{
    private const int MaximumTokens = 4096;
    private const int Base64GroupLength = 56;

    /// <summary>Reads a .key file as dnssec-keygen, ldns-keygen and people write it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is faulty.</returns>
    /// <exception cref="UnreadableInputException">The file cannot be read.</exception>
    public static BindPublicFile? Read(string path, FindingList findings) =>
        Parse(System.Text.Encoding.Latin1.GetString(KeyFileOctets.Read(path)), path, findings);

    /// <summary>Reads the text of a .key file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is faulty.</returns>
    public static BindPublicFile? Parse(string text, string path, FindingList findings)
    {
        KeyTiming timing = KeyTiming.None;
        List<string> tokens = [];
        int line = 0;
        int first = 1;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            line++;
            int comment = raw.IndexOf(';');
            if (comment >= 0)
            {
                ReadComment(raw[(comment + 1)..], ref timing);
            }

            int before = tokens.Count;
            Tokenize(comment >= 0 ? raw[..comment] : raw, tokens);
            first = before == 0 && tokens.Count > 0 ? line : first;
        }

        string? fault = TryReadRecord(tokens, out DomainName zone, out uint? ttl, out byte[] rdata);
        if (fault is not null)
        {
            findings.Add(new Finding(CheckCodes.KeyFileSyntax, new SourceLocation(path, first), fault));
            return null;
        }

        ZoneKey key = new(zone, rdata);
        if (!PublicKeyFormat.TryCheck(key.Algorithm, key.PublicKey, out fault))
        {
            findings.Add(new Finding(CheckCodes.KeyPublicFormat, new SourceLocation(path, first), fault));
            return null;
        }

        return new BindPublicFile(key, ttl, timing);
    }

    /// <summary>Gives the file's text as BIND writes it.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        string kind = Key.IsSep ? "key-signing" : "zone-signing";
        string revoked = Key.IsRevoked ? "revoked " : "";
        text.Append(CultureInfo.InvariantCulture,
            $"; This is a {revoked}{kind} key, keyid {Key.Tag.Value}, for {Key.Zone}\n");
        foreach ((string name, Timestamp moment) in KeyTimingText.Lines(Timing)
            .Where(line => line.Name != "DSPublish"))
        {
            // BIND keeps the moment of the DS for the .private file.
            text.Append(CultureInfo.InvariantCulture,
                $"; {name}: {moment.ToCompactString()} ({Calendar(moment)})\n");
        }

        string ttl = Ttl is { } seconds ? seconds.ToString(CultureInfo.InvariantCulture) + " " : "";
        text.Append(CultureInfo.InvariantCulture,
            $"{Key.Zone} {ttl}IN DNSKEY {Key.Flags} 3 {(int)Key.Algorithm}");
        string base64 = Convert.ToBase64String(Key.PublicKey);
        for (int at = 0; at < base64.Length; at += Base64GroupLength)
        {
            text.Append(' ').Append(base64.AsSpan(at, Math.Min(Base64GroupLength, base64.Length - at)));
        }

        return text.Append('\n').ToString();
    }

    // As C's ctime has it, in UTC: Sat Nov  7 01:15:41 2026.
    private static string Calendar(Timestamp moment)
    {
        DateTimeOffset date = DateTimeOffset.FromUnixTimeSeconds(moment.Seconds);
        return date.ToString("ddd MMM ", CultureInfo.InvariantCulture)
            + date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2)
            + date.ToString(" HH:mm:ss yyyy", CultureInfo.InvariantCulture);
    }

    private static void ReadComment(ReadOnlySpan<char> comment, ref KeyTiming timing)
    {
        comment = comment.Trim();
        int colon = comment.IndexOf(':');
        if (colon > 0)
        {
            _ = KeyTimingText.TrySet(ref timing, comment[..colon], comment[(colon + 1)..].Trim());
        }
    }

    // Parentheses only join lines, and a key file has one record.
    private static void Tokenize(ReadOnlySpan<char> line, List<string> tokens)
    {
        foreach (Range range in line.SplitAny(' ', '\t', '(', ')', '\r'))
        {
            if (!line[range].IsEmpty && tokens.Count < MaximumTokens)
            {
                tokens.Add(line[range].ToString());
            }
        }
    }

    private static string? TryReadRecord(List<string> tokens, out DomainName zone, out uint? ttl,
        out byte[] rdata)
    {
        zone = default;
        ttl = null;
        rdata = [];
        int type = tokens.FindIndex(token => token.Equals("DNSKEY", StringComparison.OrdinalIgnoreCase));
        if (type < 1 || type > 3 || tokens.Count < type + 5)
        {
            return "not one whole DNSKEY record";
        }

        if (!DomainName.TryParse(tokens[0], out zone, out string? fault))
        {
            return $"the zone's name has {fault}";
        }

        foreach (string token in tokens[1..type])
        {
            if (uint.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds))
            {
                if (seconds > ZoneKey.MaximumTtl)
                {
                    return $"a TTL of {seconds} seconds is more than {ZoneKey.MaximumTtl} (RFC 2181 §8)";
                }

                ttl = seconds;
            }
            else if (!token.Equals("IN", StringComparison.OrdinalIgnoreCase))
            {
                return $"'{token}' is neither a TTL in seconds nor the class IN";
            }
        }

        return TryReadRData(tokens, type + 1, out rdata);
    }

    private static string? TryReadRData(List<string> tokens, int at, out byte[] rdata)
    {
        rdata = [];
        if (!ushort.TryParse(tokens[at], NumberStyles.None, CultureInfo.InvariantCulture, out ushort flags)
            || !byte.TryParse(tokens[at + 1], NumberStyles.None, CultureInfo.InvariantCulture,
                out byte protocol)
            || !AlgorithmTraits.TryParse(tokens[at + 2], out AlgorithmTraits? traits))
        {
            return "flags, protocol or algorithm of the DNSKEY are not ones the toolkit computes with";
        }

        if ((flags & ZoneKey.ZoneFlag) == 0 || protocol != 3)
        {
            return "the DNSKEY is not a zone's key: it lacks the zone key flag, or protocol 3 (RFC 4034 §2.1)";
        }

        string base64 = string.Concat(tokens[(at + 3)..]);
        byte[] octets = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, octets, out int length) || length == 0)
        {
            return "the public key is not Base64";
        }

        rdata = [(byte)(flags >> 8), (byte)(flags & 0xff), protocol, (byte)traits.Algorithm,
            .. octets.AsSpan(0, length)];
        return null;
    }
}
