using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Tests.ZoneFiles;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Bundles;

/// <summary>The controls on requests that crossed as files, in each of the three formats, with the manifest's
/// proofs.</summary>
public sealed class ControlsOnFormatsTests : IDisposable
{
    private const long Day = SampleBundles.Day;

    // The text formats have no names, numbers, identifiers, claimed tags and claimed policies, which these
    // are about.
    private static readonly string[] XmlAlone =
    [
        "KSR-ID", "KSR-SERIAL", "KSR-BUNDLE-UNIQUE", "KSR-BUNDLE-KEYS-3", "KSR-POLICY-ALG-6",
        "KSR-SIGNER",
    ];

    private readonly SoftwareKey _first = SampleBundles.Key();
    private readonly SoftwareKey _second = SampleBundles.Key();
    private readonly SoftwareKey _ksk = SampleBundles.Key(KeyRole.KSK);

    public static TheoryData<string, BundleFormat> CodesOnFormats
    {
        get
        {
            TheoryData<string, BundleFormat> data = [];
            foreach (BundleFormat format in Enum.GetValues<BundleFormat>())
            {
                foreach (string code in RequestControls.Codes.Select(code => code.Tag)
                    .Where(code => format == BundleFormat.Xml || !XmlAlone.Contains(code)))
                {
                    data.Add(code, format);
                }
            }

            return data;
        }
    }

    public static TheoryData<BundleFormat> Formats => [.. Enum.GetValues<BundleFormat>()];

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _ksk.Dispose();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_sound_request_passes_every_control(BundleFormat format) =>
        Assert.Empty(Check(Cross(Request(), format), Previous(), Limits(format)));

    [Theory]
    [MemberData(nameof(CodesOnFormats))]
    public void A_file_that_breaks_a_rule_is_found_by_its_control(string code, BundleFormat format)
    {
        (SigningRequest request, SignedResponse previous, RequestLimits limits) = Broken(code,
            Limits(format));
        Assert.Contains(code, Check(Cross(request, format), previous, limits));
    }

    /// <summary>Text has no names of bundles; its reader calls them by their times.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_request_may_have_the_times_of_the_bundles_that_it_replaces_but_not_their_names(
        BundleFormat format)
    {
        SignedResponse response = ResponseSigning.Sign(
            SampleBundles.Request([.. Enumerable.Range(-1, 3)
                .Select(slot => SampleBundles.Bundle(slot, _first))]) with
            { Id = "request-1", Serial = 1 },
            (_, _) => new KskDuties([_ksk.Key], [_ksk.Key]), new ResponsePolicy(),
            (_, message) => Signed(message));
        FindingList findings = new();
        SignedResponse previous = BundleFile.ReadResponse(
            BundleFile.Write(response, format, SampleBundles.Start), "skr", findings)!;
        Assert.Equal(format == BundleFormat.Xml ? ["KSR-BUNDLE-UNIQUE"] : [],
            Check(Cross(Request(), format), previous, Limits(format)));
    }

    [Fact]
    public void Proofs_of_a_slot_are_verified_once_however_many_bundles_it_is_cut_into()
    {
        SigningRequest request = Cross(Change(0, bundle => bundle with { Signatures = [] }), BundleFormat.Bind);
        SigningRequest cut = SlotExpansion.Expand(
            request with { Bundles = [request.Bundles[0] with { Expiration = null }] },
            new ResponsePolicy { Validity = 2, Refresh = 1, Until = SampleBundles.Start + 1_000 }, []);
        Assert.Equal(1_000, cut.Bundles.Length);
        FindingList findings = new();
        RequestControls.Check(cut, null, [_ksk.Key], Limits(BundleFormat.Bind), SampleBundles.Start, findings);
        Assert.Single(findings.Kept, finding => finding.Code == CheckCodes.KsrBundlePop);
        Assert.DoesNotContain(CheckCodes.KsrBundlePop, findings.OmittedByCode.Keys);
    }

    [Fact]
    public void Mutated_files_go_through_every_control_or_are_refused_before()
    {
        SignedResponse response = ResponseSigning.Sign(
            Request(), (_, _) =>
                new KskDuties([_ksk.Key], [_ksk.Key]), new ResponsePolicy(), (_, message) => Signed(message));
        byte[][] requests = [.. Enum.GetValues<BundleFormat>()
            .Select(format => BundleFile.Write(Request(), format, SampleBundles.Start))];
        byte[][] responses = [.. Enum.GetValues<BundleFormat>()
            .Select(format => BundleFile.Write(response, format, SampleBundles.Start))];
        int read = 0;
        for (int round = 0; round < 900; round++)
        {
            FindingList findings = new();
            TextMutator random = new(round);
            if (BundleFile.ReadRequest(Altered(requests[round % 3], random), "ksr", findings) is { } request)
            {
                read++;
                SigningRequest expanded = SlotExpansion.Expand(request,
                    new ResponsePolicy { Until = SampleBundles.Start + (40 * Day) }, []);
                RequestControls.Check(expanded, Previous(), [_ksk.Key], Limits(BundleFormat.Xml),
                    SampleBundles.Start, findings);
            }

            if (BundleFile.ReadResponse(Altered(responses[round % 3], random), "skr", findings) is { } answer)
            {
                read++;
                ResponseControls.Check(answer, Request(), Previous(), [_ksk.Key], findings);
                SafetyControls.Check(Previous(), answer, RequestLimits.Root, findings);
            }
        }

        Assert.True(read > 300, $"only {read} mutated files could be read");
    }

    private (SigningRequest, SignedResponse, RequestLimits) Broken(string code, RequestLimits limits) => code switch
    {
        "KSR-DOMAIN" => (Request(), Previous(), limits with { Domains = [DomainName.Root] }),
        "KSR-ID" => (Request() with { Id = "request-1" }, Previous(), limits),
        "KSR-SERIAL" => (Request() with { Serial = 0 }, Previous(), limits),
        "KSR-BUNDLE-UNIQUE" => (Change(1, bundle => bundle with { Id = "slot-0" }), Previous(), limits),
        "KSR-BUNDLE-KEYS-1" =>
            (Change(1, bundle => bundle with { Keys = [bundle.Keys[0] with { Ttl = 60 }] }), Previous(),
                limits),
        "KSR-BUNDLE-KEYS-2" => (Change(1, _ => SampleBundles.Bundle(1, _ksk)), Previous(), limits),
        "KSR-BUNDLE-KEYS-3" =>
            (Change(1, bundle => bundle with { Keys = [bundle.Keys[0] with { ClaimedTag = new(1) }] }),
                Previous(), limits),
        "KSR-BUNDLE-POP" =>
            (Change(2, bundle => bundle with { Signatures = [bundle.Signatures[0]] }), Previous(), limits),
        "KSR-SIGNER" => (Change(1, bundle => bundle with { Signers = ["KSK-1"] }), Previous(), limits),
        "KSR-BUNDLE-COUNT" => (Request(), Previous(), limits with { Bundles = 99 }),
        "KSR-BUNDLE-CYCLE-DURATION-1" =>
            (Request(), Previous(), limits with { Cycle = new LengthRange(90 * Day, 99 * Day) }),
        "KSR-BUNDLE-CYCLE-DURATION-2" =>
            (Request(), Previous(), limits with { Interval = new LengthRange(1, 2) }),
        "KSR-POLICY-KEYS-4" => (Request(), Previous(), limits with { KeysPerBundle = [1] }),
        "KSR-POLICY-KEYS-5" => (Request(), Previous(), limits with { MostKeysPerBundle = 1 }),
        "KSR-POLICY-KEYS-6" => (Request(), Previous(), limits with { DistinctKeys = 3 }),
        "KSR-POLICY-KEYS-7" => (Request(), Previous(), limits with { Ttl = 60 }),
        "KSR-POLICY-ALG-1" => With(DnssecAlgorithm.RSASHA1, 2048, limits),
        "KSR-POLICY-ALG-2" => (Unknown(), Previous(), limits),
        "KSR-POLICY-ALG-3" => (Request(), Previous(), limits with { Algorithms = [DnssecAlgorithm.ED25519] }),
        "KSR-POLICY-ALG-4" => With(DnssecAlgorithm.RSASHA256, 1024, limits),
        "KSR-POLICY-ALG-5" => With(DnssecAlgorithm.RSASHA256, 2048, limits with { RsaExponents = [3] }),
        "KSR-POLICY-ALG-6" =>
            (Request() with { Policy = SampleBundles.Policy([new(DnssecAlgorithm.ED25519, 256)]) },
                Previous(), limits),
        "KSR-POLICY-SIG-OVERLAP" =>
            (Request(), Previous(), limits with { Overlap = new LengthRange(90 * Day, 99 * Day) }),
        "KSR-POLICY-SIG-VALIDITY" =>
            (Request(), Previous(), limits with { Validity = new LengthRange(90 * Day, 99 * Day) }),
        "KSR-POLICY-SIG-HORIZON" => (Request(), Previous(), limits with { Horizon = 20 * Day }),
        "KSR-CHAIN-1" => (Request(), Response(_first, _first), limits),
        "KSR-CHAIN-2" => (Request(), Response(_ksk, _second), limits),
        "KSR-CHAIN-ORDER" => (Request(), Beginning(SampleBundles.Start), limits),
        "KSR-CHAIN-OVERLAP" =>
            (Request(), Previous(), limits with { Overlap = new LengthRange(90 * Day, 99 * Day) }),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no fixture"),
    };

    // What the other side reads: the file, with the manifest's proofs where the format has no room, cut into
    // bundles where it is text.
    private static SigningRequest Cross(SigningRequest request, BundleFormat format)
    {
        FindingList findings = new();
        SigningRequest? read = BundleFile.ReadRequest(BundleFile.Write(request, format, SampleBundles.Start),
            "ksr", findings);
        Assert.Empty(findings.Kept.Select(finding => finding.ToString()));
        if (format == BundleFormat.Xml)
        {
            return read!;
        }

        BundleManifest manifest = new()
        {
            Kind = BundleManifest.Request,
            Zone = request.Domain,
            File = "ksr",
            Sha256 = BundleManifest.DigestOf("ksr"u8),
            Proofs = [.. request.Bundles.SelectMany((bundle,
                at) => bundle.Signatures.Select(signature => (at, signature.Ttl, signature.ToRData())))],
        };
        BundleManifest crossed = BundleManifest.Read(System.Text.Encoding.UTF8.GetBytes(manifest.ToText()),
            "m", findings)!;
        return SlotExpansion.Expand(crossed.Proving(read!),
            new ResponsePolicy
            {
                Validity = 21 * Day,
                Refresh = 11 * Day,
                Until = SampleBundles.Start
                + (30 * Day)
            }, []);
    }

    // A text says nothing about validity; in it bundles follow one another as the signer's policy has it.
    private RequestLimits Limits(BundleFormat format) => new()
    {
        Domains = [_first.Key.Zone],
        Bundles = 3,
        DistinctKeys = 2,
        Ttl = SampleBundles.Ttl,
        Interval = new LengthRange(10 * Day, 10 * Day),
        Validity = new LengthRange(21 * Day, 21 * Day),
        Overlap = new LengthRange(9 * Day, 12 * Day),
        Horizon = 60 * Day,
        Algorithms = [DnssecAlgorithm.ECDSAP256SHA256],
        RsaBits = [2048],
        RsaExponents = [65537],
        AllKeysChain = format == BundleFormat.Xml,
    };

    private (SigningRequest, SignedResponse, RequestLimits) With(DnssecAlgorithm algorithm, int bits,
        RequestLimits limits)
    {
        using SoftwareKey key = SampleBundles.Key(algorithm: algorithm, bits: bits);
        return (SampleBundles.Request(SampleBundles.Bundle(0, _first, key)), Previous(),
            limits with { Bundles = 1, Algorithms = [.. limits.Algorithms, algorithm] });
    }

    // A key of an algorithm that nobody knows; in XML the policy claims it too.
    private SigningRequest Unknown()
    {
        ZoneKey strange = new(_first.Key.Zone, [1, 0, 3, 99, 1, 2, 3, 4]);
        return Change(1, bundle => bundle with { Keys = [.. bundle.Keys, BundleKey.Of(strange, SampleBundles.Ttl)] }) with
        {
            Policy = SampleBundles.Policy([new(DnssecAlgorithm.ECDSAP256SHA256, 256),
                new((DnssecAlgorithm)99, 32, 3)]),
        };
    }

    private SigningRequest Request() => SampleBundles.Request(
        SampleBundles.Bundle(0, _first), SampleBundles.Bundle(1, _first),
        SampleBundles.Bundle(2, _first, _second));

    private SigningRequest Change(int slot, Func<KeyBundle, KeyBundle> change)
    {
        SigningRequest request = Request();
        return request with { Bundles = request.Bundles.SetItem(slot, change(request.Bundles[slot])) };
    }

    private SignedResponse Beginning(Timestamp moment)
    {
        SignedResponse previous = Previous();
        return previous with { Bundles = [previous.Bundles[0] with { Inception = moment }] };
    }

    private SignedResponse Previous() => Response(_ksk, _first);

    private SignedResponse Response(SoftwareKey signer, params SoftwareKey[] zsks)
    {
        KeyBundle bundle = SampleBundles.Bundle(-1, [.. zsks, _ksk]) with { Id = "previous-1" };
        return new SignedResponse
        {
            Id = "request-1",
            Serial = 1,
            Domain = _first.Key.Zone,
            Bundles = [bundle with { Signatures = [SampleBundles.Sign(bundle, signer)] }],
        };
    }

    private byte[] Signed(ReadOnlySpan<byte> message)
    {
        using SigningContext context = _ksk.Private.OpenContext();
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        return signature[..context.Sign(message, signature)];
    }

    // A digit or letter becomes another here and there: most files can still be read, and say something else.
    private static byte[] Altered(byte[] file, TextMutator random)
    {
        byte[] altered = [.. file];
        for (int change = random.Next(3) + 1; change > 0; change--)
        {
            int at = random.Next(altered.Length);
            altered[at] = altered[at] switch
            {
                >= (byte)'0' and <= (byte)'9' => (byte)('0' + random.Next(10)),
                >= (byte)'a' and <= (byte)'z' => (byte)('a' + random.Next(26)),
                >= (byte)'A' and <= (byte)'Z' => (byte)('A' + random.Next(26)),
                byte other => other,
            };
        }

        return altered;
    }

    private string[] Check(SigningRequest request, SignedResponse previous, RequestLimits limits)
    {
        FindingList findings = new();
        RequestControls.Check(request, previous, [_ksk.Key], limits, SampleBundles.Start, findings);
        return [.. findings.Kept.Select(finding => finding.Code.Tag).Distinct()];
    }
}
