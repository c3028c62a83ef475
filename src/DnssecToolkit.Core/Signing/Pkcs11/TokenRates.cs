using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Files;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Signatures a second from run to run, by key and, as `keyall token bench` measures them, by token
/// and algorithm.</summary>
/// <remarks>A file of lines: what it is (a key's URI; or a token's, a space and an algorithm) in hexadecimal,
/// the rate, and how many sessions gave it. A help for planning and nothing more: what cannot be read is not
/// known, what cannot be written is measured again.</remarks>
public static class TokenRates
{
    private const string Name = "token-rates";
    private const int MostLines = 10_000;
    private const int MostSessions = 1_024;
    private const long LongestFile = 8 << 20;
    private static readonly Lock Noting = new(); // zones of one run end at the same time

    /// <summary>The rate of a key as the last run measured it, else that of its token with its algorithm,
    /// else null.</summary>
    /// <param name="rates">What is known.</param>
    /// <param name="uri">Where the key is.</param>
    /// <param name="algorithm">Its algorithm.</param>
    public static double? Of(IReadOnlyDictionary<string, TokenRate> rates, Pkcs11Uri uri,
        DnssecAlgorithm algorithm) =>
        rates.TryGetValue(uri.ToString(), out TokenRate? own) ? own.PerSecond : rates
            .Where(row => TryReadToken(row.Key, out Pkcs11Uri? token, out DnssecAlgorithm of)
                && of == algorithm
                && token.Token == uri.Token
                    && (uri.Serial is null || token.Serial is null || token.Serial == uri.Serial))
            .Select(row => (double?)row.Value.PerSecond).FirstOrDefault();

    /// <summary>What was measured of a token, by algorithm.</summary>
    /// <param name="directory">The state directory, or null.</param>
    /// <param name="token">The token.</param>
    public static IReadOnlyDictionary<DnssecAlgorithm, TokenRate> OfToken(string? directory,
        Pkcs11Token token)
    {
        Dictionary<DnssecAlgorithm, TokenRate> measured = [];
        string own = token.ToUri().ToString();
        foreach ((string what, TokenRate rate) in Read(directory))
        {
            if (rate.Sessions > 0 && TryReadToken(what, out Pkcs11Uri? uri, out DnssecAlgorithm algorithm)
                && uri.ToString() == own)
            {
                measured[algorithm] = rate;
            }
        }

        return measured;
    }

    /// <summary>Notes what was measured of a token.</summary>
    /// <param name="directory">The state directory, or null for none.</param>
    /// <param name="token">The token.</param>
    /// <param name="algorithm">The algorithm of the keys.</param>
    /// <param name="rate">The rate, with the sessions that are worth using.</param>
    public static void Note(string? directory, Pkcs11Token token, DnssecAlgorithm algorithm,
        TokenRate rate) =>
        Note(directory,
            new Dictionary<string, TokenRate> { [$"{token.ToUri()} {AlgorithmTraits.Of(algorithm).Mnemonic}"] = rate });

    /// <summary>Reads what is known.</summary>
    /// <param name="directory">The state directory, or null.</param>
    /// <returns>Rates by what they are of, those noted last at the end.</returns>
    public static IReadOnlyDictionary<string, TokenRate> Read(string? directory)
    {
        OrderedDictionary<string, TokenRate> rates = new(StringComparer.Ordinal);
        try
        {
            string path = Path.Combine(directory ?? "", Name);
            if (directory is null || !File.Exists(path) || new FileInfo(path).Length > LongestFile)
            {
                return rates;
            }

            foreach (string line in File.ReadLines(path).Take(MostLines))
            {
                if (TryReadLine(line, out string what, out TokenRate rate))
                {
                    rates[what] = rate;
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            rates.Clear();
        }

        return rates;
    }

    /// <summary>Notes rates beside those that are known.</summary>
    /// <param name="directory">The state directory, or null for none.</param>
    /// <param name="measured">Rates by what they are of.</param>
    public static void Note(string? directory, IReadOnlyDictionary<string, TokenRate> measured)
    {
        if (directory is null || measured.Count == 0)
        {
            return;
        }

        lock (Noting)
        {
            Write(directory, [.. Read(directory).Where(row => !measured.ContainsKey(row.Key)), .. measured]);
        }
    }

    private static void Write(string directory, IEnumerable<KeyValuePair<string, TokenRate>> rates)
    {
        string path = Path.Combine(directory, Name);
        string temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            _ = Directory.CreateDirectory(directory, NewFile.OwnersDirectory);
            File.WriteAllLines(temporary, rates.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{HexOf(row.Key)} {row.Value.PerSecond:0.###} {row.Value.Sessions}")));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
        }
    }

    private static bool TryReadLine(string line, out string what, out TokenRate rate)
    {
        (what, rate) = ("", new TokenRate(0, 0));
        if (line.Split(' ') is not [{ } name, { } number, .. { } rest] || rest.Length > 1
            || !TryDecode(name, out what)
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out double value)
                || value is not (> 0 and < 1e9))
        {
            return false;
        }

        int sessions = 0;
        if (rest is [{ } count]
            && (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out sessions)
            || sessions > MostSessions))
        {
            return false;
        }

        rate = new TokenRate(sessions, value);
        return true;
    }

    private static bool TryReadToken(
        string what, [NotNullWhen(true)] out Pkcs11Uri? token, out DnssecAlgorithm algorithm)
    {
        (token, algorithm) = (null, default);
        if (what.Split(' ') is not [{ } uri, { } mnemonic]
            || !AlgorithmTraits.TryParse(mnemonic, out AlgorithmTraits? traits))
        {
            return false;
        }

        algorithm = traits.Algorithm;
        return Pkcs11Uri.TryParse(uri, out token, out _);
    }

    private static string HexOf(string text) =>
        Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));

    private static bool TryDecode(string hexadecimal, out string text)
    {
        byte[] octets = new byte[hexadecimal.Length / 2];
        bool isSound = hexadecimal.Length % 2 == 0
            && Convert.FromHexString(hexadecimal, octets, out _,
                out _) == System.Buffers.OperationStatus.Done;
        text = isSound ? System.Text.Encoding.UTF8.GetString(octets) : "";
        return isSound;
    }
}
