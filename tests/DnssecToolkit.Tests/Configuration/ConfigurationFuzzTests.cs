using System.Diagnostics;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.Tests.ZoneFiles;

namespace DnssecToolkit.Tests.Configuration;

/// <summary>Mutated configurations: a finding or a configuration, never an exception, and soon.</summary>
public class ConfigurationFuzzTests
{
    private const int Rounds = 1_500;

    private static readonly string[] Pieces =
    [
        ": ", "- ", "[", "]", "{", "}", "\"", "'", "#", "\n", "\t", "|\n  a\n", ">-\n  b\n", "&a ", "*a", "!!str ", "<<: ", "? ", "---\n", "...\n", "%YAML 9.9\n",
        "{zone}", "99999999999999999999", "\0", "\u00ff", "zone: ", "template: ", "@", "`", "\\x", "\r", ",",
    ];

    [Fact]
    public void Mutated_configurations_never_throw()
    {
        byte[][] samples = [.. Directory.GetFiles(Path.Combine(CoreSources.RepositoryRoot, "samples",
            "configuration"), "*.yaml")
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        for (int round = 0; round < Rounds; round++)
        {
            TextMutator mutator = new(unchecked(20_261_121 + round));
            byte[] text = mutator.Mutate(samples[mutator.Next(samples.Length)], Pieces);
            FindingList findings = new();
            try
            {
                SignerConfiguration? configuration = ConfigurationReader.Read(text, "f", findings);
                Assert.Equal(configuration is null, findings.HasFaults);
            }
            catch (Exception exception)
            {
                Assert.Fail($"round {round}: {exception}\n{Convert.ToBase64String(text)}");
            }
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("'")]
    [InlineData("#")]
    [InlineData("a: |\n")]
    [InlineData("\n ")]
    [InlineData("&a ")]
    public void A_megabyte_of_one_thing_is_soon_refused(string piece)
    {
        Stopwatch watch = Stopwatch.StartNew();
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(
            System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece,
                (1 << 20) / piece.Length))), "f", findings));
        Assert.True(findings.HasFaults);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"{watch.Elapsed}");
    }

    [Fact]
    public void More_than_four_mebibytes_are_refused_unread()
    {
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(new byte[(4 << 20) + 1], "f", findings));
        Assert.Equal("CONFIG-LIMIT", Assert.Single(findings.Kept).Code.Tag);
    }
}
