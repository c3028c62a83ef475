using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Bundles;

public sealed class ResponseTests : IDisposable
{
    private const long Day = SampleBundles.Day;

    private static readonly ResponsePolicy Policy = new()
    {
        PublishSafety = 10 * Day,
        RetireSafety = 20 * Day
    };

    private readonly SoftwareKey _zsk = SampleBundles.Key();
    private readonly SoftwareKey _current = SampleBundles.Key(KeyRole.KSK);
    private readonly SoftwareKey _next = SampleBundles.Key(KeyRole.KSK);

    public static TheoryData<KskSchema> Schemas => [.. Enum.GetValues<KskSchema>()];

    public void Dispose()
    {
        _zsk.Dispose();
        _current.Dispose();
        _next.Dispose();
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_schema_gives_a_response_that_is_sound(KskSchema schema)
    {
        SigningRequest request = Request(9);
        SignedResponse response = Sign(request, schema);
        FindingList findings = new();
        ResponseControls.Check(response, request, null, [_current.Key, _next.Key], findings);
        Assert.Empty(findings.Kept.Select(finding => finding.ToString()));
    }

    [Fact]
    public void The_slots_of_a_rollover_are_those_of_the_root_zone()
    {
        Assert.Equal("c/c cn/c cn/c cn/c", Slots(KskSchema.PrePublish));
        Assert.Equal("cn/c cn/n cn/n cn/n", Slots(KskSchema.Rollover));
        Assert.Equal("cn/n Cn/Cn Cn/Cn n/n", Slots(KskSchema.Revoke));
        Assert.Equal("cn/c cn/c cn/c cn/c", Slots(KskSchema.HoldPublish));
        Assert.Equal("cn/n cn/n cn/n cn/n", Slots(KskSchema.HoldRollover));
        Assert.Equal("n/n Cn/Cn Cn/Cn n/n", Slots(KskSchema.HoldRevoke));
        Assert.Equal("c/c c/c c/c c/c", Slots(KskSchema.Normal));
    }

    [Fact]
    public void Safety_is_kept_by_publishing_first_and_broken_by_signing_at_once()
    {
        SignedResponse before = Sign(Request(4), KskSchema.Normal);
        Assert.Empty(Safety(before, Later(KskSchema.PrePublish)));
        Assert.Equal(["KSR-POLICY-SAFETY-1", "KSR-POLICY-SAFETY-3"],
            Safety(before, Later(KskSchema.HoldRevoke)).Take(2).Order());
        Assert.Equal(["KSR-POLICY-SAFETY-1"], Safety(before, Later(KskSchema.HoldRollover)));
        Assert.Empty(Safety(Sign(Request(4), KskSchema.HoldPublish), Later(KskSchema.Rollover)));
    }

    [Fact]
    public void A_KSK_may_sign_at_once_beside_one_that_resolvers_know_unless_every_key_must_chain()
    {
        KskDuties both = new([_current.Key, _next.Key], [_current.Key, _next.Key]);
        SigningRequest request = SampleBundles.Request([.. Enumerable.Range(4, 4)
            .Select(slot => SampleBundles.Bundle(slot, _zsk))]);
        SignedResponse response = ResponseSigning.Sign(request, (_, _) => both, Policy, Signer);
        SignedResponse before = Sign(Request(4), KskSchema.Normal);
        Assert.Contains("KSR-POLICY-SAFETY-1", Safety(before, response));
        FindingList findings = new();
        SafetyControls.Check(before, response, RequestLimits.Root with { AllKeysChain = false }, findings);
        Assert.Empty(findings.Kept);
        SafetyControls.Check(before, Later(KskSchema.HoldRollover),
            RequestLimits.Root with { AllKeysChain = false }, findings);
        Assert.NotEmpty(findings.Kept); // alone it may not
    }

    [Fact]
    public void A_KSK_may_sign_until_it_goes_beside_one_that_has_signed_for_long_unless_every_key_must_chain()
    {
        SigningRequest request = SampleBundles.Request([.. Enumerable.Range(4, 4)
            .Select(slot => SampleBundles.Bundle(slot, _zsk))]);
        KskDuties both = new([_current.Key, _next.Key], [_current.Key, _next.Key]);
        KskDuties alone = new([_next.Key], [_next.Key]);
        SignedResponse before = ResponseSigning.Sign(Request(4), (slot, _) => slot == 0
            ? new([_current.Key], [_current.Key]) : both, Policy, Signer);
        SignedResponse response = ResponseSigning.Sign(request, (slot, _) => slot == 0
            ? both : alone, Policy, Signer);
        Assert.Equal(["KSR-POLICY-SAFETY-3"], Safety(before, response));
        Assert.Empty(Loosely(before, response, 40 * Day));
        Assert.Equal(["KSR-POLICY-SAFETY-3"], Loosely(before, response, (40 * Day) + 1)); // the other has not signed for so long
    }

    /// <summary>A new algorithm's KSK has to sign as soon as it is there, and the last of an old one until it
    /// goes (RFC 4035 §2.2).</summary>
    [Fact]
    public void A_KSK_of_another_algorithm_comes_signing_and_goes_signing_beside_one_that_resolvers_know()
    {
        using SoftwareKey zsk = SampleBundles.Key(algorithm: DnssecAlgorithm.ED25519);
        using SoftwareKey other = SampleBundles.Key(KeyRole.KSK, DnssecAlgorithm.ED25519);
        byte[] Both(ZoneKey key, ReadOnlySpan<byte> message) => key.Equals(other.Key)
            ? SampleBundles.Octets(other, message) : Signer(key, message);
        SignedResponse Made(int from, Func<int, (SoftwareKey[] Zsks, ZoneKey[] Ksks)> keysIn) =>
            ResponseSigning.Sign(
                SampleBundles.Request([.. Enumerable.Range(from, 4)
                    .Select(slot => SampleBundles.Bundle(slot, keysIn(slot).Zsks))]),
                (slot, _) => keysIn(from + slot).Ksks is var ksks ? new([.. ksks], [.. ksks]) : null!,
                Policy, Both);
        (SoftwareKey[], ZoneKey[]) old = ([_zsk], [_current.Key]);
        (SoftwareKey[], ZoneKey[]) both = ([_zsk, zsk], [_current.Key, other.Key]);
        SignedResponse before = Made(0, _ => old);
        SignedResponse coming = Made(4, slot => slot < 6 ? old : both);
        SignedResponse leaving = Made(8, slot => slot < 10 ? both : ([zsk], [other.Key]));
        Assert.Equal(["KSR-POLICY-SAFETY-1"], Safety(before, coming).Distinct());
        Assert.Empty(Loosely(before, coming, 20 * Day));
        Assert.Empty(Loosely(coming, leaving, 40 * Day));
        Assert.Equal(["KSR-POLICY-SAFETY-3"], Loosely(coming, leaving, (40 * Day) + 1));
        SignedResponse alone = Made(4, slot => slot < 6 ? old : ([zsk], [other.Key]));
        Assert.Equal(["KSR-POLICY-SAFETY-1", "KSR-POLICY-SAFETY-3"], Loosely(before, alone, 20 * Day).Order());
        SignedResponse orphaned = Made(8, slot => slot < 10 ? both : ([_zsk, zsk], [other.Key]));
        Assert.Equal(["KSR-POLICY-SAFETY-3"], Loosely(coming, orphaned, 20 * Day)); // its ZSK stays
    }

    /// <summary>Data needs a signature by each algorithm of the DNSKEY RRset, and one by a ZSK of it.</summary>
    [Fact]
    public void A_KSK_whose_algorithm_no_ZSK_has_is_found()
    {
        using SoftwareKey other = SampleBundles.Key(KeyRole.KSK, DnssecAlgorithm.ED25519);
        SignedResponse response = ResponseSigning.Sign(
            Request(2), (_, _) => new([_current.Key, other.Key], [_current.Key, other.Key]), Policy,
            (key, message) => key.Equals(other.Key) ? SampleBundles.Octets(other, message) : Signer(key, message));
        Assert.Equal(["SKR-ALGORITHMS"], Check(response, null, _current.Key));
    }

    [Fact]
    public void A_key_that_signs_too_soon_after_its_publication_is_found()
    {
        SignedResponse before = Sign(Request(4), KskSchema.PrePublish);
        SignedResponse later = Later(KskSchema.HoldRollover);
        Assert.Empty(Safety(before,
            later with { KskPolicy = later.KskPolicy! with { PublishSafety = 30 * Day } }));
        Assert.Contains("KSR-POLICY-SAFETY-2",
            Safety(before,
                later with { KskPolicy = later.KskPolicy! with { PublishSafety = (30 * Day) + 1 } }));
    }

    [Fact]
    public void A_key_that_goes_too_soon_after_it_signed_is_found()
    {
        SignedResponse before = Sign(Request(4), KskSchema.HoldPublish);
        SignedResponse rolled = Later(KskSchema.HoldRollover);
        KeyBundle last = rolled.Bundles[^1];
        SignedResponse gone = rolled with
        {
            Bundles = [.. rolled.Bundles[..^1],
                last with { Keys = [.. last.Keys.Where(key => !key.Key.Equals(_current.Key))] }],
        };
        Assert.Contains("KSR-POLICY-SAFETY-4",
            Safety(before, gone with { KskPolicy = gone.KskPolicy! with { RetireSafety = (30 * Day) + 1 } }));
        Assert.Empty(Safety(before,
            gone with { KskPolicy = gone.KskPolicy! with { RetireSafety = 30 * Day } }));
    }

    [Fact]
    public void A_response_with_a_gap_a_stranger_or_another_request_is_refused()
    {
        SigningRequest request = Request(3);
        SignedResponse response = Sign(request, KskSchema.Normal);
        Assert.Equal(["SKR-VERIFY"], Check(response, request, _next.Key));
        Assert.Equal(["SKR-REQUEST"], Check(response, request with { Id = "other" }, _current.Key));
        Assert.Equal(["SKR-REQUEST"],
            Check(response with { Bundles = response.Bundles.RemoveAt(1) }, request, _current.Key));
        Assert.Equal(["SKR-COVERAGE"], Check(
            Change(response, bundle => bundle with { Expiration = bundle.Expiration!.Value + 1 }), null,
            _current.Key));
        Assert.Equal(["SKR-TTL", "SKR-VERIFY"], Check(
            Change(response,
                bundle => bundle with { Signatures = [bundle.Signatures[0] with { OriginalTtl = 1 }] }), null, _current.Key).Order());
        Assert.Equal(["SKR-ALGORITHMS", "SKR-VERIFY"], Check(
            Change(response, bundle => bundle with { Signatures = [] }), null, _current.Key).Order());
        Assert.Equal(["SKR-CHAIN"],
            Check(response, null, _current.Key,
                response with { Bundles = [response.Bundles[0] with { Expiration = SampleBundles.Start }] }));
        Assert.Empty(Check(response, request, _current.Key));
    }

    [Fact]
    public void Signatures_that_do_not_verify_are_never_written()
    {
        RefusedException refusal = Assert.Throws<RefusedException>(() => ResponseSigning.Sign(
            Request(1), KskRoster.BySchema(KskSchema.Normal, 1, _current.Key, null), Policy, (_, _) =>
                new byte[64]));
        Assert.Equal(CheckCodes.SkrVerify, refusal.Code);
    }

    [Fact]
    public void A_request_as_text_is_cut_at_refresh_times_and_where_KSKs_change()
    {
        SigningRequest request = Request(2) with { Policy = null };
        request = request with
        {
            Bundles = [.. request.Bundles.Select(bundle =>
            bundle with { Expiration = null })]
        };
        ResponsePolicy policy = new()
        {
            Validity = 7 * Day,
            Refresh = 3 * Day,
            Until = SampleBundles.Start
            + (15 * Day)
        };
        SigningRequest expanded = SlotExpansion.Expand(request, policy, [SampleBundles.Start + (2 * Day)]);
        Assert.Equal([0, 2, 6, 10, 14],
            expanded.Bundles.Select(bundle => (bundle.Inception - SampleBundles.Start) / Day));
        Assert.All(expanded.Bundles, bundle => Assert.Equal(bundle.Inception + (7 * Day), bundle.Expiration));
        Assert.Throws<UsageException>(() => SlotExpansion.Expand(request, policy with { Refresh = 7 * Day },
            []));
        Assert.Throws<UsageException>(() => SlotExpansion.Expand(request,
            policy with { Validity = 2, Refresh = 1 }, []));
    }

    [Fact]
    public void CDS_and_CDNSKEY_of_the_signing_KSKs_are_signed_with_the_rest()
    {
        SignedResponse response = ResponseSigning.Sign(
            Request(1), KskRoster.BySchema(KskSchema.HoldPublish, 1, _current.Key, _next.Key),
            Policy with { ForParent = true }, Signer);
        Assert.Equal([RRType.CDNSKEY, RRType.CDS],
            response.Bundles[0].ForParent.Select(record => record.Type));
        Assert.Equal([RRType.DNSKEY, RRType.CDNSKEY, RRType.CDS],
            response.Bundles[0].Signatures.Select(signature => signature.TypeCovered));
        Assert.Equal([.. _current.Key.RData], response.Bundles[0].ForParent[0].RData.ToArray());
    }

    [Fact]
    public void CDS_and_CDNSKEY_count_only_as_signed_by_the_KSKs_of_the_bundle_and_of_keys_that_are_known()
    {
        SignedResponse sound = ResponseSigning.Sign(
            Request(2), KskRoster.BySchema(KskSchema.Normal, 2, _current.Key, null),
            Policy with { ForParent = true }, Signer);
        Assert.Empty(Check(sound, null, _current.Key));
        KeyBundle bundle = sound.Bundles[1];
        ParentRecord removal = new(RRType.CDS, SampleBundles.Ttl, [.. ParentRecord.DeleteCds]);
        ParentRecord standby = new(RRType.CDNSKEY, SampleBundles.Ttl, [.. _next.Key.RData]);
        ParentRecord digest = new(RRType.CDS, SampleBundles.Ttl,
            [.. _next.Key.ToDsRData(DsDigestType.SHA384)]);
        string[] With(SoftwareKey? signer, ZoneKey[] trusted, params ParentRecord[] records)
        {
            KeyBundle changed = bundle with { ForParent = [.. records] };
            changed = changed with
            {
                Signatures = [.. changed.Signatures.Where(signature => signature.TypeCovered == RRType.DNSKEY),
                    .. signer is null ? [] : records.Select(record => record.Type).Distinct()
                        .Select(type => SampleBundles.Sign(changed, signer, type))],
            };
            FindingList findings = new();
            ResponseControls.Check(sound with { Bundles = [sound.Bundles[0], changed] }, null, null,
                [.. trusted], findings);
            return [.. findings.Kept.Select(finding => finding.Code.Tag).Distinct()];
        }

        Assert.Equal(["SKR-VERIFY"], With(null, [_current.Key], removal));
        Assert.Empty(With(_current, [_current.Key], removal));
        Assert.Equal(["SKR-VERIFY"], With(_zsk, [_current.Key], removal));
        Assert.Equal(["SKR-PARENT"], With(_current, [_current.Key], removal, digest));
        Assert.Equal(["SKR-PARENT"], With(_current, [_current.Key], digest));
        Assert.Equal(["SKR-PARENT"], With(_current, [_current.Key], standby));
        Assert.Empty(With(_current, [_current.Key, _next.Key], standby, digest));
        Assert.Equal(["SKR-PARENT"], With(_current, [_current.Key, _next.Key],
            new ParentRecord(RRType.CDS, SampleBundles.Ttl, [1, 2, 13, 99, 1])));
    }

    private SignedResponse Sign(SigningRequest request, KskSchema schema) => ResponseSigning.Sign(
        request, KskRoster.BySchema(schema, request.Bundles.Length, _current.Key, _next.Key), Policy, Signer);

    private SignedResponse Later(KskSchema schema)
    {
        SigningRequest request = SampleBundles.Request([.. Enumerable.Range(4, 4)
            .Select(slot => SampleBundles.Bundle(slot, _zsk))]);
        return Sign(request, schema);
    }

    private SigningRequest Request(int slots) =>
        SampleBundles.Request([.. Enumerable.Range(0, slots)
            .Select(slot => SampleBundles.Bundle(slot, _zsk))]);

    private byte[] Signer(ZoneKey key, ReadOnlySpan<byte> message)
    {
        SoftwareKey half = key.PublicKey.SequenceEqual(_current.Key.PublicKey) ? _current : _next;
        return SampleBundles.Octets(half, message);
    }

    private string Slots(KskSchema schema)
    {
        string Letters(ImmutableArray<ZoneKey> keys) => string.Concat(keys.Select(
            key => key.PublicKey.SequenceEqual(_next.Key.PublicKey) ? "n" : key.IsRevoked ? "C" : "c"));
        KeyBundle bundle = SampleBundles.Bundle(0, _zsk);
        Func<int, KeyBundle, KskDuties> duties = KskRoster.BySchema(schema, 4, _current.Key, _next.Key);
        return string.Join(' ', Enumerable.Range(0, 4).Select(slot => duties(slot, bundle))
            .Select(duty => $"{Letters(duty.Publish)}/{Letters(duty.Sign)}"));
    }

    private static SignedResponse Change(SignedResponse response, Func<KeyBundle, KeyBundle> change) =>
        response with { Bundles = response.Bundles.SetItem(1, change(response.Bundles[1])) };

    private static string[] Safety(SignedResponse previous, SignedResponse response)
    {
        FindingList findings = new();
        SafetyControls.Check(previous, response, RequestLimits.Root, findings);
        return [.. findings.Kept.Select(finding => finding.Code.Tag)];
    }

    private static string[] Loosely(SignedResponse previous, SignedResponse response, long retireSafety)
    {
        FindingList findings = new();
        SafetyControls.Check(
            previous, response with { KskPolicy = response.KskPolicy! with { RetireSafety = retireSafety } },
            RequestLimits.Root with { AllKeysChain = false }, findings);
        return [.. findings.Kept.Select(finding => finding.Code.Tag)];
    }

    private static string[] Check(SignedResponse response, SigningRequest? request, ZoneKey trusted,
        SignedResponse? previous = null)
    {
        FindingList findings = new();
        ResponseControls.Check(response, request, previous, [trusted], findings);
        return [.. findings.Kept.Select(finding => finding.Code.Tag).Distinct()];
    }
}
