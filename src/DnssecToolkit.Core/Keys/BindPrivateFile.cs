using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>A .private file: Private-key-format v1.2 (no moments) or v1.3; wiped when disposed.</summary>
/// <param name="algorithm">The algorithm.</param>
/// <param name="components">The key's numbers; owned from here on.</param>
/// <param name="timing">The key's moments.</param>
public sealed partial class BindPrivateFile(
    DnssecAlgorithm algorithm, PrivateKeyComponents components, KeyTiming timing) : IDisposable
{
    // The fields of an RSA key in the order of the file, which is that of PrivateKeyComponents.Rsa.
    private static readonly string[] RsaFields =
    [
        "Modulus", "PublicExponent", "PrivateExponent", "Prime1", "Prime2", "Exponent1", "Exponent2", "Coefficient",
    ];

    private const string SecretField = "PrivateKey";

    /// <summary>The algorithm.</summary>
    public DnssecAlgorithm Algorithm => algorithm;

    /// <summary>The key's numbers.</summary>
    public PrivateKeyComponents Components => components;

    /// <summary>The key's moments.</summary>
    public KeyTiming Timing => timing;

    /// <summary>Gives the file's octets as BIND writes them: v1.3 with moments, v1.2 without. The caller
    /// wipes them.</summary>
    public byte[] ToOctets()
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(Algorithm);
        ArrayBufferWriter<byte> text = new(8192); // larger than any key file, so that no secret is moved to a larger buffer
        Append(text, Timing.IsEmpty ? "Private-key-format: v1.2\n" : "Private-key-format: v1.3\n");
        Append(text, string.Create(CultureInfo.InvariantCulture,
            $"Algorithm: {(int)Algorithm} ({traits.Mnemonic})\n"));
        if (traits.Family == KeyFamily.Rsa)
        {
            foreach ((string name, byte[] number) in RsaFields.Zip(RsaNumbers(Components)))
            {
                AppendField(text, name, number);
            }
        }
        else
        {
            AppendField(text, SecretField, Components.Secret);
        }

        foreach ((string name, Timestamp moment) in KeyTimingText.Lines(Timing))
        {
            Append(text, $"{name}: {moment.ToCompactString()}\n");
        }

        byte[] octets = SecretMemory.Allocate(text.WrittenCount);
        text.WrittenSpan.CopyTo(octets);
        text.Clear(); // zeroes what was written
        return octets;
    }

    /// <inheritdoc/>
    public void Dispose() => Components.Dispose();

    /// <summary>Gives the algorithm and nothing of the key.</summary>
    public override string ToString() => $"{Algorithm} private key file (not shown)";

    private static byte[][] RsaNumbers(PrivateKeyComponents key) =>
    [
        key.Modulus, key.PublicExponent, key.PrivateExponent, key.Prime1, key.Prime2,
        key.Exponent1, key.Exponent2, key.Coefficient,
    ];

    private static void Append(ArrayBufferWriter<byte> text, string line) =>
        text.Write(System.Text.Encoding.ASCII.GetBytes(line));

    private static void AppendField(ArrayBufferWriter<byte> text, string name, byte[] value)
    {
        Append(text, name + ": ");
        Span<byte> base64 = text.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length));
        _ = Base64.EncodeToUtf8(value, base64, out _, out int written);
        text.Advance(written);
        Append(text, "\n");
    }
}
