using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>The steps of a signing ceremony: what is printed to be filled in, and what <c>keyall ceremony run</c> asks for.</summary>
public static class CeremonySteps
{
    /// <summary>The roles, each with a place for a name and a signature.</summary>
    public static ImmutableArray<string> Roles { get; } =
        ["Ceremony administrator", "Internal witness", "Key holder 1", "Key holder 2", "External witness"];

    /// <summary>What is done before the request is signed.</summary>
    public static ImmutableArray<string> Before { get; } =
    [
        "All roles are present; each participant has signed the list",
        "The machine has no network and no disk but the medium it was started from",
        "The SHA-256 of the tool is the published one",
        "The numbers of the tamper-evident bags are those of the last script; the bags are opened",
        "The clock is right, in UTC, to the minute",
        "The words of the request are those that the side of the ZSKs reads out",
        "The previous response is the one of the last ceremony",
    ];

    /// <summary>What is done after the response was written.</summary>
    public static ImmutableArray<string> After { get; } =
    [
        "The words of the response were read out and written down",
        "Two copies of the response, its manifest and this transcript were made and compared",
        "Keys and media are in new tamper-evident bags; their numbers were written down",
        "The machine is off, and everything is back in the safe",
    ];

    /// <summary>Gives the script as Markdown, with places for initials, times and signatures.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="name">The ceremony's name.</param>
    /// <param name="bags">The numbers of the bags that are to be opened.</param>
    public static string ToMarkdown(DomainName zone, string name, IReadOnlyCollection<string> bags)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {name}: key signing for {zone}\n\nDate: ____________  Place: ____________________________\n\n");
        text.Append("| role | name | signature | time (UTC) |\n|---|---|---|---|\n");
        foreach (string role in Roles)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {role} | | | |\n");
        }

        text.Append("\n| bag | number on the last script | number found | initials |\n|---|---|---|---|\n");
        foreach ((string bag, int i) in bags.DefaultIfEmpty("").Select((bag, i) => (bag, i + 1)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {i} | {bag} | | |\n");
        }

        text.Append("\n| step | what is done | expected | initials | time (UTC) |\n|---|---|---|---|---|\n");
        int number = 0;
        void Step(string what, string expected) =>
            text.Append(CultureInfo.InvariantCulture, $"| {++number} | {what} | {expected} | | |\n");
        foreach (string step in Before)
        {
            Step(step, "");
        }

        Step("`keyall request check ksr.xml --keys KSK --previous skr-last.xml`", "exit status 0; SHA-256 and words of the request: ______________");
        Step("`keyall ceremony run ksr.xml --keys KSK --previous skr-last.xml --output skr.xml --transcript transcript.txt`", "SHA-256 and words of the response: ______________");
        foreach (string step in After)
        {
            Step(step, "");
        }

        Step("`keyall ceremony check transcript.txt`", "exit status 0; words of the transcript: ______________");
        return text.Append("\nExceptions (number, what happened, who decided):\n\n1. \n2. \n3. \n").ToString();
    }
}
