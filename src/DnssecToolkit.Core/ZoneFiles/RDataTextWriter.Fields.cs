using System.Buffers.Binary;
using DnssecToolkit.Encoding;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>RDATA by its type's row.</content>
internal ref partial struct RDataTextWriter
{
    /// <summary>Writes RDATA field by field.</summary>
    /// <param name="layout">The type's row.</param>
    /// <param name="rdata">RDATA that <see cref="RDataValidity"/> found well-formed.</param>
    /// <returns>False, with nothing written, where it has no text form: opaque types, and variants that no
    /// RFC describes.</returns>
    public bool TryFields(RDataLayout layout, scoped ReadOnlySpan<byte> rdata)
    {
        int begin = _length;
        int position = 0;
        foreach (ref readonly RDataField field in layout.Fields)
        {
            int length = RDataFieldMeasure.Measure(layout.Type, field.Kind, rdata, position);
            ReadOnlySpan<byte> octets = rdata.Slice(position, length);
            if (position != 0 && (length != 0 || IsWrittenWhenEmpty(field.Kind)))
            {
                Octet((byte)' ');
            }

            if (field.Kind == RDataFieldKind.TypeMnemonic && layout.Type == RRType.SIG)
            {
                LegacyType((RRType)BinaryPrimitives.ReadUInt16BigEndian(octets));
            }
            else if (!TryField(field.Kind, octets))
            {
                _length = begin;
                return false;
            }

            position += length;
        }

        return true;
    }

    private static bool IsWrittenWhenEmpty(RDataFieldKind kind) =>
        kind is RDataFieldKind.QuotedRest or RDataFieldKind.Base64OrDashRest;

    private bool TryField(RDataFieldKind kind, scoped ReadOnlySpan<byte> octets)
    {
        switch (kind)
        {
            case RDataFieldKind.Name or RDataFieldKind.FoldedName:
                Name(octets);
                return true;
            case RDataFieldKind.TypeMnemonic:
                Type((RRType)BinaryPrimitives.ReadUInt16BigEndian(octets));
                return true;
            case RDataFieldKind.CertificateType:
                Certificate(BinaryPrimitives.ReadUInt16BigEndian(octets));
                return true;
            case RDataFieldKind.AlgorithmMnemonic:
                AlgorithmMnemonic(octets[0]);
                return true;
            case RDataFieldKind.DsyncScheme:
                DsyncScheme(octets[0]);
                return true;
            case RDataFieldKind.SerialTime:
                SerialTime(BinaryPrimitives.ReadUInt32BigEndian(octets));
                return true;
            case RDataFieldKind.IPv4:
                return IPv4(octets);
            case RDataFieldKind.IPv6:
                return IPv6(octets);
            case RDataFieldKind.NodeId64:
                NodeIdentifier(octets);
                return true;
            case RDataFieldKind.Eui48 or RDataFieldKind.Eui64:
                HyphenatedHex(octets);
                return true;
            default:
                return RDataFieldLength.IsFixed(kind) ? TryNumber(octets) : TryVariableField(kind, octets);
        }
    }

    private bool TryNumber(scoped ReadOnlySpan<byte> octets)
    {
        uint value = 0;
        foreach (byte octet in octets)
        {
            value = (value << 8) | octet;
        }

        Number(value);
        return true;
    }

    private bool TryVariableField(RDataFieldKind kind, scoped ReadOnlySpan<byte> octets)
    {
        switch (kind)
        {
            case RDataFieldKind.CharacterString or RDataFieldKind.CharacterStrings or RDataFieldKind.OptionalCharacterString
                or RDataFieldKind.DigitString or RDataFieldKind.DecimalString or RDataFieldKind.Regexp:
                Strings(octets);
                return true;
            case RDataFieldKind.Tag:
                Octets(octets[1..]);
                return true;
            case RDataFieldKind.QuotedRest:
                Quoted(octets);
                return true;
            case RDataFieldKind.Base64Rest or RDataFieldKind.NonEmptyBase64Rest or RDataFieldKind.PublicKeyRest:
                Base64Words(octets);
                return true;
            case RDataFieldKind.Base64OrDashRest:
                Base64OrDash(octets);
                return true;
            case RDataFieldKind.HexRest or RDataFieldKind.DsDigest or RDataFieldKind.ZoneDigest:
                HexWords(octets);
                return true;
            case RDataFieldKind.Salt:
                Salt(octets[1..]);
                return true;
            case RDataFieldKind.HashedOwner:
                _length += Base32Hex.EncodeUpper(octets[1..], _output[_length..]);
                return true;
            case RDataFieldKind.TypeBitmaps:
                SeparatedBitmaps(octets);
                return true;
            default:
                return TryStructure(kind, octets);
        }
    }

    private bool TryStructure(RDataFieldKind kind, scoped ReadOnlySpan<byte> octets)
    {
        switch (kind)
        {
            case RDataFieldKind.NxtBitmap:
                NxtBitmap(octets);
                return true;
            case RDataFieldKind.SvcParams:
                SvcParams(octets);
                return true;
            case RDataFieldKind.WellKnownServices:
                WellKnownServices(octets);
                return true;
            case RDataFieldKind.Nsap:
                Nsap(octets);
                return true;
            case RDataFieldKind.A6Address:
                A6(octets);
                return true;
            case RDataFieldKind.IpsecKey:
                IpsecKey(octets);
                return true;
            case RDataFieldKind.HostIdentity:
                HostIdentity(octets);
                return true;
            case RDataFieldKind.Location:
                return TryLocation(octets);
            case RDataFieldKind.AddressPrefixes:
                return TryAddressPrefixes(octets);
            case RDataFieldKind.AtmAddress:
                return TryAtmAddress(octets);
            case RDataFieldKind.AmtRelay:
                return TryAmtRelay(octets);
            default:
                return false; // BIND, too, writes UNSPEC as opaque
        }
    }

    private void Base64OrDash(scoped ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            Octet((byte)'-');
        }

        Base64Whole(octets);
    }

    // Whoever calls has written the space before the first type.
    private void SeparatedBitmaps(scoped ReadOnlySpan<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            _length--;
            Bitmaps(octets);
        }
    }

    // In SIG and NXT, which are older than RFC 3597, BIND writes a type without a mnemonic as a bare number.
    private void LegacyType(RRType type)
    {
        if (RDataLayout.Find(type) is null)
        {
            Number((uint)type);
        }
        else
        {
            Type(type);
        }
    }

    private void NxtBitmap(scoped ReadOnlySpan<byte> octets)
    {
        bool isFirst = true;
        for (int type = 0; type < octets.Length * 8; type++)
        {
            if ((octets[type >> 3] & (0x80 >> (type & 7))) != 0)
            {
                if (!isFirst)
                {
                    Octet((byte)' ');
                }

                LegacyType((RRType)type);
                isFirst = false;
            }
        }
    }
}
