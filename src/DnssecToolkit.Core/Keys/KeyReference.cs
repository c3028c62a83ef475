using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Keys;

/// <summary>Where a private key is: a <c>file:</c> and its path (BIND's .private form or PEM), or a
/// <c>pkcs11:</c> URI.</summary>
public sealed record KeyReference
{
    private const string FileScheme = "file:";

    /// <summary>Refers to a file.</summary>
    /// <param name="path">The path as written.</param>
    public KeyReference(string path) => Path = path;

    /// <summary>Refers to a key in a token.</summary>
    /// <param name="token">Its URI.</param>
    public KeyReference(Pkcs11Uri token) => Token = token;

    /// <summary>The file's path as written; null for a key in a token.</summary>
    public string? Path { get; }

    /// <summary>The key's place in a token; null for a file.</summary>
    public Pkcs11Uri? Token { get; }

    /// <summary>Whether it names a PEM file.</summary>
    public bool IsPem => Path?.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads <c>file:path</c> or <c>pkcs11:…</c>.</summary>
    /// <returns>False for another scheme, an empty path, or a URI that is not by RFC 7512.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyReference? reference)
    {
        reference = text.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase)
            && text.Length > FileScheme.Length
            ? new KeyReference(text[FileScheme.Length..])
            : Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out _) ? new KeyReference(uri) : null;
        return reference is not null;
    }

    /// <summary>Gives <c>file:path</c> or the URI.</summary>
    public override string ToString() => Token?.ToString() ?? FileScheme + Path;
}
