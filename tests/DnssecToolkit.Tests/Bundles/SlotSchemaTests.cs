using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Tests.Bundles;

/// <summary>What any number of KSKs do in slots, as an operator writes it.</summary>
public sealed class SlotSchemaTests : IDisposable
{
    private readonly SoftwareKey[] _ksks = [SampleBundles.Key(KeyRole.KSK), SampleBundles.Key(KeyRole.KSK),
        SampleBundles.Key(KeyRole.KSK)];
    private readonly SoftwareKey _zsk = SampleBundles.Key();

    public void Dispose()
    {
        Array.ForEach(_ksks, key => key.Dispose());
        _zsk.Dispose();
    }

    [Fact]
    public void Three_KSKs_come_sign_and_are_revoked_in_a_quarter_of_six_slots() => Assert.Equal(
        ["0/0", "012/0", "012/01", "012/01", "12r0/12r0", "12/12"],
        Slots(6, "1: sign 0", "2: publish 0 1 2, sign 0", "3-4: publish 2, sign 0 1", "5: sign 1 2, revoke 0",
            "last: sign 1 2"));

    [Fact]
    public void A_quarter_may_have_a_single_slot() =>
        Assert.Equal(["01/0"], Slots(1, "1-last: publish 1, sign 0"));

    [Theory]
    [InlineData("1-2: sign 0", "in slot 3")]
    [InlineData("1-4: sign 0", "slots 1 to 3")]
    [InlineData("0-last: sign 0", "slots 1 to 3")]
    [InlineData("3-1: sign 0", "slots 1 to 3")]
    [InlineData("1-last: publish 0", "no KSK signs")]
    [InlineData("1-last: sign 0, sign 1", "once each")]
    [InlineData("1-last: sign", "once each")]
    [InlineData("1-last: burn 0", "once each")]
    [InlineData("1-last: sign 70000", "no tag")]
    [InlineData("1-last: sign 0, revoke 0", "as such alone")]
    [InlineData("1-last sign 0", "no colon")]
    [InlineData("a: sign 0", "no slot")]
    public void What_is_no_schema_of_the_request_is_refused(string line, string said) =>
        Assert.Contains(said, Assert.Throws<UsageException>(() => SlotSchema.Parse([line], 3)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_slot_that_is_named_twice_is_refused() => Assert.Contains(
        "named twice",
        Assert.Throws<UsageException>(() =>
            SlotSchema.Parse(["1-last: sign 0", "2: sign 1"], 3)).Message, StringComparison.Ordinal);

    // KSKs by number: r0 is number 0 with its REVOKE flag.
    private string[] Slots(int slots, params string[] lines)
    {
        string Letters(IEnumerable<ZoneKey> keys) => string.Concat(keys.Select(key =>
            $"{(key.IsRevoked ? "r" : "")}{Array.FindIndex(_ksks, ksk => ksk.Key.PublicKey.SequenceEqual(key.PublicKey))}")
            .Order(Comparer<string>.Create((left, right) => (left.Length, left)
                .CompareTo((right.Length, right)))));
        Func<int, KeyBundle, KskDuties> duties = SlotSchema.Parse(lines, slots).Duties(tag => _ksks[tag].Key);
        KeyBundle bundle = SampleBundles.Bundle(0, _zsk);
        return [.. Enumerable.Range(0, slots).Select(slot => duties(slot, bundle))
            .Select(duty => $"{Letters(duty.Publish)}/{Letters(duty.Sign)}")];
    }
}
