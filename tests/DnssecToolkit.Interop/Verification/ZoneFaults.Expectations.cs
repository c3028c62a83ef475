using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <content>Zones that are not what the operator says of them.</content>
internal static partial class ZoneFaults
{
    private const ushort PlainZsk = ZoneKey.ZoneFlag;

    private static IEnumerable<ZoneFault> Expectations() =>
    [
        new("trusted key does not sign the DNSKEY RRset", "any",
            "DNSKEY-NOT-TRUSTED DNSKEY-UNSIGNED-BY-KSK", LeaveKeysToZsks)
        {
            Given = With((policy, zone) => policy with { TrustAnchors = AnchorsOf(zone) }),
        },
        new("key of a DS to come does not sign the DNSKEY RRset", "any",
            "DNSKEY-NEXT-NOT-TRUSTED DNSKEY-UNSIGNED-BY-KSK", LeaveKeysToZsks)
        {
            Given = With((policy, zone) => policy with { NextTrustAnchors = AnchorsOf(zone) }),
        },
        new("DS of no key", "any", "DNSKEY-NOT-TRUSTED", ZoneFault.Nothing)
        {
            Given = With((policy,
                zone) => policy with { TrustAnchors = [.. AnchorsOf(zone).Select(Spoilt)] }),
        },
        new("DS of an algorithm that does not sign", "any", "DNSKEY-DS-ALGORITHM", ZoneFault.Nothing)
        {
            Given = With((policy, zone) => policy with
            {
                TrustAnchors = [.. AnchorsOf(zone), AnchorOf([1, 1, 14, 4, .. new byte[48]])],
            }),
        },
        new("not signed, and to be", "any", "DNSSEC-ABSENT", zone => zone.StripDnssec())
        {
            Given = With((policy, _) => policy with { Expectation = ZoneExpectation.Signed }),
        },
        new("signed, and not to be", "any", "DNSSEC-UNEXPECTED", ZoneFault.Nothing)
        {
            Given = With((policy, _) => policy with { Expectation = ZoneExpectation.Unsigned }),
        },
        new("more records than said", "any", "ZONE-RECORD-COUNT", zone => zone.Put("mail", "TXT", "\"x\""))
        {
            Given = With((policy, zone) => policy with { RecordLimits = (1, zone.Records.Count) }),
        },
        new("expires within the margin", "any", "RRSIG-EXPIRES-SOON ZONE-EXPIRE-OUTLIVES",
            zone => EachSigned(zone, "ns1", "A", signature => signature.Set(4, "20261117000000")))
        {
            Given = With((policy, _) => policy with { Margin = 259_200 }),
        },
        new("signature by a key that is published later", "any", "RRSIG-KEY-PRESIGN",
            zone => zone.SignBy(zone.SpareKey(PlainZsk), "ns1", "A"))
        {
            Given = With((policy, zone) => policy with { KeyIndex = IndexOf(zone.SpareKey(PlainZsk)) }),
        },
        new("relative name, and no origin", "any", "ZONEFILE-ORIGIN",
            zone => zone.Rewrite = text => "x 3600 IN A 192.0.2.1\n" + text)
        {
            Given = (request, _) => request with { Origin = null },
        },
    ];

    private static Func<InspectionRequest, MutableZone, InspectionRequest> With(
        Func<VerificationPolicy, MutableZone, VerificationPolicy> change) =>
        (request, zone) => request with { Policy = change(request.Policy, zone) };

    private static TrustAnchor[] AnchorsOf(MutableZone zone) => [.. zone.Keys.Keys.Where(key => key.Key.IsSep)
        .Select(key => AnchorOf(key.Key.ToDsRData(DsDigestType.SHA256)))];

    private static TrustAnchor AnchorOf(byte[] ds) => new(null, RRType.DS, ds);

    private static TrustAnchor Spoilt(TrustAnchor anchor)
    {
        byte[] ds = anchor.RData.ToArray();
        ds[^1] ^= 1;
        return AnchorOf(ds);
    }

    private static KeyIndex IndexOf(ZoneKey key) => IndexOf(
        RowOf("ZSK", key,
            "20261201000000 20261201000000 20280101000000 20280201000000 presign=20261101000000"));

    private static string RowOf(string role, ZoneKey key, string rest) =>
        $"example. {role} {(int)key.Algorithm:D3} {key.Tag} {rest}";

    private static KeyIndex IndexOf(params string[] rows)
    {
        string text = $"{KeyIndex.Header}\n{string.Join('\n', rows)}\n";
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(System.Text.Encoding.ASCII.GetBytes(text), "keyindex", findings);
        Assert.Empty(findings.Kept);
        return index;
    }
}
