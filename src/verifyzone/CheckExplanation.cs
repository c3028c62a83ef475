using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verifyzone;

/// <summary>Explains a check by its section of docs/checks.md, which travels inside the executable.</summary>
internal static class CheckExplanation
{
    /// <summary>Gives the section's text without its marks.</summary>
    /// <exception cref="UsageException">There is no such check.</exception>
    public static string Of(string tag)
    {
        CheckCode code = CheckCodes.Find(tag.ToUpperInvariant())
            ?? throw new UsageException($"{tag} is no check", "docs/checks.md has them all");
        using StreamReader reader = new(typeof(CheckExplanation).Assembly.GetManifestResourceStream("checks.md")!);
        string section = reader.ReadToEnd().Split("\n### ").Skip(1)
            .FirstOrDefault(text => text.StartsWith(code.Tag + "\n", StringComparison.Ordinal)) ?? code.Tag;
        section = section.Split("\n## ")[0];
        return section.Replace("**", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal).TrimEnd();
    }
}
