using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>Outages that happened, as keyindexes, and what keeps them from happening.</summary>
public class RehearsalTests
{
    private static readonly Timestamp Now = KeyIndexTests.At("20260101000000");

    // Resolvers would bear it; signall proves what it signs, and would serve nothing from there on.
    [Theory]
    [InlineData("", "")]
    [InlineData("cr. ZSK 015 00003 20260601000000 20260601000000 20270101000000 20270101000000", "2027-04-01T00:00:00Z")] // the last one stays
    [InlineData("cr. KSK 015 00003 20260601000000 20270101000000 20270101000000 20270101000000", "2027-01-01T00:00:00Z")]
    public void An_algorithm_of_the_dnskey_rrset_without_a_key_that_signs_it_breaks(string row, string end)
    {
        string[] rows =
        [
            "cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250105000000",
            "cr. ZSK 013 00002 20250101000000 20250101000000 20280101000000 20280201000000",
        ];
        KeySchedule schedule = KeyScheduleTests.Schedule([.. rows, .. row.Length > 0 ? [row] : Array.Empty<string>()]);
        Timestamp now = KeyIndexTests.At("20260501000000");
        Rehearsal rehearsal = Rehearsal.Of(schedule, now, new Interval(now, KeyIndexTests.At("20270401000000")));
        Assert.Equal(end.Length == 0, rehearsal.IsClean);
        Assert.All(rehearsal.Breaks, broken => Assert.Equal(
            (RehearsalBreakKind.KeySet, "2026-06-01T00:00:00Z", end),
            (broken.Kind, broken.Time.Start.ToString(), broken.Time.End.ToString())));
    }

    [Fact]
    public void IanasExampleValidatesUntilItRunsOut()
    {
        KeySchedule sample = new(KeyIndex.Read(KeyIndexTests.Sample, "keyindex", new()), DomainName.Root,
            RolloverPolicy.Default);
        Timestamp from = KeyIndexTests.At("19760101000000");
        Assert.True(Rehearsal.Of(sample, from,
            new Interval(from, KeyIndexTests.At("19760501000000"))).IsClean);
    }

    // .nz, 29 May 2023: the old KSK left when the DS's former TTL was over; the new registry system gave it a
    // day.
    [Fact]
    public void NzIn2023_TheOldKskLeftBeforeTheLongerTtlOfItsDs()
    {
        string[] rows =
        [
            "cr. KSK 008 00001 20250101000000 20250101000000 20260201030000 20260201030000 ds-seen=20250101120000 ds-gone=20260201000000",
            "cr. KSK 008 00002 20260101000000 20260101000000 20280101000000 20280101000000 ds-seen=20260201000000",
            "cr. ZSK 008 00003 20250101000000 20250101000000 20280101000000 20280101000000",
        ];
        Assert.True(Rehearse(RolloverPolicy.Default with { DsTtl = Period.FromHours(1) }, rows).IsClean);
        Rehearsal outage = Rehearse(RolloverPolicy.Default with { RetireSafety = Period.Zero }, rows);
        RehearsalBreak broken = Assert.Single(outage.Breaks,
            found => found.Conducts.Contains(ParentConduct.Adds));
        Assert.Equal(("2026-02-01T03:00:00Z", "2026-02-02T01:00:00Z"),
            (broken.Time.Start.ToString(), broken.Time.End.ToString()));
        Assert.Equal((RehearsalBreakKind.Chain, RehearsalResolvers.Any), (broken.Kind, broken.Resolvers));
    }

    // APNIC, 7 December 2012: the standby signer took over with other ZSKs than those that resolvers knew.
    [Fact]
    public void ApnicIn2012_TheStandbySignerHadOtherZsks()
    {
        Rehearsal outage = Rehearse(RolloverPolicy.Default,
            "cr. KSK 008 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250101120000",
            "cr. ZSK 008 00002 20250101000000 20250101000000 20260301000000 20260301000000",
            "cr. ZSK 008 00003 20260301000000 20260301000000 20280101000000 20280101000000");
        RehearsalBreak broken = outage.Breaks[0];
        Assert.Equal(RehearsalBreakKind.Data, broken.Kind);
        Assert.Equal("2026-03-01T00:00:00Z", broken.Time.Start.ToString());
        Assert.Equal(RolloverPolicy.Default.ZskRetireInterval, broken.Time.Seconds);
    }

    // .de, 5 May 2026: signatures by keys that were in no DNSKEY RRset.
    [Fact]
    public void DeIn2026_SignaturesByAKeyThatIsNotPublished()
    {
        Rehearsal outage = Rehearse(RolloverPolicy.Default,
            "cr. KSK 008 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250101120000",
            "cr. ZSK 008 00002 20250101000000 20250101000000 20260301000000 20260401000000",
            "cr. ZSK 008 00003 20260301030000 20260301030000 20280101000000 20280101000000 presign=20260301000000");
        // While the new one signs unpublished, the last ZSK goes on beside it.
        Assert.Equal("2026-03-01T03:00:00Z", outage.Breaks[0].Time.Start.ToString());
    }

    [Theory]
    [InlineData("20260201000000", true)] // Ipub before it signs
    [InlineData("20260228215500", true)]
    [InlineData("20260228215501", false)]
    public void AZskMustBePublishedForIpub(string publish, bool isClean) =>
        Assert.Equal(isClean, Rehearse(RolloverPolicy.Default,
        "cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000",
        "cr. ZSK 013 00002 20250101000000 20250101000000 20260301000000 20260401000000",
        $"cr. ZSK 013 00003 {publish} 20260301000000 20280101000000 20280101000000").IsClean);

    [Theory]
    [InlineData("20260311010500", true)] // Iret after the other took over
    [InlineData("20260311010459", false)]
    public void AZskMustStayForIret(string remove, bool isClean) =>
        Assert.Equal(isClean, Rehearse(RolloverPolicy.Default,
        "cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000",
        $"cr. ZSK 013 00002 20250101000000 20250101000000 20260301000000 {remove}",
        "cr. ZSK 013 00003 20260201000000 20260301000000 20280101000000 20280101000000").IsClean);

    // RFC 8901, model 2: resolvers get data from either signer, so that the other's ZSK stays for Iret after
    // his last signature.
    [Theory]
    [InlineData("20260301000000 20260301000000 20260311010500", true)]
    [InlineData("20260301000000 20260301000000 20260311010459", false)]
    [InlineData("20260301000000 20260301000000 20260301000000", true)] // he has agreed to cease Iret before
    [InlineData("20260105000000 20260105000000 20260105000000", false)] // nobody can have: that was before now
    public void AnotherSignersZskMustStayForIret(string endAndRemove, bool isClean)
    {
        Rehearsal rehearsal = Rehearse(RolloverPolicy.Default,
            "cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000",
            "cr. ZSK 013 00002 20250101000000 20250101000000 20280101000000 20280101000000",
            $"cr. ZSK 013 00003 20250101000000 {endAndRemove} signer=b.example");
        Assert.Equal(isClean, rehearsal.IsClean);
        Assert.All(rehearsal.Breaks, broken => Assert.Equal(RehearsalBreakKind.Data, broken.Kind));
        Assert.All(rehearsal.Breaks, broken => Assert.EndsWith("data from b.example", broken.Who));
    }

    [Fact]
    public void AnAlgorithmsSignaturesMustComeBeforeItsKeys()
    {
        string[] old =
        [
            "cr. KSK 008 00001 20250101000000 20250101000000 20260401000000 20260401000000",
            "cr. ZSK 008 00002 20250101000000 20250101000000 20260401000000 20260401000000",
            "cr. KSK 013 00003 20260301000000 20260301000000 20280101000000 20280101000000",
        ];
        Assert.True(Rehearse(RolloverPolicy.Default, [.. old,
            "cr. ZSK 013 00004 20260301000000 20260301000000 20280101000000 20280101000000 presign=20260215000000"]).IsClean);
        Rehearsal late = Rehearse(RolloverPolicy.Default, [.. old,
            "cr. ZSK 013 00004 20260320000000 20260329000000 20280101000000 20280101000000"]);
        Assert.Contains(late.Breaks, broken => broken.Conducts.Contains(ParentConduct.Adds));
    }

    [Fact]
    public void ASilentParentKeepsKeysInUse() => Assert.True(Rehearse(RolloverPolicy.Default,
        "cr. KSK 013 00001 20250101000000 20250101000000 20260301000000 20260301000000 ds-seen=20250105000000",
        "cr. KSK 013 00002 20260101000000 20260101000000 20280101000000 20280101000000",
        "cr. ZSK 013 00003 20250101000000 20250101000000 20280101000000 20280101000000").IsClean);

    [Fact]
    public void Breaks_ThatTouchAreOneAndTheirTimeIsCountedOnce()
    {
        Rehearsal outage = Rehearse(RolloverPolicy.Default,
            "cr. KSK 013 00001 20250101000000 20250101000000 20280101000000 20280101000000",
            "cr. ZSK 013 00002 20250101000000 20250101000000 20260301000000 20260301000000",
            "cr. ZSK 013 00003 20260301000000 20260301000000 20280101000000 20280101000000");
        Assert.Equal(Enum.GetValues<ParentConduct>(), Assert.Single(outage.Breaks).Conducts);
        Assert.Equal(RolloverPolicy.Default.ZskRetireInterval, outage.BrokenSeconds);
    }

    // A sum would not tell: the second change breaks for as long as before, at another time, or otherwise
    // within the same time.
    [Fact]
    public void A_break_beyond_those_of_before_is_found_though_it_makes_nothing_longer()
    {
        string[] ksk =
            ["cr. KSK 008 00001 20250101000000 20250101000000 20280101000000 20280101000000 ds-seen=20250101120000"];
        Rehearsal before = Rehearse(RolloverPolicy.Default, [.. ksk, .. Takeover("20260301000000")]);
        Rehearsal moved = Rehearse(RolloverPolicy.Default, [.. ksk, .. Takeover("20260401000000")]);
        Assert.Equal(before.BrokenSeconds, moved.BrokenSeconds);
        Assert.Equal("2026-04-01T00:00:00Z", moved.FirstBeyond(before)!.Time.Start.ToString());
        Assert.Null(before.FirstBeyond(before));
        RolloverPolicy hasty = RolloverPolicy.Default with { RetireSafety = Period.Zero };
        Rehearsal data = Rehearse(hasty, [.. ksk, .. Takeover("20260201000000")]);
        RehearsalBreak chain = Rehearse(hasty,
            "cr. KSK 008 00001 20250101000000 20250101000000 20260201030000 20260201030000 ds-seen=20250101120000 ds-gone=20260201000000",
            "cr. KSK 008 00004 20260101000000 20260101000000 20280101000000 20280101000000 ds-seen=20260201000000",
            "cr. ZSK 008 00003 20250101000000 20250101000000 20280101000000 20280101000000")
                .FirstBeyond(data)!;
        Assert.Equal(RehearsalBreakKind.Chain, chain.Kind);
        Assert.Contains(data.Breaks, broken => broken.Kind == RehearsalBreakKind.Data
            && broken.Time.Contains(chain.Time.Start));

        static string[] Takeover(string moment) =>
        [
            $"cr. ZSK 008 00002 20250101000000 20250101000000 {moment} {moment}",
            $"cr. ZSK 008 00003 {moment} {moment} 20280101000000 20280101000000",
        ];
    }

    private static Rehearsal Rehearse(RolloverPolicy policy, params string[] rows)
    {
        KeySchedule schedule = new(
            KeyIndexTests.Read($"{KeyIndex.Header}\n{string.Join('\n', rows)}\n"), DomainName.Parse("cr."),
            policy);
        return Rehearsal.Of(schedule, Now, new Interval(Now, Now + (540 * 86_400L)));
    }
}
