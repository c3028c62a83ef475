using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.Records;

/// <summary>The shape of a type's RDATA: one row of the table that reader, writer, canonical form and checks
/// all work from.</summary>
/// <remarks>The rows stand in this class's other file.</remarks>
public sealed partial class RDataLayout
{
    private const int DirectCount = 512; // all types but TA and DLV have numbers below

    private static readonly RDataLayout[] Rows = BuildRows();
    private static readonly RDataLayout?[] ByNumber = IndexRows();

    private readonly byte[] _mnemonic;
    private readonly ImmutableArray<RDataField> _fields;

    private RDataLayout(RRType type, string mnemonic, RRTypeTraits traits, ImmutableArray<RDataField> fields)
    {
        Type = type;
        Mnemonic = mnemonic;
        Traits = traits;
        _mnemonic = System.Text.Encoding.ASCII.GetBytes(mnemonic);
        _fields = fields;
        HasTextForm = fields[0].Kind != RDataFieldKind.Opaque;
        FoldedNameCount =
            fields.Count(field => field.Kind is RDataFieldKind.FoldedName or RDataFieldKind.A6Address);
        FoldedNamesOffset = FixedLengthBeforeNames(fields);
    }

    /// <summary>All rows by ascending type.</summary>
    public static ReadOnlySpan<RDataLayout> All => Rows;

    /// <summary>The type.</summary>
    public RRType Type { get; }

    /// <summary>The type as BIND prints it, such as <c>NSAP-PTR</c>.</summary>
    public string Mnemonic { get; }

    /// <summary>The mnemonic's octets.</summary>
    public ReadOnlySpan<byte> MnemonicOctets => _mnemonic;

    /// <summary>What sets the type apart.</summary>
    public RRTypeTraits Traits { get; }

    /// <summary>The fields in the order of the wire; one at least.</summary>
    public ReadOnlySpan<RDataField> Fields => _fields.AsSpan();

    /// <summary>Whether the RDATA has a text form of its own beside RFC 3597's <c>\#</c>.</summary>
    public bool HasTextForm { get; }

    /// <summary>Whether canonical form lower-cases names in the RDATA (RFC 4034 §6.2).</summary>
    public bool HasFoldedNames => FoldedNameCount != 0;

    /// <summary>How many names canonical form lower-cases; they stand side by side.</summary>
    internal int FoldedNameCount { get; }

    /// <summary>The octets of the fields of fixed length before those names; NAPTR's strings come after them,
    /// and A6 has its own rule.</summary>
    internal int FoldedNamesOffset { get; }

    /// <summary>Finds a type's row.</summary>
    /// <returns>Null for a type that is not in the table: its RDATA is opaque (RFC 3597).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RDataLayout? Find(RRType type)
    {
        RDataLayout?[] direct = ByNumber;
        return (int)type < direct.Length ? direct[(int)type] : FindHigh(type);
    }

    /// <summary>Whether the type is a question or part of a message (RFC 6895 §3.1), so that it never stands
    /// in a zone.</summary>
    public static bool IsMeta(RRType type) => (int)type is (>= 128 and <= 255) or (int)RRType.OPT;

    /// <summary>Gives the mnemonic.</summary>
    public override string ToString() => Mnemonic;

    private static RDataLayout? FindHigh(RRType type)
    {
        for (int i = Rows.Length - 1; i >= 0 && (int)Rows[i].Type >= DirectCount; i--)
        {
            if (Rows[i].Type == type)
            {
                return Rows[i];
            }
        }

        return null;
    }

    private static int FixedLengthBeforeNames(ImmutableArray<RDataField> fields) =>
        fields.TakeWhile(field => RDataFieldLength.IsFixed(field.Kind))
            .Sum(field => RDataFieldLength.Of(field.Kind));

    private static RDataLayout?[] IndexRows()
    {
        RDataLayout?[] index = new RDataLayout?[DirectCount];
        foreach (RDataLayout row in Rows)
        {
            if ((int)row.Type < DirectCount)
            {
                index[(int)row.Type] = row;
            }
        }

        return index;
    }
}
