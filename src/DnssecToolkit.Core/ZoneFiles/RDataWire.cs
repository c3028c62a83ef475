using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Whether octets are RDATA of a type, for RDATA that was given in generic form.</summary>
internal static class RDataWire
{
    /// <summary>Walks the fields.</summary>
    /// <param name="layout">The type's row.</param>
    /// <param name="rdata">The octets.</param>
    public static bool IsValid(RDataLayout layout, ReadOnlySpan<byte> rdata)
    {
        ReadOnlySpan<byte> rest = rdata;
        foreach (ref readonly RDataField field in layout.Fields)
        {
            int fixedLength = RDataFieldLength.Of(field.Kind);
            int length = fixedLength != 0 ? fixedLength : LengthOf(field.Kind, rest);
            if (length < 0 || length > rest.Length)
            {
                return false;
            }

            rest = rest[length..];
        }

        return rest.IsEmpty;
    }

    // The field's octets at the front, or -1 where they are not such a field.
    private static int LengthOf(RDataFieldKind kind, ReadOnlySpan<byte> rest)
    {
        switch (kind)
        {
            case RDataFieldKind.Name or RDataFieldKind.FoldedName:
                return WireName.TryMeasure(rest, out int length) ? length : -1;
            case RDataFieldKind.CharacterString or RDataFieldKind.DigitString or RDataFieldKind.DecimalString
                or RDataFieldKind.Tag or RDataFieldKind.Salt or RDataFieldKind.HashedOwner:
                return rest.IsEmpty ? -1 : rest[0] + 1;
            case RDataFieldKind.OptionalCharacterString:
                return rest.IsEmpty ? 0 : rest[0] + 1;
            case RDataFieldKind.CharacterStrings:
                return MeasureStrings(rest);
            case RDataFieldKind.TypeBitmaps:
                return TypeBitmap.IsValid(rest) ? rest.Length : -1;
            case RDataFieldKind.HexRest or RDataFieldKind.NonEmptyBase64Rest or RDataFieldKind.DsDigest
                or RDataFieldKind.ZoneDigest:
                return rest.IsEmpty ? -1 : rest.Length;
            default:
                return rest.Length;
        }
    }

    private static int MeasureStrings(ReadOnlySpan<byte> rest)
    {
        int position = 0;
        while (position < rest.Length)
        {
            position += rest[position] + 1;
        }

        return position > 0 && position == rest.Length ? position : -1;
    }
}
