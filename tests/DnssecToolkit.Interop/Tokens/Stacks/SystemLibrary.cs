namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>Finds the libraries of Debian's packages, whatever the machine's kind.</summary>
internal static class SystemLibrary
{
    /// <summary>Gives the full path of a library below the machine's library directory, or null.</summary>
    internal static string? Find(string relativePath) =>
        Directory.GetDirectories("/usr/lib", "*-linux-gnu").Append("/usr/lib").Append("/usr/lib64")
            .Select(directory => Path.Combine(directory, relativePath))
            .FirstOrDefault(File.Exists);
}
