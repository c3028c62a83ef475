using DnssecToolkit.Bundles;
using DnssecToolkit.Schedule;
using DnssecToolkit.Tests.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Bundles;

public class ZskRosterTests
{
    private const string Ksk = "cr. KSK 013 00001 20200101000000 20200101000000 20220101000000 20220101000000";
    private const string Zsk = "cr. ZSK 013 00002 20200101000000 20200101000000 20220101000000 20220101000000";

    [Fact]
    public void A_ZSK_stays_with_a_KSK_that_waits_for_its_DS_to_go()
    {
        Assert.Equal([2], TagsAt("20220601000000", Ksk, Zsk));
        Assert.Equal([2], TagsAt("20211231000000", Ksk + " ds-gone=20211215000000", Zsk));
        Assert.Empty(TagsAt("20220101000000", Ksk + " ds-gone=20211215000000", Zsk));
    }

    [Fact]
    public void A_ZSK_leaves_with_the_last_KSK_of_its_algorithm_whatever_its_dates_say()
    {
        const string Late = "cr. ZSK 013 00002 20200101000000 20200101000000 20220101000000 20220301000000";
        string[] others =
        [
            "cr. KSK 015 00003 20211201000000 20211201000000 20250101000000 20250101000000",
            "cr. ZSK 015 00004 20211201000000 20211201000000 20250101000000 20250101000000",
        ];
        Assert.Equal([2, 4], TagsAt("20220110000000", [Ksk, Late, .. others]));
        Assert.Equal([2, 4], TagsAt("20211220000000", [Ksk + " ds-gone=20211215000000", Late, .. others]));
        Assert.Equal([4], TagsAt("20220110000000", [Ksk + " ds-gone=20211215000000", Late, .. others]));
        Assert.Equal([2], TagsAt("20220110000000", Late)); // its KSKs are another host's to say
    }

    /// <summary>It went on because nothing followed it; what it signed is in caches.</summary>
    [Fact]
    public void A_ZSK_that_was_held_stays_until_nothing_in_a_cache_needs_it()
    {
        const string Next = "cr. ZSK 013 00003 20220201000000 20220301000000 20230101000000 20230201000000";
        Timestamp start = KeyIndexTests.At("20220301000000");
        Timestamp gone = start + RolloverPolicy.Default.ZskRetireInterval;
        Assert.Equal([2, 3], TagsAt("20220225000000", Ksk, Zsk, Next));
        Assert.Equal([2, 3], TagsAt(start.ToCompactString(), Ksk, Zsk, Next));
        Assert.Equal([2, 3], TagsAt((gone - 1).ToCompactString(), Ksk, Zsk, Next));
        Assert.Equal([3], TagsAt(gone.ToCompactString(), Ksk, Zsk, Next));
    }

    [Fact]
    public void A_slot_has_what_comes_within_it_and_what_has_not_left_before()
    {
        const string Next = "cr. ZSK 013 00003 20211205000000 20220101000000 20230101000000 20230201000000";
        Assert.Equal([2, 3], TagsAt("20211201000000", Ksk, Zsk, Next));
        Assert.Equal([2], TagsAt("20211101000000", Ksk, Zsk, Next));
    }

    // Slots of ten days.
    private static int[] TagsAt(string begin, params string[] rows) =>
        KeyIndexTests.At(begin) is var start ? [.. ZskRoster.RowsIn(KeyScheduleTests.Schedule(rows),
            new Interval(start, start + (10 * SampleBundles.Day))).Select(row => row.Tag)] : [];
}
