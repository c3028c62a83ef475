using System.Buffers.Text;
using System.Globalization;
using System.Text;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>A .private file whose key is in a token, in the form of dnssec-keyfromlabel: the label is a
/// PKCS#11 URI. It has no secret.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Token">Where the key is.</param>
/// <param name="Timing">The key's moments.</param>
public sealed record BindTokenFile(DnssecAlgorithm Algorithm, Pkcs11Uri Token, KeyTiming Timing)
{
    private const string LabelField = "Label";
    private const string EngineField = "Engine";
    private const string EngineName = "pkcs11";

    /// <summary>Whether the octets of a .private file are of this form: they have a label.</summary>
    public static bool Describes(ReadOnlySpan<byte> text) => text.IndexOf("\nLabel:"u8) >= 0;

    /// <summary>Reads the octets of a .private file that <see cref="Describes"/> is true for.</summary>
    /// <param name="text">The octets.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is faulty.</returns>
    public static BindTokenFile? Parse(ReadOnlySpan<byte> text, string path, FindingList findings)
    {
        DnssecAlgorithm? algorithm = null;
        Pkcs11Uri? token = null;
        KeyTiming timing = KeyTiming.None;
        string? fault = null;
        int line = 0;
        foreach (string content in System.Text.Encoding.Latin1.GetString(text).Split('\n'))
        {
            line++;
            int colon = content.IndexOf(':');
            string value = content[(colon + 1)..].Trim();
            fault = (colon < 0 ? "" : content[..colon]) switch
            {
                LabelField => ReadLabel(value, ref token),
                EngineField =>
                    IsText(value, EngineName) ? null : "the key is in an engine that is not 'pkcs11'",
                "Algorithm" => ReadAlgorithm(value, ref algorithm),
                string name when KeyTimingText.IsName(name) => KeyTimingText.TrySet(ref timing, name, value)
                    ? null : $"the value of '{name}:' is not a moment written YYYYMMDDHHMMSS",
                _ => null, // version, the public numbers, and what BIND's policies write
            };
            if (fault is not null)
            {
                findings.Add(new Finding(CheckCodes.KeyFileSyntax, new SourceLocation(path, line), fault));
                return null;
            }
        }

        if (algorithm is null || token is null)
        {
            findings.Add(new Finding(CheckCodes.KeyFileSyntax, new SourceLocation(path),
                "there is no 'Algorithm:' or 'Label:' line"));
            return null;
        }

        return new BindTokenFile(algorithm.Value, token, timing);
    }

    /// <summary>Gives the file's text as dnssec-keyfromlabel writes it.</summary>
    /// <param name="key">The key's public half, whose numbers the file repeats for RSA.</param>
    public string ToText(ZoneKey key)
    {
        StringBuilder text = new(Timing.IsEmpty
            ? "Private-key-format: v1.2\n" : "Private-key-format: v1.3\n");
        _ = text.Append(CultureInfo.InvariantCulture,
            $"Algorithm: {(int)Algorithm} ({AlgorithmTraits.Of(Algorithm).Mnemonic})\n");
        if (AlgorithmTraits.Of(Algorithm).Family == KeyFamily.Rsa
            && RsaPublicKey.TrySplit(key.PublicKey, out Range exponent, out Range modulus))
        {
            AppendField(text, "Modulus", key.PublicKey[modulus]);
            AppendField(text, "PublicExponent", key.PublicKey[exponent]);
        }

        // BIND counts the zero octet that ends a string in C.
        AppendField(text, EngineField, System.Text.Encoding.ASCII.GetBytes(EngineName + '\0'));
        AppendField(text, LabelField, System.Text.Encoding.ASCII.GetBytes(Token.ToString() + '\0'));
        foreach ((string name, Timestamp moment) in KeyTimingText.Lines(Timing))
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{name}: {moment.ToCompactString()}\n");
        }

        return text.ToString();
    }

    private static void AppendField(StringBuilder text, string name, ReadOnlySpan<byte> value) =>
        text.Append(name).Append(": ").Append(Convert.ToBase64String(value)).Append('\n');

    private static string? ReadAlgorithm(string value, ref DnssecAlgorithm? algorithm)
    {
        bool isKnown = AlgorithmTraits.TryParse(value.Split(' ')[0], out AlgorithmTraits? traits);
        algorithm = traits?.Algorithm;
        return isKnown ? null : "an algorithm that the toolkit does not compute with";
    }

    private static string? ReadLabel(string value, ref Pkcs11Uri? token)
    {
        if (TextOf(value) is not { } label)
        {
            return "the value of 'Label:' is not Base64";
        }

        return Pkcs11Uri.TryParse(label, out token, out string? fault)
            ? null : $"the label is not a PKCS#11 URI: {fault}";
    }

    private static bool IsText(string value, string expected) => TextOf(value) == expected;

    private static string? TextOf(string value)
    {
        byte[] octets = new byte[Base64.GetMaxDecodedFromUtf8Length(value.Length)];
        return Convert.TryFromBase64String(value, octets, out int written)
            ? System.Text.Encoding.UTF8.GetString(octets, 0, written).TrimEnd('\0') : null;
    }
}
