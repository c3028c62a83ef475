namespace DnssecToolkit.Records;

/// <summary>Whether RDATA is well-formed for its type, so that what comes as <c>\#</c> or over the wire is
/// safe to use.</summary>
/// <remarks>The rules are those that BIND holds RDATA on the wire to: shapes and lengths, hardly ever
/// meaning.</remarks>
public static class RDataValidity
{
    /// <summary>Whether RDATA is well-formed; always so for types that are not in the table.</summary>
    /// <param name="type">The type.</param>
    /// <param name="rdata">RDATA in uncompressed wire form, of whatever origin.</param>
    public static bool IsValid(RRType type, ReadOnlySpan<byte> rdata) =>
        RDataLayout.Find(type) is not { } layout || IsValid(layout, rdata);

    /// <summary>Whether RDATA is well-formed.</summary>
    /// <param name="layout">The type's row.</param>
    /// <param name="rdata">RDATA in uncompressed wire form, of whatever origin.</param>
    public static bool IsValid(RDataLayout layout, ReadOnlySpan<byte> rdata) =>
        Explain(layout, rdata) is null;

    /// <summary>Says what is wrong with RDATA.</summary>
    /// <param name="layout">The type's row.</param>
    /// <param name="rdata">RDATA in uncompressed wire form, of whatever origin.</param>
    /// <returns>Null where nothing is; else a lower-case clause that names the field.</returns>
    public static string? Explain(RDataLayout layout, ReadOnlySpan<byte> rdata)
    {
        int position = 0;
        foreach (ref readonly RDataField field in layout.Fields)
        {
            int length = RDataFieldMeasure.Measure(layout.Type, field.Kind, rdata, position);
            if (length < 0)
            {
                return position == rdata.Length ? Missing(field) : Malformed(field);
            }

            position += length;
        }

        return position == rdata.Length ? null : "octets are left over at the end";
    }

    private static string Missing(in RDataField field) => $"missing {field.Name}";

    private static string Malformed(in RDataField field) => $"malformed {field.Name}";
}
