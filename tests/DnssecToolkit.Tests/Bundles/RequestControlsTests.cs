using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Bundles;

/// <summary>Each control: a request that fails it and no other, and one that misses it narrowly and passes
/// them all.</summary>
public sealed class RequestControlsTests : IDisposable
{
    private const long Day = SampleBundles.Day;

    private readonly SoftwareKey _first = SampleBundles.Key();
    private readonly SoftwareKey _second = SampleBundles.Key();
    private readonly SoftwareKey _ksk = SampleBundles.Key(KeyRole.KSK);
    private readonly RequestLimits _limits;

    public RequestControlsTests() => _limits = new RequestLimits
    {
        Domains = [_first.Key.Zone],
        Bundles = 3,
        KeysPerBundle = [1, 1, 2],
        DistinctKeys = 2,
        Ttl = SampleBundles.Ttl,
        Cycle = new LengthRange(19 * Day, 21 * Day),
        Interval = new LengthRange(9 * Day, 11 * Day),
        Validity = new LengthRange(20 * Day, 22 * Day),
        Overlap = new LengthRange(9 * Day, 12 * Day),
        Horizon = 41 * Day,
        Algorithms = [DnssecAlgorithm.ECDSAP256SHA256],
        RsaBits = [2048],
        RsaExponents = [65537],
        AllKeysChain = true,
    };

    public static TheoryData<string> Codes => [.. RequestControls.Codes.Select(code => code.Tag)];

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _ksk.Dispose();
    }

    [Fact]
    public void A_sound_request_passes_every_control() => Assert.Empty(Check(Request(), Previous(), _limits));

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_request_that_breaks_a_rule_is_found_by_that_control_alone(string code)
    {
        (SigningRequest request, SignedResponse previous, RequestLimits limits) = Broken(code);
        Assert.Equal([code], Check(request, previous, limits).Distinct());
        Assert.Empty(Check(request, previous, limits with { Waived = [code] }));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_request_that_nearly_breaks_a_rule_passes(string code)
    {
        (SigningRequest request, SignedResponse previous, RequestLimits limits) = Near(code);
        Assert.Empty(Check(request, previous, limits));
    }

    [Fact]
    public void A_bundle_with_more_keys_than_the_policy_has_names_the_limit_that_lets_it_pass()
    {
        FindingList findings = new();
        RequestControls.Check(
            Request(), Previous(), [_ksk.Key], _limits with { MostKeysPerBundle = 1 }, SampleBundles.Start,
            findings);
        Assert.Contains(findings.Kept,
            finding => finding.Hint?.EndsWith("where that was agreed: --limit most-keys=2",
                StringComparison.Ordinal) == true);
        Assert.Empty(Check(Request(), Previous(), _limits with { MostKeysPerBundle = 2 }));
    }

    [Fact]
    public void A_request_of_a_zones_own_rhythm_passes_the_limits_of_its_policy()
    {
        RequestLimits limits = RequestLimits.Of(_first.Key.Zone,
            DnssecToolkit.Schedule.RolloverPolicy.Default);
        Assert.Empty(Check(Request(), Previous(), limits));
    }

    private (SigningRequest, SignedResponse, RequestLimits) Broken(string code) => code switch
    {
        "KSR-DOMAIN" => (Request(), Previous(), _limits with { Domains = [DomainName.Root] }),
        "KSR-ID" => (Request() with { Id = "request-1" }, Previous(), _limits),
        "KSR-SERIAL" => (Request() with { Serial = 0 }, Previous(), _limits),
        "KSR-BUNDLE-UNIQUE" => (Change(1, bundle => bundle with { Id = "slot-0" }), Previous(), _limits),
        "KSR-BUNDLE-KEYS-1" =>
            (Change(2, bundle =>
                bundle with
                {
                    Keys = [bundle.Keys[0],
                    bundle.Keys[1] with { Identifier = bundle.Keys[0].Identifier }]
                }), Previous(), _limits),
        "KSR-BUNDLE-KEYS-2" => WithSepKey(),
        "KSR-BUNDLE-KEYS-3" =>
            (ChangeKey(1, key =>
                key with
                {
                    ClaimedTag = new KeyTag(unchecked((ushort)(key.Key.Tag.Value
                    + 1)))
                }), Previous(), _limits),
        "KSR-BUNDLE-POP" =>
            (Change(2, bundle => bundle with { Signatures = [bundle.Signatures[0]] }), Previous(), _limits),
        "KSR-SIGNER" => (Change(1, bundle => bundle with { Signers = ["KSK-1"] }), Previous(), _limits),
        "KSR-BUNDLE-COUNT" => (Request(), Previous(), _limits with { Bundles = 4 }),
        "KSR-BUNDLE-CYCLE-DURATION-1" =>
            (Request(), Previous(), _limits with { Cycle = new LengthRange(21 * Day, 22 * Day) }),
        "KSR-BUNDLE-CYCLE-DURATION-2" =>
            (Request(), Previous(), _limits with { Interval = new LengthRange(1, (10 * Day) - 1) }),
        "KSR-POLICY-KEYS-4" => (Request(), Previous(), _limits with { KeysPerBundle = [1, 1, 2, 1] }),
        "KSR-POLICY-KEYS-5" => (Request(), Previous(), _limits with { KeysPerBundle = [1, 2, 2] }),
        "KSR-POLICY-KEYS-6" => (Request(), Previous(), _limits with { DistinctKeys = 3 }),
        "KSR-POLICY-KEYS-7" => (Request(), Previous(), _limits with { Ttl = 7_200 }),
        "KSR-POLICY-ALG-1" => Claims(new AlgorithmParameters(DnssecAlgorithm.RSASHA1, 2048, 65537)),
        "KSR-POLICY-ALG-2" => Claims(new AlgorithmParameters((DnssecAlgorithm)23, 256)),
        "KSR-POLICY-ALG-3" =>
            (Request(), Previous(), _limits with { Algorithms = [DnssecAlgorithm.ED25519] }),
        "KSR-POLICY-ALG-4" => Claims(new AlgorithmParameters(DnssecAlgorithm.RSASHA256, 1024, 65537)),
        "KSR-POLICY-ALG-5" => Claims(new AlgorithmParameters(DnssecAlgorithm.RSASHA256, 2048, 3)),
        "KSR-POLICY-ALG-6" =>
            (Request() with { Policy = SampleBundles.Policy([new(DnssecAlgorithm.ECDSAP256SHA256, 384)]) },
                Previous(), _limits),
        "KSR-POLICY-SIG-OVERLAP" => (Lasting(1, (19 * Day) - 1), Previous(), Loose()),
        "KSR-POLICY-SIG-VALIDITY" => (Lasting(2, (20 * Day) - 1), Previous(), _limits),
        "KSR-POLICY-SIG-HORIZON" => (Request(), Previous(), _limits with { Horizon = (41 * Day) - 1 }),
        "KSR-CHAIN-1" => (Request(), Previous(_first), _limits),
        "KSR-CHAIN-2" => (Request(), Response(_ksk, _second), _limits),
        "KSR-CHAIN-ORDER" => (Request(), Beginning(SampleBundles.Start), _limits),
        "KSR-CHAIN-OVERLAP" => (Request(), Expiring((9 * Day) - 1), _limits),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no fixture"),
    };

    /// <summary>Nobody can know the first keys of an algorithm; those of another chain.</summary>
    [Fact]
    public void A_new_algorithm_may_come_with_the_first_bundle_beside_one_that_is_known()
    {
        using SoftwareKey other = SampleBundles.Key(algorithm: DnssecAlgorithm.ED25519);
        SigningRequest request = SampleBundles.Request(SampleBundles.Bundle(0, _first, other),
            SampleBundles.Bundle(1, _first, other), SampleBundles.Bundle(2, _first, other));
        RequestLimits limits = _limits with
        {
            Algorithms = [.. _limits.Algorithms, DnssecAlgorithm.ED25519],
            DistinctKeys = null,
            KeysPerBundle = [],
            AllKeysChain = false,
        };
        Assert.DoesNotContain("KSR-CHAIN-2", Check(request, Response(_ksk, _first), limits));
        Assert.Contains("KSR-CHAIN-2", Check(request, Response(_ksk, _second), limits));
        Assert.Contains("KSR-CHAIN-2", Check(request, Response(_ksk, _first),
            limits with { AllKeysChain = true }));
    }

    private (SigningRequest, SignedResponse, RequestLimits) Near(string code) => code switch
    {
        "KSR-DOMAIN" => (Request(), Previous(),
            _limits with { Domains = [DomainName.Root, DomainName.Parse("EXAMPLE.")] }),
        "KSR-ID" => (Request() with { Id = "request-10" }, Previous(), _limits),
        "KSR-SERIAL" => (Request() with { Serial = 1 }, Previous(), _limits),
        "KSR-BUNDLE-UNIQUE" => (Change(1, bundle => bundle with { Id = "SLOT-0" }), Previous(), _limits),
        "KSR-BUNDLE-KEYS-1" => (Change(2, bundle => bundle with { Keys = [bundle.Keys[1], bundle.Keys[0]] }),
            Previous(), _limits),
        "KSR-BUNDLE-KEYS-2" => (Request(), Response(_ksk, _first, _second), _limits), // the SEP flag is the KSKs' affair, in the previous response
        "KSR-BUNDLE-KEYS-3" => (ChangeKey(1, key => key with { Identifier = $"{key.Identifier}-" }),
            Previous(), _limits with { DistinctKeys = 2 }),
        "KSR-BUNDLE-POP" =>
            (Change(2, bundle =>
                bundle with
                {
                    Signatures = [.. bundle.Signatures.Reverse(),
                    bundle.Signatures[0]]
                }), Previous(), _limits),
        "KSR-SIGNER" => (Change(1, bundle => bundle with { Signers = [] }), Previous(), _limits),
        "KSR-BUNDLE-COUNT" => (Request(), Previous(), _limits with { Bundles = null }),
        "KSR-BUNDLE-CYCLE-DURATION-1" =>
            (Request(), Previous(), _limits with { Cycle = new LengthRange(20 * Day, 20 * Day) }),
        "KSR-BUNDLE-CYCLE-DURATION-2" =>
            (Request(), Previous(), _limits with { Interval = new LengthRange(10 * Day, 10 * Day) }),
        "KSR-POLICY-KEYS-4" => (Request(), Previous(), _limits with { KeysPerBundle = [] }),
        "KSR-POLICY-KEYS-5" => (Request(), Previous(), _limits with { MostKeysPerBundle = 2 }),
        "KSR-POLICY-KEYS-6" => (Request(), Previous(), _limits with { DistinctKeys = null }),
        "KSR-POLICY-KEYS-7" => (Request(), Previous(), _limits with { Ttl = null }),
        "KSR-POLICY-ALG-1" => Claims(new AlgorithmParameters(DnssecAlgorithm.RSASHA512, 2048, 65537)),
        "KSR-POLICY-ALG-2" => Claims(new AlgorithmParameters(DnssecAlgorithm.ED448, 456)),
        "KSR-POLICY-ALG-3" => (Request(), Previous(),
            _limits with { Algorithms = [DnssecAlgorithm.ED25519, DnssecAlgorithm.ECDSAP256SHA256] }),
        "KSR-POLICY-ALG-5" => Claims(new AlgorithmParameters(DnssecAlgorithm.RSASHA256, 2048, 65537)),
        "KSR-POLICY-ALG-6" =>
            (Request() with
            {
                Policy = SampleBundles.Policy([new(DnssecAlgorithm.ECDSAP384SHA384, 384),
                new(DnssecAlgorithm.ECDSAP256SHA256,
                    256)])
            }, Previous(), _limits with
            {
                Algorithms = [DnssecAlgorithm.ECDSAP384SHA384,
                    DnssecAlgorithm.ECDSAP256SHA256]
            }),
        "KSR-POLICY-ALG-4" => Claims(new AlgorithmParameters(DnssecAlgorithm.RSASHA256, 2048, 65537)),
        "KSR-POLICY-SIG-OVERLAP" => (Lasting(1, 19 * Day), Previous(), Loose()),
        "KSR-POLICY-SIG-VALIDITY" => (Lasting(2, (20 * Day) - 1), Previous(),
            Loose() with { Tolerance = 1, Validity = new LengthRange(20 * Day, 22 * Day) }),
        "KSR-POLICY-SIG-HORIZON" => (Request(), Previous(), _limits with { Horizon = 41 * Day }),
        "KSR-CHAIN-1" => (Request(), Twice(Previous()), _limits),
        "KSR-CHAIN-2" => (Request(), Response(_ksk, _first, _second), _limits),
        "KSR-CHAIN-ORDER" => (Request(), Beginning(SampleBundles.Start - 1), _limits),
        "KSR-CHAIN-OVERLAP" => (Request(), Expiring(9 * Day), _limits),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no fixture"),
    };

    // A key with the SEP flag that signed its bundle well.
    private (SigningRequest, SignedResponse, RequestLimits) WithSepKey()
    {
        SigningRequest request = SampleBundles.Request(SampleBundles.Bundle(0, _first),
            SampleBundles.Bundle(1, _ksk), SampleBundles.Bundle(2, _first, _ksk));
        return (request, Previous(), _limits);
    }

    // The request's policy claims one more algorithm than its keys need.
    private (SigningRequest, SignedResponse, RequestLimits) Claims(AlgorithmParameters claim)
    {
        SigningRequest request = Request();
        return (
            request with { Policy = SampleBundles.Policy([.. request.Policy!.Algorithms, claim]) },
            Previous(),
            _limits with { Algorithms = [.. _limits.Algorithms, claim.Algorithm] });
    }

    // Only the operator's own limit on overlaps is in the way.
    private RequestLimits Loose() => _limits with { Validity = null };

    private SigningRequest Lasting(int slot, long validity)
    {
        SigningRequest request = Change(slot,
            bundle => bundle with { Expiration = bundle.Inception + validity });
        return request with { Policy = request.Policy! with { MinSignatureValidity = 10 * Day } };
    }

    private SigningRequest Request() => SampleBundles.Request(
        SampleBundles.Bundle(0, _first), SampleBundles.Bundle(1, _first),
        SampleBundles.Bundle(2, _first, _second));

    private SigningRequest Change(int slot, Func<KeyBundle, KeyBundle> change)
    {
        SigningRequest request = Request();
        return request with { Bundles = request.Bundles.SetItem(slot, change(request.Bundles[slot])) };
    }

    private SigningRequest ChangeKey(int slot, Func<BundleKey, BundleKey> change) =>
        Change(slot, bundle => bundle with { Keys = [.. bundle.Keys.Select(change)] });

    // A KSK that signed twice is still ours alone.
    private SignedResponse Twice(SignedResponse previous)
    {
        KeyBundle bundle = previous.Bundles[0];
        return previous with
        {
            Bundles = [bundle with { Signatures = [.. bundle.Signatures,
            SampleBundles.Sign(bundle, _ksk)] }]
        };
    }

    private SignedResponse Beginning(Timestamp moment)
    {
        SignedResponse previous = Previous();
        return previous with { Bundles = [previous.Bundles[0] with { Inception = moment }] };
    }

    private SignedResponse Previous() => Response(_ksk, _first);

    private SignedResponse Previous(SoftwareKey signer) => Response(signer, _first);

    private SignedResponse Expiring(long overlap)
    {
        SignedResponse previous = Previous();
        return previous with
        {
            Bundles = [previous.Bundles[0] with { Expiration = SampleBundles.Start
            + overlap }]
        };
    }

    private SignedResponse Response(SoftwareKey signer, params SoftwareKey[] zsks)
    {
        KeyBundle bundle = SampleBundles.Bundle(-1, [.. zsks, _ksk]);
        return new SignedResponse
        {
            Id = "request-1",
            Serial = 1,
            Domain = _first.Key.Zone,
            Bundles = [bundle with { Id = "previous-1", Signatures = [SampleBundles.Sign(bundle, signer)] }],
        };
    }

    private ImmutableArray<string> Check(SigningRequest request, SignedResponse previous,
        RequestLimits limits)
    {
        FindingList findings = new();
        RequestControls.Check(request, previous, [_ksk.Key], limits, SampleBundles.Start, findings);
        return [.. findings.Kept.Select(finding => finding.Code.Tag)];
    }
}
