using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>One record's RDATA from text, for options and tests.</summary>
public static class RDataText
{
    /// <summary>Reads RDATA.</summary>
    /// <param name="type">The type.</param>
    /// <param name="text">The RDATA as a zone file has it: one line, or more within parentheses.</param>
    /// <param name="origin">Completes relative names.</param>
    /// <param name="rdata">The RDATA in wire form; empty on failure.</param>
    /// <param name="fault">What is wrong, as a lower-case clause; null on success.</param>
    public static bool TryParse(
        RRType type, ReadOnlySpan<byte> text, DomainName origin, out byte[] rdata,
        [NotNullWhen(false)] out string? fault)
    {
        byte[] output = new byte[RDataTextParser.BufferLength];
        EntryScanner scanner = new(text, 0, isFinal: true);
        RDataTextParser parser = new(scanner, origin.Wire, output, new ScratchOctets());
        bool isGood = parser.TryParse(type);
        scanner = parser.Scanner;
        if (!isGood)
        {
            fault = EntryParser.Explain(scanner, parser.Fault).Message;
            rdata = [];
            return false;
        }

        bool isWhole = scanner.Position >= text.Length;
        fault = isWhole ? null : "a line feed outside of parentheses";
        rdata = isWhole ? output[..parser.Length] : [];
        return isWhole;
    }
}
