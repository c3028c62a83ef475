using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Schedule;

public class KeyRhythmTests
{
    private static readonly DomainName Cr = DomainName.Parse("cr.");

    [Fact]
    public void Extend_MakesIanasExampleOutOfItsFirstKeys()
    {
        string[] sample = KeyIndexTests.Text(KeyIndex.Read(KeyIndexTests.Sample, null, new())).Split('\n');
        // The first KSK, and the ZSK of the month before: what was there in 1975.
        KeyIndex index = KeyIndex.Read(KeyIndexTests.Octets($"{sample[0]}\n{sample[1]}\n"
            + "root ZSK 005 65535 19751101000000 19751201000000 19760115000000 19760131235959\n"), null, new());
        KeySchedule schedule = new(index, DomainName.Root, RolloverPolicy.Default);
        KeyIndexProposal proposal = KeyRhythm.Extend(schedule, KeyIndexTests.At("19751201000000"),
            KeyIndexTests.At("19760201000001"));
        int[] tags = [24000, 24001, 8000, 92000];
        int made = 0;
        string extended =
            KeyIndexTests.Text(proposal.Apply(index, planned => planned.ToEntry(tags[made++], null)));
        Assert.Equal(sample[2..6], extended.Split('\n')[3..7]);
        Assert.Empty(proposal.Changes);
    }

    /// <summary>A month before 30 April is 30 March; the first key comes on the 31st, with its
    /// algorithm.</summary>
    [Fact]
    public void Extend_PublishesNoKeyBeforeTheOneThatItFollows()
    {
        const string Rows = "cr. KSK 015 00001 20260331010000 20260331010000 20280331010000 20280331010000\n"
            + "cr. ZSK 015 00002 20260331010000 20260331010000 20260514010000 20260531010000\n";
        KeyIndex index = KeyIndexTests.Read($"{KeyIndex.Header}\n{Rows}");
        KeyIndexProposal proposal = KeyRhythm.Extend(new KeySchedule(index, Cr, RolloverPolicy.Default),
            KeyIndexTests.At("20260325000000"), KeyIndexTests.At("20260601000000"));
        Assert.Equal(["2026-03-31T01:00:00Z", "2026-04-30T01:00:00Z"],
            proposal.Additions.Take(2).Select(key => key.Publish.ToString()));
    }

    [Fact]
    public void Extend_TwiceIsOnce()
    {
        Timestamp now = KeyIndexTests.At("20260101120000");
        KeyIndex index = KeyRhythm.Begin(Cr, RolloverPolicy.Default, DnssecAlgorithm.ECDSAP256SHA256,
            KeyScheme.KskZsk, now, now + new Period(3, 0))
            .Preview(KeyIndex.Empty);
        Assert.Equal(1, index.Entries.Count(key => key.Role == KeyRole.KSK));
        Assert.True(KeyRhythm.Extend(new KeySchedule(index, Cr, RolloverPolicy.Default), now, now
            + new Period(3, 0)).IsEmpty);
    }

    [Fact]
    public void Extend_AfterMissedRunsLetsTheLastKeyGoOnUntilItsSuccessorCanStart()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. KSK 013 00001 20260101000000 20260101000000 20280101000000 20280101000000
            cr. ZSK 013 00002 20260101000000 20260101000000 20260215000000 20260228235959

            """);
        Timestamp now = KeyIndexTests.At("20260601000000");
        KeyIndexProposal proposal = KeyRhythm.Extend(new KeySchedule(index, Cr, RolloverPolicy.Default), now,
            now + 1);
        Assert.Equal(["20260601000000 20260601030000"],
            proposal.Additions.Select(key =>
                $"{key.Publish.ToCompactString()} {key.Start.ToCompactString()}"));
        Assert.Equal(["20260601030000"],
            proposal.Changes.Select(change => change.After.End.ToCompactString()));
        KeySchedule after = new(proposal.Preview(index), Cr, RolloverPolicy.Default);
        Assert.True(Rehearsal.Of(after, now, new Interval(now, now + (30 * 86_400L))).IsClean);
    }

    [Fact]
    public void Extend_LeavesWhatHasNoSuccessor()
    {
        KeyIndex index = KeyIndexTests.Read($"""
            {KeyIndex.Header}
            cr. ZSK 013 00002 20260101000000 20260101000000 20260215000000 20260228235959 successor=none

            """);
        Timestamp now = KeyIndexTests.At("20260601000000");
        Assert.True(KeyRhythm.Extend(new KeySchedule(index, Cr, RolloverPolicy.Default), now, now
            + 1).IsEmpty);
    }

    [Theory]
    [InlineData("zsk-publish", "2h", "POLICY-ZSK-PUBLISH")]
    [InlineData("zsk-life", "P1M", "POLICY-ZSK-RETIRE")]
    [InlineData("zsk-use", "27d", "POLICY-ZSK-RETIRE")]
    [InlineData("ksk-life", "P1Y", "POLICY-KSK-OVERLAP")]
    [InlineData("ksk-period", "1d", "POLICY-KSK-OVERLAP")]
    [InlineData("signatures-refresh", "14d", "POLICY-REFRESH")]
    [InlineData("max-zone-ttl", "6d", "POLICY-TTL-REFRESH")] // ripe.net, 1 November 2023: a TTL above the refresh
    [InlineData("zsk-period", "0", "POLICY-LENGTH")]
    [InlineData("dnskey-ttl", "P1M", "POLICY-LENGTH")]
    [InlineData("retire-safety", "1s", "POLICY-UNUSUAL")]
    public void Check_FindsAPolicyThatCannotBeKept(string name, string length, string code)
    {
        Assert.True(PeriodText.TryParse(length, out Period period));
        FindingList findings = new();
        RolloverPolicyChecks.Check(RolloverPolicyValue.All.Single(value => value.Name == name)
            .With(RolloverPolicy.Default, period), KeyScheme.KskZsk, default, findings);
        Assert.Contains(code, findings.Kept.Select(finding => finding.Code.Tag));
    }

    [Fact]
    public void Check_TakesBothTemplates()
    {
        FindingList findings = new();
        RolloverPolicyChecks.Check(RolloverPolicy.Default, KeyScheme.KskZsk, default, findings);
        RolloverPolicyChecks.Check(RolloverPolicy.TopLevel, KeyScheme.Csk, default, findings);
        Assert.Empty(findings.Kept);
    }
}
