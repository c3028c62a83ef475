namespace DnssecToolkit.Cryptography;

/// <summary>ECDSA signatures from libcrypto's form to DNSSEC's.</summary>
internal static class EcdsaSignature
{
    /// <summary>The longest DER form for P-384: two integers of 49 octets with their headers.</summary>
    public const int MaximumDerLength = 104;

    /// <summary>Turns SEQUENCE { r, s } into r and s side by side, each as long as the field (RFC 6605
    /// §4).</summary>
    /// <param name="der">Strict DER, lengths under 128 each.</param>
    /// <param name="raw">Takes the signature; exactly twice the field's octets.</param>
    /// <returns>False where <paramref name="der"/> is not of that form or a number is too long.</returns>
    public static bool TryFlatten(ReadOnlySpan<byte> der, Span<byte> raw)
    {
        int half = raw.Length / 2;
        return der.Length > 2 && der[0] == 0x30 && der[1] == der.Length - 2
            && TryCopyInteger(der[2..], raw[..half], out int taken)
            && TryCopyInteger(der[(2 + taken)..], raw[half..], out int last)
            && 2 + taken + last == der.Length;
    }

    private static bool TryCopyInteger(ReadOnlySpan<byte> der, Span<byte> number, out int taken)
    {
        taken = 0;
        if (der.Length < 3 || der[0] != 0x02 || der[1] > der.Length - 2)
        {
            return false;
        }

        taken = 2 + der[1];
        ReadOnlySpan<byte> digits = der[2..taken].TrimStart((byte)0);
        if (digits.Length > number.Length)
        {
            return false;
        }

        number[..^digits.Length].Clear();
        digits.CopyTo(number[^digits.Length..]);
        return true;
    }
}
