using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Tells files that are no zone text by how they begin.</summary>
internal static class FileSignature
{
    /// <summary>Says why a file is refused.</summary>
    /// <param name="start">The file's first octets.</param>
    /// <param name="refusal">What it is.</param>
    /// <param name="hint">How to make text of it.</param>
    /// <returns>False for what may be text.</returns>
    public static bool TryRefuse(
        ReadOnlySpan<byte> start, [NotNullWhen(true)] out string? refusal, out string? hint)
    {
        (refusal, hint) = start switch
        {
            [0, 0, 0, 2, ..] => ("the file is in BIND's raw format",
                "make text of it with: named-compilezone -f raw -F text -o zone.txt ORIGIN FILE"),
            [0, 0, 0, 3, ..] => ("the file is in BIND's map format",
                "make text of it with: named-compilezone -f map -F text -o zone.txt ORIGIN FILE (BIND 9.16)"),
            [0xEF, 0xBB, 0xBF, ..] => ("the file begins with a UTF-8 byte order mark",
                "save it without: sed -i '1s/^\\xEF\\xBB\\xBF//' FILE"),
            [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] => ("the file is in UTF-16", "make ASCII of it with iconv"),
            _ when start.StartsWith("Private-key-format:"u8) || start.StartsWith("-----BEGIN "u8) =>
                ("the file is a key, not a zone; nothing of it was read", "name the zone file"),
            [0x1F, 0x8B, ..] => ("the file is compressed by gzip", "unpack it first"),
            _ => ((string?)null, (string?)null),
        };
        return refusal is not null;
    }
}
