using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Keys;

/// <summary>Where a private key is: <c>file:</c> and the path of a BIND .private file or a PEM file.</summary>
/// <param name="Path">The path as written.</param>
public sealed record KeyReference(string Path)
{
    private const string FileScheme = "file:";

    /// <summary>Whether it names a PEM file; otherwise it is BIND's form.</summary>
    public bool IsPem => Path.EndsWith(".pem", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>file:path</c>.</summary>
    /// <returns>False for another scheme or an empty path.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyReference? reference)
    {
        reference = text.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase) && text.Length > FileScheme.Length
            ? new KeyReference(text[FileScheme.Length..]) : null;
        return reference is not null;
    }

    /// <summary>Gives <c>file:path</c>.</summary>
    public override string ToString() => FileScheme + Path;
}
