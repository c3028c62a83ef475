using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verifyzone;

/// <summary>Explains a check by its section of docs/checks.md, which travels inside the executable.</summary>
internal static class CheckExplanation
{
    /// <summary>Gives the section's text without its marks, or an object with the check's parts.</summary>
    /// <exception cref="UsageException">There is no such check.</exception>
    public static string Of(string tag, bool asJson)
    {
        CheckCode code = CheckCodes.Find(tag.ToUpperInvariant())
            ?? throw new UsageException($"{tag} is no check", CheckCodes.HintFor(tag));
        return !asJson ? SectionOf(code) : JsonText.Object(json =>
        {
            json.WriteString("code", code.Tag);
            json.WriteString("severity", JsonText.NameOf(code.Severity.ToString()));
            json.WriteString("rule", code.Summary);
            json.WriteString("reference", code.Reference);
            json.WriteString("explanation", SectionOf(code));
        });
    }

    private static string SectionOf(CheckCode code)
    {
        using StreamReader reader =
            new(typeof(CheckExplanation).Assembly.GetManifestResourceStream("checks.md")!);
        string section = reader.ReadToEnd().Split("\n### ").Skip(1)
            .FirstOrDefault(text => text.StartsWith(code.Tag + "\n", StringComparison.Ordinal)) ?? code.Tag;
        section = section.Split("\n## ")[0];
        return section.Replace("**", "", StringComparison.Ordinal)
            .Replace("*", "", StringComparison.Ordinal).TrimEnd();
    }
}
