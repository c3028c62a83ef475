using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>The device key encryption key of a card, and the keys that leave and enter it under
/// that.</summary>
/// <remarks>A blob is the check value (8 octets), the type of key (1), the object identifier of its
/// algorithm, three empty fields, then, encrypted with AES-256-CBC, 8 random octets, the size in bits (2) and
/// the key's numbers, and an AES-CMAC of all that. Numbers and fields have lengths of two octets.</remarks>
internal sealed class CardWrapping
{
    private const int BlockLength = 16;
    private const int CheckValueLength = 8;
    private const int NonceLength = 8;
    private const byte Rsa = 5;
    private const byte Ec = 12;

    private readonly byte[] _key = new byte[32];
    private readonly byte _shares;
    private byte _outstanding;

    /// <summary>Awaits shares.</summary>
    /// <param name="shares">How many; none for a key of the card's own, which no other card has.</param>
    internal CardWrapping(byte shares)
    {
        (_shares, _outstanding) = (shares, shares);
        if (shares == 0)
        {
            RandomNumberGenerator.Fill(_key);
        }
    }

    /// <summary>The key, of all shares.</summary>
    internal byte[] Key => [.. _key];

    private byte[] CheckValue => [.. SHA256.HashData(_key).AsSpan(0, CheckValueLength)];

    /// <summary>Takes a share, or with no data says how many there are, how many are outstanding, and the
    /// key's check value.</summary>
    internal byte[] Import(byte[] share)
    {
        if (share.Length > 0)
        {
            Demand(share.Length == _key.Length, StatusWord.WrongLength);
            Demand(_outstanding > 0, StatusWord.ConditionsNotMet);
            for (int i = 0; i < _key.Length; i++)
            {
                _key[i] ^= share[i];
            }

            _outstanding--;
        }

        return [_shares, _outstanding, .. _outstanding > 0 ? new byte[CheckValueLength] : CheckValue];
    }

    /// <summary>Gives a key out.</summary>
    internal byte[] Wrap(AsymmetricAlgorithm key)
    {
        Demand(_outstanding == 0, StatusWord.UnknownInstruction);
        (byte type, byte[] algorithm, IEnumerable<byte[]> numbers) = key is RSA rsa
            ? (Rsa, CardKeys.RsaOid, NumbersOf(rsa.ExportParameters(includePrivateParameters: true)))
            : (Ec, CardKeys.EcdsaOid,
                NumbersOf(((ECDsa)key).ExportExplicitParameters(includePrivateParameters: true)));
        byte[] plain =
        [
            .. RandomNumberGenerator.GetBytes(NonceLength), (byte)(key.KeySize >> 8), (byte)(
                key.KeySize & 0xff), .. numbers.SelectMany(Field),
        ];
        plain = plain.Length % BlockLength == 0
            ? plain : [.. plain, 0x80, .. new byte[BlockLength - 1 - (plain.Length % BlockLength)]];
        using Aes aes = Cipher(1);
        byte[] blob = [.. CheckValue, type, .. Field(algorithm), .. new byte[6],
            .. aes.EncryptCbc(plain, new byte[BlockLength], PaddingMode.None)];
        return [.. blob, .. Authenticate(blob)];
    }

    /// <summary>Takes a key in.</summary>
    internal AsymmetricAlgorithm Unwrap(byte[] blob)
    {
        Demand(_outstanding == 0, StatusWord.UnknownInstruction);
        Demand(blob.Length > 2 * BlockLength && blob.AsSpan().StartsWith(CheckValue), StatusWord.WrongData);
        Demand(CryptographicOperations.FixedTimeEquals(Authenticate(blob[..^BlockLength]),
            blob.AsSpan(blob.Length - BlockLength)), StatusWord.WrongData);
        ReadOnlySpan<byte> rest = blob.AsSpan(CheckValueLength
            + 1, blob.Length - CheckValueLength - 1 - BlockLength);
        for (int field = 0; field < 4; field++)
        {
            _ = TakeField(ref rest);
        }

        using Aes aes = Cipher(1);
        ReadOnlySpan<byte> numbers = aes.DecryptCbc(rest, new byte[BlockLength], PaddingMode.None)
            .AsSpan(NonceLength + sizeof(ushort));
        return blob[CheckValueLength] switch
        {
            Rsa => RsaOf(TakeField(ref numbers), TakeField(ref numbers), TakeField(ref numbers)),
            Ec => EcOf(numbers),
            _ => throw new CardException(StatusWord.WrongData),
        };
    }

    private static byte[][] NumbersOf(RSAParameters key) => [key.D!, key.Modulus!, key.Exponent!];

    private static byte[][] NumbersOf(ECParameters key) =>
        [key.Curve.A!, key.Curve.B!, key.Curve.Prime!, key.Curve.Order!, Point(key.Curve.G), key.D!,
            Point(key.Q)];

    private static byte[] Point(ECPoint point) => [4, .. point.X!, .. point.Y!];

    private static ECDsa EcOf(ReadOnlySpan<byte> numbers)
    {
        byte[][] read = new byte[7][];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = TakeField(ref numbers);
        }

        int length = read[5].Length;
        ECCurve curve = length == 32 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384;
        return ECDsa.Create(new ECParameters
        {
            Curve = curve,
            D = read[5],
            Q = new ECPoint { X = read[6][1..(1 + length)], Y = read[6][(1 + length)..] }
        });
    }

    // The primes from both exponents (NIST SP 800-56B, appendix C).
    private static RSA RsaOf(byte[] privateExponent, byte[] modulus, byte[] exponent)
    {
        (BigInteger d, BigInteger n, BigInteger e) = (Number(privateExponent), Number(modulus),
            Number(exponent));
        BigInteger odd = (d * e) - 1;
        int halvings = (int)BigInteger.TrailingZeroCount(odd);
        odd >>= halvings;
        for (BigInteger witness = 2; ; witness++)
        {
            BigInteger root = BigInteger.ModPow(witness, odd, n);
            for (int i = 0; i < halvings && root != 1 && root != n - 1; i++)
            {
                BigInteger square = root * root % n;
                if (square == 1)
                {
                    return RsaOf(BigInteger.GreatestCommonDivisor(root - 1, n), d, n, e);
                }

                root = square;
            }
        }
    }

    private static RSA RsaOf(BigInteger p, BigInteger d, BigInteger n, BigInteger e)
    {
        BigInteger q = n / p;
        int length = n.GetByteCount(isUnsigned: true);
        return RSA.Create(new RSAParameters
        {
            Modulus = Octets(n, length),
            Exponent = Octets(e, e.GetByteCount(isUnsigned: true)),
            D = Octets(d, length),
            P = Octets(p, length / 2),
            Q = Octets(q, length / 2),
            DP = Octets(d % (p - 1), length / 2),
            DQ = Octets(d % (q - 1), length / 2),
            InverseQ = Octets(BigInteger.ModPow(q, p - 2, p), length / 2),
        });
    }

    private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger number, int length)
    {
        byte[] shortest = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - shortest.Length], .. shortest];
    }

    private static byte[] Field(byte[] value) =>
        [(byte)(value.Length >> 8), (byte)(value.Length & 0xff), .. value];

    private static byte[] TakeField(ref ReadOnlySpan<byte> rest)
    {
        Demand(rest.Length >= sizeof(ushort), StatusWord.WrongData);
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        Demand(rest.Length >= sizeof(ushort) + length, StatusWord.WrongData);
        byte[] value = rest.Slice(sizeof(ushort), length).ToArray();
        rest = rest[(sizeof(ushort) + length)..];
        return value;
    }

    // 1 encrypts, 2 authenticates.
    private Aes Cipher(byte purpose)
    {
        Aes aes = Aes.Create();
        aes.Key = SHA256.HashData((byte[])[.. _key, 0, 0, 0, purpose]);
        return aes;
    }

    // AES-CMAC (RFC 4493).
    private byte[] Authenticate(byte[] message)
    {
        using Aes aes = Cipher(2);
        byte[] subkey = Double(aes.EncryptEcb(new byte[BlockLength], PaddingMode.None));
        bool isWhole = message.Length > 0 && message.Length % BlockLength == 0;
        byte[] padded = isWhole ? [.. message]
            : [.. message, 0x80, .. new byte[BlockLength - 1 - (message.Length % BlockLength)]];
        subkey = isWhole ? subkey : Double(subkey);
        for (int i = 0; i < BlockLength; i++)
        {
            padded[^(BlockLength - i)] ^= subkey[i];
        }

        return aes.EncryptCbc(padded, new byte[BlockLength], PaddingMode.None)[^BlockLength..];
    }

    private static byte[] Double(byte[] block)
    {
        byte[] doubled = new byte[BlockLength];
        for (int i = 0; i < BlockLength; i++)
        {
            int next = i + 1 < BlockLength ? block[i + 1] >> 7 : 0;
            doubled[i] = (byte)(((block[i] << 1) | next) & 0xff);
        }

        doubled[^1] ^= (byte)(block[0] >> 7 == 0 ? 0 : 0x87);
        return doubled;
    }

    private static void Demand(bool holds, int status)
    {
        if (!holds)
        {
            throw new CardException(status);
        }
    }
}
