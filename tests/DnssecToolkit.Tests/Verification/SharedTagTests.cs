using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Of two keys that share tag and algorithm, the one whose signature it is counts, the other
/// not.</summary>
public sealed class SharedTagTests : IDisposable
{
    private const uint Inception = 1_790_812_800; // 2026-10-01
    private const uint Expiration = 1_798_761_600; // 2027-01-01
    private static readonly DomainName Apex = DomainName.Parse("example.");

    private readonly List<PrivateKey> _made = [];
    private readonly (ZoneKey Key, PrivateKey Private) _one;
    private readonly (ZoneKey Key, PrivateKey Private) _other;

    /// <summary>Makes keys until two have one tag: some three hundred.</summary>
    public SharedTagTests()
    {
        Dictionary<KeyTag, (ZoneKey, PrivateKey)> byTag = [];
        while (_other.Key is null)
        {
            PrivateKey half = PrivateKey.Generate(DnssecAlgorithm.ECDSAP256SHA256);
            _made.Add(half);
            ZoneKey key = new(Apex, [1, 1, 3, (byte)half.Algorithm, .. half.PublicKey]);
            if (byTag.TryGetValue(key.Tag, out _one))
            {
                _other = (key, half);
            }

            byTag[key.Tag] = (key, half);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _made.ForEach(half => half.Dispose());

    [Fact]
    public void Only_the_key_that_signed_is_a_signer()
    {
        Zone zone = SignedBy(_other);
        ApexKeys keys = ApexKeys.Of(zone, new FindingSink());
        Assert.Equal(2, keys.Keys.Count);
        Assert.Equal(_other.Key, Assert.Single(ApexSigners.Of(zone, keys, RRType.DNSKEY, Policy)).Key);
    }

    [Fact]
    public void A_DS_of_the_key_that_did_not_sign_leads_nowhere()
    {
        Zone zone = SignedBy(_one);
        TrustAnchor[] right = [DsOf(_one.Key)];
        TrustAnchor[] wrong = [DsOf(_other.Key)];
        Assert.DoesNotContain("DNSKEY-NOT-TRUSTED", Tags(zone, Policy with { TrustAnchors = right }));
        Assert.Contains("DNSKEY-NOT-TRUSTED", Tags(zone, Policy with { TrustAnchors = wrong }));
        Assert.Contains("DNSKEY-NEXT-NOT-TRUSTED", Tags(zone, Policy with { NextTrustAnchors = wrong }));
    }

    [Fact]
    public void A_KSK_is_gone_though_the_next_one_has_its_tag()
    {
        Zone zone = SignedBy(_one);
        Assert.Contains("PREVIOUS-KSK-CHANGED", Tags(zone, Policy with { Previous = SignedBy(_other) }));
        Assert.DoesNotContain("PREVIOUS-KSK-CHANGED", Tags(zone, Policy with { Previous = SignedBy(_one) }));
    }

    [Fact]
    public void What_each_has_signed_verifies()
    {
        Assert.DoesNotContain("RRSIG-INVALID", Tags(SignedBy(_one), Policy));
        Assert.DoesNotContain("RRSIG-INVALID", Tags(SignedBy(_other), Policy));
        Assert.Contains("DNSKEY-TAG-COLLISION", Tags(SignedBy(_one), Policy));
    }

    private static VerificationPolicy Policy =>
        new() { Moments = [new Timestamp(1_794_700_800)], Threads = 1 };

    private static HashSet<string> Tags(Zone zone, VerificationPolicy policy) => [.. ZoneVerifier
        .Verify(zone, policy, new FindingList(), default).Groups.Select(group => group.Code.Tag)];

    private static TrustAnchor DsOf(ZoneKey key) => new(null, RRType.DS, key.ToDsRData(DsDigestType.SHA256));

    private Zone SignedBy((ZoneKey Key, PrivateKey Private) signer)
    {
        byte[][] keys = [_one.Key.RData.ToArray(), _other.Key.RData.ToArray()];
        Array.Sort(keys, (left, right) => CanonicalRData.Compare(RRType.DNSKEY, left, right));
        byte[] fields = new byte[SignatureInput.FixedFieldsLength];
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)RRType.DNSKEY);
        (fields[2], fields[3]) = ((byte)signer.Key.Algorithm, 1);
        BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(4), 3600);
        BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(8), Expiration);
        BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(12), Inception);
        BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(16), signer.Key.Tag.Value);
        byte[] buffer = new byte[SignatureInput.LengthOf(
            Apex.Wire.Length, Apex.Wire.Length, keys.Length, keys.Sum(key => key.Length))];
        SignatureInput input = new(buffer, fields, Apex.Wire, Apex.Wire);
        foreach (byte[] key in keys)
        {
            input.Append(key);
        }

        using SigningContext context = signer.Private.OpenContext();
        byte[] signature = new byte[context.SignatureLength];
        int length = context.Sign(input.Written, signature);

        RecordPageBuilder page = new();
        Array.ForEach(keys, key => page.Add(Apex.Wire, RRType.DNSKEY, 3600, key));
        page.Add(Apex.Wire, RRType.RRSIG, 3600, [.. fields, .. Apex.Wire, .. signature.AsSpan(0, length)]);
        return ZoneWith(page.Build());
    }
}
