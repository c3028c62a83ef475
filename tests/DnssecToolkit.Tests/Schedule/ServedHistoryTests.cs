using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>What resolvers can have in their caches, by what was served, and what is held for them.</summary>
public sealed class ServedHistoryTests
{
    private const long Hour = 3_600;
    private const long KeySetWait = 2 * Hour;
    private const long DataWait = 24 * Hour;

    private static readonly Timestamp Begin = new(1_798_761_600); // 2027-01-01T00:00:00Z
    private static readonly DomainName Zone = DomainName.Parse("example.");
    private static readonly ZoneKey Ksk = Key(257, 13, 1);
    private static readonly ZoneKey Old = Key(256, 13, 2);
    private static readonly ZoneKey New = Key(256, 13, 3);
    private static readonly ZoneKey OtherKsk = Key(257, 13, 4);
    private static readonly ZoneKey NewKsk15 = Key(257, 15, 5);
    private static readonly ZoneKey New15 = Key(256, 15, 6);

    [Fact]
    public void The_first_key_of_a_zone_signs_at_once()
    {
        HeldRoles held = At(ServedHistory.Empty, Begin, Roles([Ksk, Old], [Old], [Ksk]));
        Assert.Equal([Old], held.Roles.SignZone.ToArray());
        Assert.Empty(held.Waiting);
        Assert.Null(held.Until);
    }

    [Fact]
    public void A_key_that_nobody_has_seen_is_published_and_the_old_one_signs_on()
    {
        // The dates of a roll went by while nothing ran: the old key is out of the set by them, and the new
        // one never was in it.
        HeldRoles held = At(Served((0, [Ksk, Old], [Old])), Begin
            + (14 * 24 * Hour), Roles([Ksk, New], [New], [Ksk]));
        Assert.Equal([Old], held.Roles.SignZone.ToArray());
        Assert.Equal([Ksk, Old, New], held.Roles.Publish.OrderBy(key => key.RData[^1]));
        Assert.Equal([New], held.Waiting.ToArray());
        Assert.Equal([Old], held.Kept.ToArray());
        Assert.Equal(Begin + ((14 * 24 * Hour) + KeySetWait), held.Until);
    }

    [Theory]
    [InlineData(KeySetWait - 1, false)]
    [InlineData(KeySetWait, true)]
    public void A_key_signs_once_no_cache_has_the_set_without_it(long after, bool signs)
    {
        ServedHistory history = Served((0, [Ksk, Old], [Old]), (10 * Hour, [Ksk, Old, New], [Old]));
        HeldRoles held = At(history, Begin + ((10 * Hour) + after), Roles([Ksk, Old, New], [New], [Ksk]));
        Assert.Equal([signs ? New : Old], held.Roles.SignZone.ToArray());
        Assert.Equal(signs, held.Waiting.IsEmpty);
    }

    [Theory]
    [InlineData(DataWait - 1, true)]
    [InlineData(DataWait, false)]
    public void A_key_stays_while_a_cache_has_data_that_it_signed_alone(long after, bool stays)
    {
        ServedHistory history = Served((0, [Ksk, Old, New], [Old]), (10 * Hour, [Ksk, Old, New], [New]));
        HeldRoles held = At(history, Begin + ((10 * Hour) + after), Roles([Ksk, New], [New], [Ksk]));
        Assert.Equal(stays, held.Roles.Publish.Contains(Old));
        Assert.Equal([New], held.Roles.SignZone.ToArray());
    }

    [Fact]
    public void A_key_that_signed_beside_another_leaves_with_the_data_it_signed_alone()
    {
        ServedHistory history = Served((0, [Ksk, Old], [Old]), (Hour, [Ksk, Old, New], [Old, New]));
        Assert.Contains(Old, At(history, Begin + (24 * Hour), Roles([Ksk, New], [New], [Ksk])).Roles.Publish);
        Assert.DoesNotContain(Old,
            At(history, Begin + (25 * Hour), Roles([Ksk, New], [New], [Ksk])).Roles.Publish);
    }

    [Fact]
    public void The_keys_of_a_new_algorithm_wait_for_data_with_its_signatures()
    {
        KeyRoles due = Roles([Ksk, Old, NewKsk15, New15], [Old, New15], [Ksk, NewKsk15]);
        ServedHistory history = Served((0, [Ksk, Old], [Old]));
        HeldRoles first = At(history, Begin + (14 * 24 * Hour), due);
        Assert.Equal([Ksk, Old], first.Roles.Publish.OrderBy(key => key.RData[^1]));
        Assert.Equal([Old, New15], first.Roles.SignZone.ToArray());
        Assert.Equal([Ksk], first.Roles.SignDnskey.ToArray());

        history = Served((0, [Ksk, Old], [Old]), (Hour, [Ksk, Old], [Old, New15]));
        Assert.DoesNotContain(New15, At(history, Begin + (25 * Hour) - 1, due).Roles.Publish);
        Assert.Equal(due.Publish.ToArray(), At(history, Begin + (25 * Hour), due).Roles.Publish.ToArray());
    }

    [Fact]
    public void A_ksk_that_was_never_served_does_not_stand_alone_unless_its_ds_came_first()
    {
        ServedHistory history = Served((0, [Ksk, Old], [Old]));
        KeyRoles due = Roles([OtherKsk, Old], [Old], [OtherKsk]);
        HeldRoles held = At(history, Begin + Hour, due);
        Assert.Equal([Ksk, OtherKsk], held.Roles.SignDnskey.OrderBy(key => key.RData[^1]));
        Assert.Contains(Ksk, held.Roles.Publish);

        HeldRoles trusted = Caches(history, Begin + Hour).Hold(due, Holdable(), key => key.Equals(OtherKsk));
        Assert.Equal([OtherKsk], trusted.Roles.SignDnskey.ToArray());
    }

    [Fact]
    public void An_emergency_is_carried_out_as_it_was_announced()
    {
        HoldableKey[] keys = [.. Holdable()
            .Select(key => key.Key.Equals(Old) ? key with { IsBad = true, MayStay = false } : key)];
        HeldRoles held = Caches(Served((0, [Ksk, Old], [Old])), Begin + Hour)
            .Hold(Roles([Ksk, New], [New], [Ksk]), keys, _ => false);
        Assert.Equal([New], held.Roles.SignZone.ToArray());
        Assert.DoesNotContain(Old, held.Roles.Publish);
        Assert.Equal([ServedBreak.KeyTooNew, ServedBreak.KeyGone], held.Breaks.ToArray());
    }

    [Fact]
    public void A_lost_private_half_is_no_excuse_for_the_gate()
    {
        HoldableKey[] keys = [.. Holdable().Select(key => key with { IsHere = !key.Key.Equals(Old) })];
        HeldRoles held = Caches(Served((0, [Ksk, Old], [Old])), Begin + Hour)
            .Hold(Roles([Ksk, Old, New], [New], [Ksk]), keys, _ => false);
        Assert.Equal([New], held.Roles.SignZone.ToArray());
        Assert.Empty(held.Breaks);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Where_the_known_key_is_lost_the_due_one_signs_once_nothing_served_validates(bool isOver,
        int breaks)
    {
        HoldableKey[] keys = [.. Holdable().Select(key => key with { IsHere = !key.Key.Equals(Old) })];
        ServedHistory history = Served((0, [Ksk, Old], [Old]));
        Timestamp now = Begin + (1_000 * Hour);
        HeldRoles held = new ServedCaches(history.Observe(null, now), now, KeySetWait, DataWait)
        {
            IsOver = isOver
        }.Hold(Roles([Ksk, New], [New], [Ksk]), keys, _ => false);
        Assert.Equal([New], held.Roles.SignZone.ToArray());
        Assert.Equal(Enumerable.Repeat(ServedBreak.KeyTooNew, breaks), held.Breaks);
        Assert.Equal(isOver, held.IsForced);
        Assert.Equal(isOver ? now + KeySetWait : null, held.BrokenUntil);
    }

    [Fact]
    public void What_the_operator_accepts_is_not_held_and_the_next_run_does_not_take_it_back()
    {
        KeyRoles due = Roles([Ksk, New], [New], [Ksk]);
        ServedHistory history = Served((0, [Ksk, Old], [Old]));
        Timestamp now = Begin + (1_000 * Hour);
        ServedHistory seen = history.Observe(null, now);
        HeldRoles held = Caches(seen, now).Hold(due, Holdable(), _ => false, ServedBreak.KeyTooNew);
        Assert.Equal([New], held.Roles.SignZone.ToArray());
        Assert.Contains(Old, held.Roles.Publish); // for data in caches
        Assert.Equal([ServedBreak.KeyTooNew], held.Breaks.ToArray());
        Assert.False(held.IsForced);
        Assert.Equal(due.Publish.ToArray(), Caches(seen, now)
            .Hold(due, Holdable(), _ => false, ServedBreak.KeyTooNew, ServedBreak.KeyGone).Roles.Publish
            .ToArray());

        seen = seen.Confirm(Version([Ksk, Old, New], [New], now), now);
        Assert.Equal([New], At(seen, now + (Hour / 2), due).Roles.SignZone.ToArray());
    }

    [Fact]
    public void A_lost_record_takes_only_the_signers_of_the_present_version_as_known()
    {
        ServedHistory history = ServedHistory.Empty.Observe(Version([Ksk, Old, New], [New], Begin), Begin);
        history = history.Confirm(history.Last!, Begin);
        Assert.True(Caches(history, Begin).IsKnown(New));
        Assert.False(Caches(history, Begin).IsKnown(Old));
        Assert.True(Caches(history, Begin + KeySetWait).IsKnown(Old));
        Assert.Contains(Old,
            At(history, Begin + DataWait - 1, Roles([Ksk, New], [New], [Ksk])).Roles.Publish);
        Assert.DoesNotContain(Old,
            At(history, Begin + DataWait, Roles([Ksk, New], [New], [Ksk])).Roles.Publish);
    }

    [Fact]
    public void A_version_that_was_not_seen_counts_from_when_it_is()
    {
        // Killed after the version was installed, before it was told: it may be served since, or may not.
        ServedHistory history = Served((0, [Ksk, Old], [Old]))
            .Observe(Version([Ksk, Old, New], [Old], Begin), Begin + (10 * Hour));
        history = history.Observe(Version([Ksk, Old, New], [Old], Begin), Begin + (20 * Hour));
        Assert.False(Caches(history, Begin + (20 * Hour) + KeySetWait - 1).IsKnown(New));
        history = history.Confirm(Version([Ksk, Old, New], [Old], Begin), Begin + (20 * Hour));
        Assert.Equal(Begin + (20 * Hour), history.PublishedSince(ServedKey.Of(New)));
        Assert.True(Caches(history.Observe(null, Begin + (22 * Hour)), Begin + (22 * Hour)).IsKnown(New));
    }

    [Fact]
    public void What_a_clock_that_was_ahead_recorded_counts_as_of_now()
    {
        ServedHistory history = Served((0, [Ksk, Old], [Old]), (9_000 * Hour, [Ksk, Old, New], [Old]))
            .Observe(null, Begin + Hour);
        Assert.False(Caches(history, Begin + Hour).IsKnown(New));
        Assert.True(Caches(history, Begin + Hour + KeySetWait).IsKnown(New));
    }

    [Fact]
    public void The_record_says_since_when_a_key_is_published()
    {
        ServedHistory history = Served((0, [Ksk, Old, New], [Old]), (Hour, [Ksk, Old, New], [New]),
            (5 * Hour, [Ksk, New], [New]));
        Assert.Equal(Begin, history.PublishedSince(ServedKey.Of(New)));
        Assert.Null(history.PublishedSince(ServedKey.Of(Old)));
    }

    [Fact]
    public void A_key_is_ready_and_its_life_over_by_what_was_served_where_that_is_known()
    {
        RolloverPolicy policy = RolloverPolicy.Default;
        KeyIndex index = KeyIndex.Empty.Add(Row(Old, Begin, Begin + Hour))
            .Add(Row(New, Begin, Begin + (9_000 * Hour)));
        KeySchedule dates = new(index, Zone, policy);
        Assert.Equal(Begin + policy.PublicationInterval, dates.MilestonesOf(dates.Keys[1]).Ready);

        Timestamp now = Begin + (2_000 * Hour);
        ServedHistory history = Served((0, [Ksk, Old], [Old]), (10 * Hour, [Ksk, Old, New], [Old]),
            (1_999 * Hour, [Ksk, New], [New]));
        KeySchedule served = dates.As((history, now));
        Assert.Equal(Begin + (10 * Hour)
            + policy.PublicationInterval, served.MilestonesOf(served.Keys[1]).Ready);
        Assert.True(KeyEndOfLife.IsOver(dates, dates.Keys[0], now));
        Assert.False(KeyEndOfLife.IsOver(served, served.Keys[0], now)); // held, its signatures left an hour ago
    }

    private static KeyIndexEntry Row(ZoneKey key, Timestamp publish, Timestamp end) => new()
    {
        Zone = Zone,
        Role = KeyRole.ZSK,
        Algorithm = key.Algorithm,
        Tag = key.Tag.Value,
        Publish = publish,
        Start = publish,
        End = end,
        Remove = end,
    };

    private static HeldRoles At(ServedHistory history, Timestamp now, KeyRoles due) =>
        Caches(history.Observe(history.Last, now), now).Hold(due, Holdable(), _ => false);

    private static ServedCaches Caches(ServedHistory history, Timestamp now) =>
        new(history, now, KeySetWait, DataWait);

    private static HoldableKey[] Holdable() =>
        [.. new[] { Ksk, Old, New, OtherKsk, NewKsk15,
            New15 }.Select(key => new HoldableKey(key, true, false, true, false))];

    private static ServedHistory Served(params (long At, ZoneKey[] Published,
        ZoneKey[] Signers)[] versions) =>
        versions.Aggregate(ServedHistory.Empty, (history, version) =>
            history.Confirm(Version(version.Published, version.Signers, Begin), Begin + version.At));

    private static ServedVersion Version(ZoneKey[] published, ZoneKey[] signers, Timestamp moment) =>
        ServedVersion.At(moment, published, signers, published.Where(key => key.IsSep));

    private static KeyRoles Roles(ZoneKey[] publish, ZoneKey[] zone, ZoneKey[] dnskey) =>
        new([.. publish.OrderBy(key => key.Algorithm).ThenBy(key => key.Tag.Value)], [.. dnskey], [.. zone],
            []);

    private static ZoneKey Key(ushort flags, byte algorithm, byte seed) =>
        new(Zone, [(byte)(flags >> 8), (byte)(flags & 0xff), 3, algorithm,
            .. Enumerable.Repeat(seed, algorithm == 13 ? 64 : 32)]);
}
