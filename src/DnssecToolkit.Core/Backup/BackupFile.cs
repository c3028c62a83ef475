using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Backup;

/// <summary>One file of a sealed set.</summary>
/// <param name="Name">Its name: parts with <c>/</c> between them, the first says what it is, such as
/// <c>keys/Kcr.+013+12345.key</c>.</param>
/// <param name="Length">Its octets.</param>
/// <param name="Digest">HMAC-SHA256 over name and content with a key of the set's own: a plain digest would
/// let a PIN file be guessed.</param>
public sealed record BackupFile(string Name, long Length, string Digest)
{
    private const int LongestName = 1024;

    /// <summary>Whether a name stays below the directory that it is restored to, on every file
    /// system.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && !name.AsSpan().ContainsAny('\\', '\0') && !name.Any(char.IsControl)
        && name.Split('/').All(part => part is not ("" or "." or "..") && part.Length <= byte.MaxValue);

    /// <summary>Demands a name that can be restored.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    internal static string Demand(string name) => IsName(name) ? name : throw new UsageException(
        $"{new string([.. name.Select(c => char.IsControl(c) ? (char)63 : c)])}: no name for a file of a sealed set",
        "names have no control characters, no backslash and no part of more than 255 characters");
}
