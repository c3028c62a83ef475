using System.Globalization;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Signatures a second by key, from run to run: a file of lines with the key's URI in hexadecimal and the rate.</summary>
/// <remarks>A help for planning and nothing more: what cannot be read is not known, what cannot be written is measured again.</remarks>
public static class TokenRates
{
    private const string Name = "token-rates";
    private const int MostLines = 10_000;
    private const long LongestFile = 8 << 20;

    /// <summary>Reads what is known.</summary>
    /// <param name="directory">The state directory, or null.</param>
    /// <returns>Rates by URI.</returns>
    public static IReadOnlyDictionary<string, double> Read(string? directory)
    {
        Dictionary<string, double> rates = new(StringComparer.Ordinal);
        try
        {
            string path = Path.Combine(directory ?? "", Name);
            if (directory is null || !File.Exists(path) || new FileInfo(path).Length > LongestFile)
            {
                return rates;
            }

            foreach (string line in File.ReadLines(path).Take(MostLines))
            {
                if (line.Split(' ') is [{ } uri, { } rate] && TryDecode(uri, out string text)
                    && double.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is > 0 and < 1e9)
                {
                    rates[text] = value;
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
    /// <param name="measured">Rates by URI.</param>
    public static void Note(string? directory, IReadOnlyDictionary<string, double> measured)
    {
        if (directory is null || measured.Count == 0)
        {
            return;
        }

        Dictionary<string, double> rates = new(Read(directory), StringComparer.Ordinal);
        foreach ((string uri, double rate) in measured)
        {
            rates[uri] = rate;
        }

        string path = Path.Combine(directory, Name);
        string temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            File.WriteAllLines(temporary, rates.Select(row => string.Create(
                CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(row.Key))} {row.Value:0.###}")));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
        }
    }

    private static bool TryDecode(string hexadecimal, out string text)
    {
        byte[] octets = new byte[hexadecimal.Length / 2];
        bool isSound = hexadecimal.Length % 2 == 0
            && Convert.FromHexString(hexadecimal, octets, out _, out _) == System.Buffers.OperationStatus.Done;
        text = isSound ? System.Text.Encoding.UTF8.GetString(octets) : "";
        return isSound;
    }
}
