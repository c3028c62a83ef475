using System.Text.RegularExpressions;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Holds docs/verifier-checks.md against the codes: no subject without a check, no check of a zone
/// without a subject.</summary>
public partial class SubjectTableTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(CoreSources.RepositoryRoot, "docs", "verifier-checks.md"));

    [Fact]
    public void The_subjects_are_V01_to_V40_each_with_a_check_at_least()
    {
        Assert.Equal(Enumerable.Range(1, 40).Select(number => $"V{number:00}"), Rows().Select(row => row[0]));
        Assert.All(Rows(), row => Assert.NotEmpty(Tag().Matches(row[2])));
    }

    [Fact]
    public void Each_check_of_the_table_exists_and_stands_once_in_a_row() => Assert.All(Rows(), row =>
    {
        string[] tags = row[2].Split(", ");
        Assert.Equal(tags, tags.Distinct());
        Assert.All(tags, tag => Assert.NotNull(CheckCodes.Find(tag)));
    });

    [Fact]
    public void Each_check_that_a_report_on_a_zone_can_have_stands_in_the_page()
    {
        IEnumerable<string> codes = CheckCodes.All.Where(CheckAdvice.IsOfZones).Select(code => code.Tag);
        Assert.Equal([], codes.Except(Tag().Matches(Page).Select(match => match.Value)));
    }

    private static IEnumerable<string[]> Rows() => Page.Split('\n')
        .Where(line => line.StartsWith("| V", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split(" | ").Select(cell => cell.Trim(' ', '|')).ToArray());

    [GeneratedRegex("[A-Z0-9]+(?:-[A-Z0-9]+)+")]
    private static partial Regex Tag();
}
