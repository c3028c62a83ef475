using System.Text.RegularExpressions;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Tests.Architecture;

namespace DnssecToolkit.Tests.Diagnostics;

/// <summary>Holds the codes against docs/checks.md, in both directions.</summary>
/// <remarks>A code is documented as a heading <c>### TAG</c>, a line <c>*severity* · reference</c>, and three
/// points.</remarks>
public partial class CheckCodesTests
{
    private static readonly string[] Points = ["- **Cause:** ", "- **Consequence:** ", "- **Cure:** "];

    [Fact]
    public void All_HasATagOnce() => Assert.Equal(Declared().Distinct().Count(), Declared().Count());

    [Fact]
    public void All_HasTagsOfCapitalsDigitsAndHyphens() =>
        AssertNone(CheckCodes.All.Select(code => code.Tag).Where(tag => !TagShape().IsMatch(tag)));

    [Fact]
    public void All_SummarizesInLowerCaseClauses() =>
        AssertNone(CheckCodes.All.Where(code => code.Summary.Length == 0 || code.Summary.EndsWith('.'))
            .Select(code => code.Tag));

    [Fact]
    public void Documentation_HasEveryCodeAndNoOther()
    {
        string[] tags = [.. CheckCodes.All.Select(code => code.Tag)];
        AssertNone(tags.Except(Documented().Keys).Select(tag => $"{tag} has no heading in docs/checks.md"));
        AssertNone(Documented().Keys.Except(tags).Select(tag => $"{tag} in docs/checks.md is no code"));
    }

    [Fact]
    public void Documentation_GivesSeverityReferenceCauseConsequenceAndCure()
    {
        List<string> lacking = [];
        foreach (CheckCode code in CheckCodes.All.Where(code => Documented().ContainsKey(code.Tag)))
        {
            string section = Documented()[code.Tag];
            string rule = $"*{code.Severity.ToString().ToLowerInvariant()}* · {code.Reference}";
            lacking.AddRange(Points.Prepend(rule)
                .Where(part => !section.Contains(part, StringComparison.Ordinal))
                .Select(part => $"{code.Tag} lacks: {part}"));
        }

        AssertNone(lacking);
    }

    private static IEnumerable<string> Declared() =>
        typeof(CheckCodes).GetFields().Select(field => field.GetValue(null)).OfType<CheckCode>()
            .Select(code => code.Tag);

    private static Dictionary<string, string> Documented() =>
        File.ReadAllText(Path.Combine(CoreSources.RepositoryRoot, "docs", "checks.md"))
            .Split("\n### ").Skip(1).ToDictionary(section => section.Split('\n')[0], section => section);

    private static void AssertNone(IEnumerable<string> offences)
    {
        string[] all = [.. offences];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    [GeneratedRegex("^[A-Z0-9]+(-[A-Z0-9]+)*$")]
    private static partial Regex TagShape();
}
