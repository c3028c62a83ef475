namespace DnssecToolkit.Keyall;

/// <summary>The file that this program runs from.</summary>
internal static class RunningTool
{
    /// <summary>Its path, or null where it cannot be told; a single file has no place of its own for its assembly.</summary>
    internal static string? Path => ((string[])[System.IO.Path.Combine(AppContext.BaseDirectory, "keyall.dll"), Environment.ProcessPath ?? ""])
        .FirstOrDefault(File.Exists);

    /// <summary>The SHA-256 of a file in hex, whatever its size.</summary>
    internal static string Digest(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
    }
}
