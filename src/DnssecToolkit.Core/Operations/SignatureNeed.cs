using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Operations;

/// <summary>How many signatures a zone needs of one key to stay fresh.</summary>
/// <param name="Algorithm">The key's algorithm.</param>
/// <param name="PerSecond">Signatures a second, spread over the time between validity and refresh.</param>
/// <param name="Place">Where the key is, if it is in a token; else null.</param>
internal sealed record SignatureNeed(DnssecAlgorithm Algorithm, double PerSecond, Pkcs11Uri? Place)
{
    /// <summary>Reads what <see cref="Write"/> wrote; what makes no sense is left out.</summary>
    public static IReadOnlyList<SignatureNeed> Read(string? text)
    {
        List<SignatureNeed> needs = [];
        foreach (string line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Pkcs11Uri? place = null;
            if (line.Split(' ') is [{ } mnemonic, { } number, .. { } rest] && rest.Length < 2
                && AlgorithmTraits.TryParse(mnemonic, out AlgorithmTraits? traits)
                && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
                && rate is > 0 and < 1e9
                && (rest.Length == 0 || Pkcs11Uri.TryParse(rest[0], out place, out _)))
            {
                needs.Add(new SignatureNeed(traits.Algorithm, rate, place));
            }
        }

        return needs;
    }

    /// <summary>Gives them as text, a line for each.</summary>
    public static string Write(IEnumerable<SignatureNeed> needs) => string.Join('\n', needs.Select(need =>
        string.Create(CultureInfo.InvariantCulture,
            $"{AlgorithmTraits.Of(need.Algorithm).Mnemonic} {need.PerSecond:G6} {need.Place}").TrimEnd()));
}
