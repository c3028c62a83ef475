using System.Security.Cryptography;
using DnssecToolkit.Bundles;

namespace DnssecToolkit.Keyall;

/// <summary>The files that this program runs from: a single one, or an executable with all that lies beside it.</summary>
internal static class RunningTool
{
    /// <summary>What it is called, and its SHA-256 in hex: the file's, or that of what <c>sha256sum</c> prints of all files in its
    /// directory and below, in the order of their names' octets.</summary>
    internal static (string Name, string Sha256) Identity
    {
        get
        {
            string[] files = File.Exists(Path.Combine(AppContext.BaseDirectory, "keyall.dll"))
                ? [.. Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(AppContext.BaseDirectory, file)).Order(StringComparer.Ordinal)] : [];
            return files.Length == 0 ? (Path.GetFileName(Environment.ProcessPath!), Digest(Environment.ProcessPath!))
                : ($"keyall ({files.Length} files)", BundleManifest.DigestOf(System.Text.Encoding.UTF8.GetBytes(
                    string.Concat(files.Select(file => $"{Digest(Path.Combine(AppContext.BaseDirectory, file))}  ./{file}\n")))));
        }
    }

    /// <summary>The SHA-256 of a file in hex, whatever its size.</summary>
    internal static string Digest(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
