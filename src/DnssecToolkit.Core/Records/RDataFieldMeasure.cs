using System.Buffers.Binary;
using DnssecToolkit.Names;

namespace DnssecToolkit.Records;

/// <summary>How many octets a field of RDATA has, if they are what its kind demands.</summary>
internal static partial class RDataFieldMeasure
{
    private const int Invalid = -1;

    /// <summary>Measures and checks one field.</summary>
    /// <param name="type">The type: a few rules depend on it.</param>
    /// <param name="kind">The field's kind.</param>
    /// <param name="rdata">The whole RDATA, of whatever origin.</param>
    /// <param name="start">Where the field begins: at most the RDATA's length.</param>
    /// <returns>The field's octets, or a negative number where they are malformed or missing.</returns>
    public static int Measure(RRType type, RDataFieldKind kind, ReadOnlySpan<byte> rdata, int start)
    {
        ReadOnlySpan<byte> rest = rdata[start..];
        int length = RDataFieldLength.Of(kind);
        if (length != 0)
        {
            return rest.Length >= length ? length : Invalid;
        }

        return kind switch
        {
            RDataFieldKind.Opaque or RDataFieldKind.Base64Rest or RDataFieldKind.Base64OrDashRest
                or RDataFieldKind.Btoa => rest.Length,
            RDataFieldKind.HexRest when type == RRType.SSHFP => Fingerprint(rest, rdata[start - 1]),
            RDataFieldKind.NonEmptyBase64Rest or RDataFieldKind.HexRest or RDataFieldKind.Nsap =>
                NonEmpty(rest),
            RDataFieldKind.FoldedName when type == RRType.RRSIG => SignersName(rest, rdata[3]),
            RDataFieldKind.Name or RDataFieldKind.FoldedName => Name(rest),
            RDataFieldKind.Regexp => Regexp(rest),
            RDataFieldKind.CharacterString or RDataFieldKind.DecimalString or RDataFieldKind.Salt =>
                CountedOctets(rest),
            RDataFieldKind.OptionalCharacterString => rest.IsEmpty ? 0 : CountedOctets(rest),
            RDataFieldKind.CharacterStrings => Strings(rest),
            RDataFieldKind.DigitString => Digits(rest),
            RDataFieldKind.Tag => Tag(rest),
            RDataFieldKind.HashedOwner => HashedOwner(rdata, rest),
            RDataFieldKind.QuotedRest => rest.Length,
            RDataFieldKind.PublicKeyRest => PublicKey(type, rdata, rest),
            RDataFieldKind.DsDigest => Digest(rest, DsDigestLength(rdata[start - 1])),
            RDataFieldKind.ZoneDigest => ZoneDigest(rest, rdata[start - 1]),
            RDataFieldKind.TypeBitmaps => Bitmaps(rest, type),
            RDataFieldKind.NxtBitmap => NxtBitmap(rest),
            RDataFieldKind.SvcParams => SvcParams(rest),
            RDataFieldKind.Location => Location(rest),
            RDataFieldKind.AddressPrefixes => AddressPrefixes(rest),
            RDataFieldKind.WellKnownServices => WellKnownServices(rest),
            RDataFieldKind.AtmAddress => AtmAddress(rest),
            RDataFieldKind.A6Address => A6(rest),
            RDataFieldKind.IpsecKey => IpsecKey(rest),
            RDataFieldKind.AmtRelay => AmtRelay(rest),
            RDataFieldKind.HostIdentity => HostIdentity(rest),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static int NonEmpty(ReadOnlySpan<byte> rest) => rest.IsEmpty ? Invalid : rest.Length;

    private static int Name(ReadOnlySpan<byte> rest) =>
        WireName.TryMeasure(rest, out int length) ? length : Invalid;

    // RFC 4034 §3.1.3: the labels field counts the owner's labels, and the owner is at or below the signer.
    private static int SignersName(ReadOnlySpan<byte> rest, byte labels)
    {
        int length = Name(rest);
        return length > 0 && WireName.CountLabels(rest) <= labels ? length : Invalid;
    }

    private static int CountedOctets(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || rest.Length < 1 + rest[0] ? Invalid : 1 + rest[0];

    private static int Strings(ReadOnlySpan<byte> rest)
    {
        int position = 0;
        do
        {
            int length = CountedOctets(rest[position..]);
            if (length < 0)
            {
                return Invalid;
            }

            position += length;
        }
        while (position < rest.Length);

        return position;
    }

    // RFC 1183 §3.1: four decimal digits at least.
    private static int Digits(ReadOnlySpan<byte> rest)
    {
        int length = CountedOctets(rest);
        return length < 5 || rest[1..length].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? Invalid : length;
    }

    private static int Tag(ReadOnlySpan<byte> rest)
    {
        int length = CountedOctets(rest);
        if (length < 2)
        {
            return Invalid;
        }

        foreach (byte octet in rest[1..length])
        {
            if (!char.IsAsciiLetterOrDigit((char)octet))
            {
                return Invalid;
            }
        }

        return length;
    }

    private static int Digest(ReadOnlySpan<byte> rest, int expected) =>
        rest.IsEmpty || (expected != 0 && rest.Length != expected) ? Invalid : rest.Length;

    // RFC 4255 §3.1.2, RFC 6594 §2: SHA-1 and SHA-256.
    private static int Fingerprint(ReadOnlySpan<byte> rest, byte fingerprintType)
    {
        int expected = fingerprintType switch
        {
            1 => 20,
            2 => 32,
            _ => rest.Length,
        };
        return rest.Length == expected ? expected : Invalid;
    }

    // RFC 5155 §3.2: hash algorithm 1 is SHA-1.
    private static int HashedOwner(ReadOnlySpan<byte> rdata, ReadOnlySpan<byte> rest)
    {
        int length = CountedOctets(rest);
        return length <= 1 || (rdata[0] == 1 && length != 1 + 20) ? Invalid : length;
    }

    // IANA's registry of DS digest types; 0 for the unknown.
    private static int DsDigestLength(byte digestType) => digestType switch
    {
        1 => 20,
        2 => 32,
        4 => 48,
        _ => 0,
    };

    // RFC 8976 §2.2.4: 12 octets at least, whatever the hash algorithm.
    private static int ZoneDigest(ReadOnlySpan<byte> rest, byte hashAlgorithm)
    {
        int expected = hashAlgorithm switch
        {
            1 => 48,
            2 => 64,
            _ => rest.Length,
        };
        return rest.Length < 12 || rest.Length != expected ? Invalid : rest.Length;
    }

    // RFC 4034 §4.1.2: NSEC's map has NSEC in it; NSEC3's at an empty non-terminal has nothing.
    private static int Bitmaps(ReadOnlySpan<byte> rest, RRType type) =>
        TypeBitmap.IsValid(rest) && !(rest.IsEmpty && type == RRType.NSEC) ? rest.Length : Invalid;

    // RFC 2535 §5.2: bit 0 would mean another format; no trailing zero octets.
    private static int NxtBitmap(ReadOnlySpan<byte> rest) =>
        !rest.IsEmpty && ((rest[0] & 0x80) != 0 || rest.Length > 16 || rest[^1] == 0) ? Invalid : rest.Length;

    // RFC 1876 §2: sizes are digits, angles within the globe; what a version other than 0 has is opaque.
    private static int Location(ReadOnlySpan<byte> rest)
    {
        const int Length = 16;
        if (rest.IsEmpty || rest[0] != 0)
        {
            return NonEmpty(rest);
        }

        if (rest.Length < Length)
        {
            return Invalid;
        }

        return IsPower(rest[1]) && IsPower(rest[2]) && IsPower(rest[3])
            && IsAngle(BinaryPrimitives.ReadUInt32BigEndian(rest[4..]), 90)
            && IsAngle(BinaryPrimitives.ReadUInt32BigEndian(rest[8..]), 180) ? Length : Invalid;

        static bool IsPower(byte size) => size == 0 || ((size & 0xF) <= 9 && size >> 4 is >= 1 and <= 9);

        static bool IsAngle(uint value, uint degrees) =>
            value >= 0x8000_0000 - (degrees * 3_600_000) && value <= 0x8000_0000 + (degrees * 3_600_000);
    }

    // RFC 3123 §4: family, prefix length, negation and length, then an address without trailing zero octets.
    private static int AddressPrefixes(ReadOnlySpan<byte> rest)
    {
        int position = 0;
        while (position < rest.Length)
        {
            ReadOnlySpan<byte> item = rest[position..];
            if (item.Length < 4 || item.Length < 4 + (item[3] & 0x7F))
            {
                return Invalid;
            }

            int length = item[3] & 0x7F;
            bool isWithin = BinaryPrimitives.ReadUInt16BigEndian(item) switch
            {
                1 => item[2] <= 32 && length <= 4,
                2 => item[2] <= 128 && length <= 16,
                _ => true,
            };
            if (!isWithin || (length > 0 && item[3 + length] == 0))
            {
                return Invalid;
            }

            position += 4 + length;
        }

        return position;
    }

    // RFC 1035 §3.4.2: a protocol, then a bit for each of at most 65,536 ports, without trailing zero octets.
    private static int WellKnownServices(ReadOnlySpan<byte> rest)
    {
        bool isValid = rest.Length is >= 1 and <= 1 + 8192 && (rest.Length == 1 || rest[^1] != 0);
        return isValid ? rest.Length : Invalid;
    }

    private static int AtmAddress(ReadOnlySpan<byte> rest)
    {
        bool isValid = rest.Length >= 2
            && (rest[0] != 1 || !rest[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
        return isValid ? rest.Length : Invalid;
    }

    // RFC 2874 §3.1.1.
    private static int A6(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] > 128)
        {
            return Invalid;
        }

        int suffix = (128 - rest[0] + 7) / 8;
        if (rest.Length < 1 + suffix)
        {
            return Invalid;
        }

        // The prefix's bits in the suffix's first octet are zero.
        if (suffix > 0 && rest[1] >> (8 - (rest[0] % 8)) != 0)
        {
            return Invalid;
        }

        if (rest[0] == 0)
        {
            return 1 + suffix;
        }

        int name = Name(rest[(1 + suffix)..]);
        return name < 0 ? Invalid : 1 + suffix + name;
    }
}
