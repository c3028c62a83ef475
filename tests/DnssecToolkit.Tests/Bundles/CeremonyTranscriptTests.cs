using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Tests.ZoneFiles;

namespace DnssecToolkit.Tests.Bundles;

public class CeremonyTranscriptTests
{
    private static readonly string[] Pieces = ["\n", " ", "1 ", "step ", "exception ", "end ", "0", "\0",
        "\u00ff", "2026-11-21T00:00:00Z"];

    private static readonly CeremonyTranscript Sample = CeremonyTranscript.Empty
        .Add(SampleBundles.Start, CeremonyTranscript.Begin, "keyall 1.0.0")
        .Add(SampleBundles.Start + 60, "step", "All roles are present")
        .Add(SampleBundles.Start + 90, "exception", "a lamp\nfailed")
        .Add(SampleBundles.Start + 99, CeremonyTranscript.End, "status 0");

    [Fact]
    public void A_transcript_survives_being_written_and_read()
    {
        CeremonyTranscript read = Read(Sample.ToText(), out FindingList findings)!;
        Assert.Empty(findings.Kept);
        Assert.Equal(Sample.Digest, read.Digest);
        Assert.True(read.IsEnded);
        Assert.Equal("a lamp failed", read.Entries[2].Text);
    }

    [Theory]
    [InlineData("roles", "rules")]
    [InlineData("00:01:00Z", "00:01:01Z")]
    [InlineData(" step ", " exception ")]
    public void An_entry_that_was_changed_is_found(string from, string to)
    {
        CeremonyTranscript read = Read(Sample.ToText().Replace(from, to, StringComparison.Ordinal),
            out FindingList findings)!;
        Assert.Single(read.Entries);
        Assert.Equal(3, Assert.Single(findings.Kept).Location.Line);
    }

    [Fact]
    public void Entries_left_out_swapped_or_added_are_found()
    {
        string[] lines = Sample.ToText().Split('\n');
        foreach (string[] forged in (string[][])[[lines[0], .. lines[2..]],
            [lines[0], lines[2], lines[1], .. lines[3..]], [.. lines[..^1], lines[2], ""]])
        {
            Read(string.Join('\n', forged), out FindingList findings);
            Assert.Equal(CheckCodes.CeremonyTranscript, Assert.Single(findings.Kept).Code);
        }
    }

    [Fact]
    public void A_clock_that_was_set_back_is_an_exception_and_not_a_fault_of_the_transcript()
    {
        CeremonyTranscript set = CeremonyTranscript.Empty.Add(SampleBundles.Start, CeremonyTranscript.Begin,
            "keyall")
            .Add(SampleBundles.Start - 600, "step", "The clock is right")
            .Add(SampleBundles.Start, CeremonyTranscript.End, "status 0");
        CeremonyTranscript read = Read(set.ToText(), out FindingList findings)!;
        Finding warning = Assert.Single(findings.Kept);
        Assert.Equal((CheckCodes.CeremonyClock, 3, false),
            (warning.Code, warning.Location.Line, findings.HasFaults));
        Assert.Contains($"from {SampleBundles.Start} to {SampleBundles.Start - 600}", warning.Message,
            StringComparison.Ordinal);
        Assert.Equal((1, true, set.Digest), (read.Exceptions, read.IsEnded, read.Digest));
    }

    [Fact]
    public void Mutated_transcripts_never_pass_for_the_written_one()
    {
        byte[] sample = System.Text.Encoding.UTF8.GetBytes(Sample.ToText());
        for (int round = 0; round < 2_000; round++)
        {
            byte[] mutated = new TextMutator(round).Mutate(sample, Pieces);
            FindingList findings = new();
            CeremonyTranscript? read = CeremonyTranscript.Read(mutated, "t", findings);
            Assert.True(findings.HasFaults || !read!.IsEnded
                || read.Digest == Sample.Digest, $"round {round}");
        }
    }

    [Fact]
    public void The_script_has_every_role_and_step_with_a_place_for_initials()
    {
        string script = new CeremonyScript
        {
            Name = "Ceremony 12",
            Zone = DomainName.Parse("cr."),
            Response = "skr-12.xml",
            Transcript = "transcript-12.txt",
            Bags = ["BB1"],
            Files = [(CeremonySteps.RequestForLoss, "ksr.xml.zsk-lost", new string('0', 64))],
            Screens = new CeremonyScreens("a\n", "b\n", "d\n", "e\n"),
        }.ToMarkdown();
        IEnumerable<string> steps = CeremonySteps.Before(
            isFirst: false, hasForLoss: true, "none", () => CeremonyText.Blank).Select(step => step()).Concat(CeremonySteps.After);
        Assert.All(steps, step => Assert.Contains($" | {step} | screen ", script, StringComparison.Ordinal));
        Assert.All(CeremonySteps.Roles.Concat(steps),
            text => Assert.Contains(text, script, StringComparison.Ordinal));
        Assert.Contains("# Ceremony 12: key signing for cr.", script, StringComparison.Ordinal);
        Assert.Contains("| 1 | BB1 |", script, StringComparison.Ordinal);
    }

    private static CeremonyTranscript? Read(string text, out FindingList findings)
    {
        findings = new FindingList();
        return CeremonyTranscript.Read(System.Text.Encoding.UTF8.GetBytes(text), "t", findings);
    }
}
