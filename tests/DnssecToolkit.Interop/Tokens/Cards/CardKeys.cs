using System.Numerics;
using System.Security.Cryptography;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>The keys of the card, and what it signs with them.</summary>
internal sealed class CardKeys : IDisposable
{
    // What a request says of a key: object identifiers of BSI TR-03110.
    internal static readonly byte[] RsaOid = [0x04, 0x00, 0x7f, 0x00, 0x07, 0x02, 0x02, 0x02, 0x01, 0x02];
    internal static readonly byte[] EcdsaOid = [0x04, 0x00, 0x7f, 0x00, 0x07, 0x02, 0x02, 0x02, 0x02, 0x03];

    private readonly Dictionary<byte, AsymmetricAlgorithm> _keys = [];

    /// <summary>The references of all keys.</summary>
    internal IEnumerable<byte> References => _keys.Keys;

    /// <summary>Removes a key.</summary>
    internal bool Remove(byte reference) => _keys.Remove(reference);

    /// <summary>Removes all keys.</summary>
    internal void Clear() => _keys.Clear();

    /// <summary>Whether there is a key.</summary>
    internal bool Has(byte reference) => _keys.ContainsKey(reference);

    /// <summary>Gives a key.</summary>
    /// <exception cref="CardException">There is none.</exception>
    internal AsymmetricAlgorithm Find(byte reference) =>
        _keys.GetValueOrDefault(reference) ?? throw new CardException(StatusWord.ReferenceNotFound);

    /// <summary>Puts a key in, in the place of one that was there.</summary>
    internal void Put(byte reference, AsymmetricAlgorithm key) => _keys[reference] = key;

    /// <summary>Makes a key and gives the certificate request that the card answers with.</summary>
    /// <param name="reference">Where.</param>
    /// <param name="request">What is wanted: the contents of a certificate body.</param>
    internal byte[] Generate(byte reference, ReadOnlySpan<byte> request)
    {
        Dictionary<int, byte[]> body = Tlv.Read(request);
        Dictionary<int, byte[]> wanted = Tlv.Read(body.GetValueOrDefault(0x7f49)
            ?? throw new CardException(StatusWord.WrongData));
        AsymmetricAlgorithm key = wanted[6].AsSpan().SequenceEqual(RsaOid)
            ? RSA.Create((wanted[2][0] << 8) | wanted[2][1]) : ECDsa.Create(CurveOf(wanted[0x81]));
        _keys[reference] = key;
        byte[] certificate = BodyOf(key, wanted, body.GetValueOrDefault(0x42)
            ?? "UTCA00001"u8.ToArray(), body[0x5f20]);
        byte[] own = Tlv.Write(0x7f21,
            [.. certificate, .. Tlv.Write(0x5f37, SignCertificate(key, certificate))]);
        return Tlv.Write(0x67,
            [.. own, .. Tlv.Write(0x42, "DETESTHSM000001"u8), .. Tlv.Write(0x5f37, new byte[64])]);
    }

    /// <summary>The certificate of the device itself, whose holder carries the serial number; nobody checks
    /// its signature.</summary>
    /// <param name="number">The end of the serial number.</param>
    internal static byte[] DeviceCertificate(int number)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] body = BodyOf(key, [], "DETESTCA00001"u8,
            System.Text.Encoding.ASCII.GetBytes($"DETESTHSM{number}00001"));
        return Tlv.Write(0x7f21, [.. body, .. Tlv.Write(0x5f37, new byte[64])]);
    }

    /// <summary>Signs.</summary>
    /// <param name="reference">The key.</param>
    /// <param name="algorithm">By the card's numbers: 20 a padded block, 30 a DigestInfo, 33 a message with
    /// SHA-256, 70 a hash on a curve, 73 a message on a curve.</param>
    /// <param name="data">The data.</param>
    internal byte[] Sign(byte reference, byte algorithm, byte[] data) => (_keys.GetValueOrDefault(reference), algorithm) switch
    {
        (null, _) => throw new CardException(StatusWord.ReferenceNotFound),
        (RSA rsa, 0x20) => Raw(rsa, data),
        (RSA rsa, 0x30) => Raw(rsa, Padded(data, rsa.KeySize / 8)),
        (RSA rsa, 0x33) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        (ECDsa ecdsa, 0x70) => ecdsa.SignHash(data, DSASignatureFormat.Rfc3279DerSequence),
        (ECDsa ecdsa, 0x73) =>
            ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new CardException(StatusWord.WrongParameters),
    };

    public void Dispose()
    {
        foreach (AsymmetricAlgorithm key in _keys.Values)
        {
            key.Dispose();
        }
    }

    // RFC 8017 §5.2.1, with the two primes.
    private static byte[] Raw(RSA rsa, byte[] block)
    {
        if (block.Length != rsa.KeySize / 8)
        {
            throw new CardException(StatusWord.WrongLength);
        }

        RSAParameters key = rsa.ExportParameters(includePrivateParameters: true);
        BigInteger message = Number(block);
        BigInteger first = BigInteger.ModPow(message, Number(key.DP!), Number(key.P!));
        BigInteger second = BigInteger.ModPow(message, Number(key.DQ!), Number(key.Q!));
        BigInteger difference = ((first - second) % Number(key.P!)
            + Number(key.P!)) * Number(key.InverseQ!) % Number(key.P!);
        byte[] shortest = (second + difference * Number(key.Q!))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[block.Length - shortest.Length], .. shortest];
    }

    private static byte[] Padded(byte[] digestInfo, int length) =>
        [0, 1, .. Enumerable.Repeat((byte)0xff, length - 3 - digestInfo.Length), 0, .. digestInfo];

    private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] BodyOf(AsymmetricAlgorithm key, Dictionary<int, byte[]> wanted,
        ReadOnlySpan<byte> authority, ReadOnlySpan<byte> holder) =>
        Tlv.Write(0x7f4e,
            [.. Tlv.Write(0x5f29, [0]), .. Tlv.Write(0x42, authority),
                .. Tlv.Write(0x7f49, PublicKeyOf(key, wanted)), .. Tlv.Write(0x5f20, holder)]);

    private static byte[] PublicKeyOf(AsymmetricAlgorithm key, Dictionary<int, byte[]> wanted)
    {
        if (key is RSA rsa)
        {
            RSAParameters numbers = rsa.ExportParameters(includePrivateParameters: false);
            return [.. Tlv.Write(6, RsaOid), .. Tlv.Write(0x81, numbers.Modulus),
                .. Tlv.Write(0x82, numbers.Exponent)];
        }

        ECPoint point = ((ECDsa)key).ExportParameters(includePrivateParameters: false).Q;
        int[] domain = [.. wanted.Keys.Where(tag => tag is >= 0x81 and <= 0x85).Order()];
        return
        [
            .. Tlv.Write(6, EcdsaOid), .. domain.SelectMany(tag => Tlv.Write(tag, wanted[tag])),
            .. Tlv.Write(0x86, [4, .. point.X!, .. point.Y!]), .. Tlv.Write(0x87, [1]),
        ];
    }

    private static byte[] SignCertificate(AsymmetricAlgorithm key, byte[] body) => key is RSA rsa
        ? rsa.SignData(body, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : ((ECDsa)key)
        .SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    // A request names a curve by its prime.
    private static ECCurve CurveOf(byte[] prime) => prime.AsSpan().TrimStart((byte)0).Length switch
    {
        32 when prime[^1] == 0xff => ECCurve.NamedCurves.nistP256,
        48 => ECCurve.NamedCurves.nistP384,
        _ => throw new CardException(StatusWord.WrongData),
    };
}
