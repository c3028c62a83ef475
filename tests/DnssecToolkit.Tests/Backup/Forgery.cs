using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Tests.Backup;

/// <summary>Signs parts of a set anew, as someone would who cannot open it.</summary>
internal static class Forgery
{
    internal static byte[] Sign(byte[] preamble, IReadOnlyList<byte[]> chunks)
    {
        string digests = $"preamble {Hex(preamble)}\n"
            + string.Concat(chunks.Select(chunk => $"chunk {Hex(chunk)}\n"));
        using PrivateKey signer = PrivateKey.Generate(DnssecAlgorithm.ED25519);
        using SigningContext context = signer.OpenContext();
        byte[] signature = new byte[64];
        context.Sign(System.Text.Encoding.ASCII.GetBytes("dnssec-sealed-set 1\n" + digests), signature);
        string last =
            $"signature {Convert.ToHexStringLower(signer.PublicKey)} {Convert.ToHexStringLower(signature)}\n";
        return [.. preamble, .. chunks.SelectMany(chunk => chunk),
            .. System.Text.Encoding.ASCII.GetBytes("\n" + digests + last)];
    }

    private static string Hex(byte[] octets) => Convert.ToHexStringLower(SHA256.HashData(octets));
}
