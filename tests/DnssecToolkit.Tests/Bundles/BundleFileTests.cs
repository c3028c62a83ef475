using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Tests.ZoneFiles;

namespace DnssecToolkit.Tests.Bundles;

public class BundleFileTests
{
    private const string XmlHead =
        """
        <KSR id="a" serial="1" domain="example."><Request><RequestPolicy><ZSK><PublishSafety>P1D</PublishSafety>
        <RetireSafety>P1D</RetireSafety><MaxSignatureValidity>P21D</MaxSignatureValidity><MinSignatureValidity>P21D</MinSignatureValidity>
        <MaxValidityOverlap>P12D</MaxValidityOverlap><MinValidityOverlap>P9D</MinValidityOverlap>
        <SignatureAlgorithm algorithm="13"><ECDSA size="256"/></SignatureAlgorithm></ZSK></RequestPolicy>
        """;

    private const string Dnskey =
        "example. 3600 IN DNSKEY 256 3 13 xZL2b9xZRuo61bD+H0tcxgFgagStMn3ZpLZYsL4mPsM82Sj/7TLRqrZ9pGEaTtvS/bmLRZaMzpCaHsQvBKCDVg==";

    private static readonly string[] Pieces =
    [
        "<", ">", "/>", "&", "&#0;", "&amp;", "<!-- ", "-->", "<![CDATA[", "]]>", "<!DOCTYPE a>", "<Key>", "</Key>", "P1M", "PT", "\n", "\r",
        ";; KeySigningRequest 1.0 ", ";; SignedKeyResponse 1.0 1\n", "(", ")", "\"", " 4294967296 ",
        "99991231235959", "\0", "\u00ff", "IN ", "RRSIG ",
    ];

    [Theory]
    [InlineData(DnssecAlgorithm.RSASHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    [InlineData(DnssecAlgorithm.ED25519)]
    [InlineData(DnssecAlgorithm.ED448)]
    public void A_request_of_each_algorithm_survives_XML(DnssecAlgorithm algorithm)
    {
        using SoftwareKey key = SampleBundles.Key(algorithm: algorithm);
        SigningRequest request = SampleBundles.Request(SampleBundles.Bundle(0, key));
        SigningRequest read = Request(BundleFile.Write(request, BundleFormat.Xml, SampleBundles.Start));
        Assert.Equal(request.Policy, read.Policy);
        Assert.Equal((request.Id, request.Serial, request.Domain), (read.Id, read.Serial, read.Domain));
        Assert.Equal([.. request.Bundles[0].Keys], (BundleKey[])[.. read.Bundles[0].Keys]);
        Assert.Equal(key.Key, read.Bundles[0].VerifiedSignerOf(read.Domain, read.Bundles[0].Signatures[0]));
    }

    [Theory]
    [InlineData(BundleFormat.Bind)]
    [InlineData(BundleFormat.Knot)]
    public void A_request_as_text_keeps_keys_and_starts(BundleFormat format)
    {
        using SoftwareKey first = SampleBundles.Key();
        using SoftwareKey second = SampleBundles.Key();
        SigningRequest request = SampleBundles.Request(SampleBundles.Bundle(0, first),
            SampleBundles.Bundle(1, first, second));
        SigningRequest read = Request(BundleFile.Write(request, format, SampleBundles.Start));
        Assert.Equal(request.Bundles.Select(bundle => bundle.Inception),
            read.Bundles.Select(bundle => bundle.Inception));
        Assert.Equal([.. request.Bundles[1].Keys], (BundleKey[])[.. read.Bundles[1].Keys]);
        Assert.Null(read.Policy);
    }

    [Theory]
    [InlineData("<!DOCTYPE KSR [<!ENTITY a \"b\">]><KSR/>", "not well-formed")]
    [InlineData("<KSR id='a' serial='1' domain='&a;'/>", "not well-formed")]
    [InlineData("<KSR xmlns='urn:a'/>", "namespace")]
    [InlineData("<a><b><c><d><e><f><g><h><i/></h></g></f></e></d></c></b></a>", "BUNDLE-FILE-LIMIT")]
    [InlineData("<KSR id='a' serial='1' domain='.'>", "not well-formed")]
    [InlineData("<KSR id='a' serial='1' domain='.'/>", "<Request>")]
    [InlineData("<KSR id='a' serial='-1' domain='.'><Request/></KSR>", "[BUNDLE-FILE-SYNTAX]")]
    [InlineData("<KSR id='a' serial='1' domain='.'><Response/></KSR>", "0 elements <Request>")]
    [InlineData("<KSR id='a' serial='1' domain='.'><Request/><Request/></KSR>", "2 elements <Request>")]
    [InlineData("<KSR/>\n<KSR/>", "file:2:")]
    [InlineData("<KSR id='a&#10;b' serial='1' domain='.'/>", "'id' has a character that is not printed")]
    [InlineData("<KSR id='a&#x9b;b' serial='1' domain='.'/>", "'id' has a character that is not printed")]
    [InlineData("<KSR id='a&#x202e;b' serial='1' domain='.'/>", "'id' has a character that is not printed")]
    [InlineData("<?xml version='1.0' encoding='none-such'?><KSR/>", "[BUNDLE-FILE-SYNTAX]")]
    [InlineData("", "neither XML nor text")]
    public void What_is_not_XML_of_a_request_is_a_finding(string text, string said) =>
        Assert.Contains(said, FaultOf(text));

    [Theory]
    [InlineData("2026-11-21T00:00:00Z", true)]
    [InlineData("2026-11-21T00:00:00", true)]
    [InlineData(" 2026-11-21T00:00:00+00:00\n", true)]
    [InlineData("2026-11-21T00:00:00+01:00", false)]
    [InlineData("2026-11-21T00:00:00-00:00", false)]
    [InlineData("2026-11-21", false)]
    [InlineData("1969-12-31T23:59:59Z", false)]
    [InlineData("2107-01-01T00:00:00Z", false)]
    public void Moments_are_in_UTC_and_within_what_a_signature_can_say(string moment, bool isOne)
    {
        string text = XmlHead
            + $"<RequestBundle id='b'><Inception>{moment}</Inception></RequestBundle></Request></KSR>";
        Assert.Equal(!isOne, FaultOf(text).Contains("<Inception>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\n", "cut short")]
    [InlineData(";; KeySigningRequest 1.1 20261121000000\n", "file:1: ")]
    [InlineData(";; SignedKeyResponse 1.0 20261121000000\n", "not a header of a KeySigningRequest")]
    [InlineData(";; KeySigningRequest 1.0 20261321000000\n", "time is neither")]
    [InlineData(";; KeySigningRequest 1.0 644019112000000\n", "time is neither")]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\n;; KeySigningRequest 1.0 generated at a\n",
        "no DNSKEY")]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\n" + Dnskey
        + "\n;; KeySigningRequest 1.0 20261120000000\n", "is before the one above")]
    [InlineData(Dnskey
        + "\n;; KeySigningRequest 1.0 20261121000000\n;; KeySigningRequest 1.0 generated at a\n", "before the first header")]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\n" + Dnskey + "\nother" + Dnskey
        + "\n;; KeySigningRequest 1.0 generated at a\n", "file:3: ")]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\nexample. 1 IN A 192.0.2.1\n;; KeySigningRequest 1.0 generated at a\n", "a A record has no place here")]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\n$INCLUDE /etc/passwd\n;; KeySigningRequest 1.0 generated at a\n", "file:2:")]
    [InlineData(";; KeySigningRequest 1.0 20261121000000\n$GENERATE 1-9 a$ 1 A 192.0.2.1\n;; KeySigningRequest 1.0 generated at a\n", "file:2:")]
    public void What_is_not_text_of_a_request_is_a_finding(string text, string said) =>
        Assert.Contains(said, FaultOf(text));

    [Theory]
    [InlineData(BundleFormat.Xml)]
    [InlineData(BundleFormat.Bind)]
    [InlineData(BundleFormat.Knot)]
    public void Mutated_files_are_read_or_refused_and_nothing_else(BundleFormat format)
    {
        using SoftwareKey key = SampleBundles.Key();
        using SoftwareKey ksk = SampleBundles.Key(KeyRole.KSK);
        KeyBundle bundle = SampleBundles.Bundle(0, key);
        SigningRequest request = SampleBundles.Request(bundle, SampleBundles.Bundle(1, key));
        SignedResponse response = new()
        {
            Domain = request.Domain,
            Bundles = [SampleBundles.Bundle(0, key, ksk), SampleBundles.Bundle(1, key, ksk)],
            KskPolicy = request.Policy,
            ZskPolicy = request.Policy,
        };
        byte[][] files = [BundleFile.Write(request, format, SampleBundles.Start),
            BundleFile.Write(response, format, SampleBundles.Start)];
        for (int round = 0; round < 2_000; round++)
        {
            byte[] mutated = new TextMutator(round).Mutate(files[round % 2], Pieces);
            FindingList findings = new();
            bool read = round % 2 == 0
                ? BundleFile.ReadRequest(mutated, "file", findings) is not null
                : BundleFile.ReadResponse(mutated, "file", findings) is not null;
            Assert.Equal(read, !findings.HasFaults);
        }
    }

    private static SigningRequest Request(byte[] octets)
    {
        FindingList findings = new();
        SigningRequest? request = BundleFile.ReadRequest(octets, "file", findings);
        Assert.Empty(findings.Kept.Select(finding => finding.ToString()));
        return request!;
    }

    private static string FaultOf(string text)
    {
        FindingList findings = new();
        Assert.Null(BundleFile.ReadRequest(System.Text.Encoding.UTF8.GetBytes(text), "file", findings));
        return Assert.Single(findings.Kept).ToString();
    }
}
