using System.Security.Cryptography;
using DnssecToolkit.Bundles;

namespace DnssecToolkit.Keyall;

/// <summary>The files that this program runs from: a single one, or an executable with its libraries beside it.</summary>
internal static class RunningTool
{
    /// <summary>What it is called, and its SHA-256 in hex: the file's, or that of what <c>sha256sum *.dll</c> prints in its directory.</summary>
    internal static (string Name, string Sha256) Identity
    {
        get
        {
            string[] libraries = File.Exists(Path.Combine(AppContext.BaseDirectory, "keyall.dll"))
                ? [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Order(StringComparer.Ordinal)] : [];
            return libraries.Length == 0 ? (Path.GetFileName(Environment.ProcessPath!), Digest(Environment.ProcessPath!))
                : ($"keyall ({libraries.Length} libraries)", BundleManifest.DigestOf(System.Text.Encoding.UTF8.GetBytes(
                    string.Concat(libraries.Select(file => $"{Digest(file)}  {Path.GetFileName(file)}\n")))));
        }
    }

    /// <summary>The SHA-256 of a file in hex, whatever its size.</summary>
    internal static string Digest(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
