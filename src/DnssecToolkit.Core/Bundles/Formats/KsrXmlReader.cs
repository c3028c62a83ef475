using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Reads requests and responses in ICANN's XML (its schema: ksr.rnc, 2010).</summary>
internal static class KsrXmlReader
{
    private const int MostAlgorithms = 32;

    /// <exception cref="BundleSyntaxException">It is no such file.</exception>
    internal static SigningRequest ReadRequest(ReadOnlySpan<byte> octets, string file)
    {
        KsrElement root = Root(KsrTree.Read(octets, file));
        KsrElement request = root.Child("Request");
        request.AllowOnly("RequestPolicy", "RequestBundle");
        KsrElement policy = request.Child("RequestPolicy");
        policy.AllowOnly("ZSK");
        DomainName zone = ZoneOf(root);
        return new SigningRequest
        {
            Id = root.Attribute("id"),
            Serial = root.NumberIn("serial", ulong.MaxValue),
            Domain = zone,
            Policy = Policy(policy.Child("ZSK")),
            Bundles = Bundles(request, "RequestBundle", zone),
        };
    }

    /// <exception cref="BundleSyntaxException">It is no such file.</exception>
    internal static SignedResponse ReadResponse(ReadOnlySpan<byte> octets, string file)
    {
        KsrElement root = Root(KsrTree.Read(octets, file));
        KsrElement response = root.Child("Response");
        response.AllowOnly("ResponsePolicy", "ResponseBundle");
        KsrElement policy = response.Child("ResponsePolicy");
        policy.AllowOnly("KSK", "ZSK");
        DomainName zone = ZoneOf(root);
        return new SignedResponse
        {
            Id = root.Attribute("id"),
            Serial = root.NumberIn("serial", ulong.MaxValue),
            Domain = zone,
            KskPolicy = Policy(policy.Child("KSK")),
            ZskPolicy = Policy(policy.Child("ZSK")),
            Bundles = Bundles(response, "ResponseBundle", zone),
        };
    }

    private static KsrElement Root(KsrElement root)
    {
        root.AllowOnly("Request", "Response");
        return root.Name == "KSR"
            ? root : throw root.Fault($"the outermost element is <{root.Name}>, not <KSR>");
    }

    private static DomainName ZoneOf(KsrElement root) =>
        root.DomainNameOf(root.Attribute("domain").Trim(), "attribute 'domain'");

    private static BundlePolicy Policy(KsrElement policy)
    {
        policy.AllowOnly(
            "PublishSafety", "RetireSafety", "MaxSignatureValidity", "MinSignatureValidity",
            "MaxValidityOverlap", "MinValidityOverlap",
            "SignatureAlgorithm");
        return new BundlePolicy
        {
            PublishSafety = policy.Child("PublishSafety").Duration(),
            RetireSafety = policy.Child("RetireSafety").Duration(),
            MaxSignatureValidity = policy.Child("MaxSignatureValidity").Duration(),
            MinSignatureValidity = policy.Child("MinSignatureValidity").Duration(),
            MaxValidityOverlap = policy.Child("MaxValidityOverlap").Duration(),
            MinValidityOverlap = policy.Child("MinValidityOverlap").Duration(),
            Algorithms = [.. policy.All("SignatureAlgorithm", 1, MostAlgorithms).Select(Parameters)],
        };
    }

    // EdDSA is not in the schema; IANA's tool reads it.
    private static AlgorithmParameters Parameters(KsrElement element)
    {
        element.AllowOnly("RSA", "ECDSA", "EdDSA");
        DnssecAlgorithm algorithm = (DnssecAlgorithm)element.NumberIn("algorithm", byte.MaxValue);
        if (element.Children is not [KsrElement parameters])
        {
            throw element.Fault("<SignatureAlgorithm> should have one element <RSA>, <ECDSA> or <EdDSA>");
        }

        return new AlgorithmParameters(
            algorithm,
            (int)parameters.NumberIn("size", ushort.MaxValue),
            parameters.Name == "RSA" ? parameters.NumberIn("exponent", ulong.MaxValue) : 0);
    }

    private static ImmutableArray<KeyBundle> Bundles(KsrElement parent, string name, DomainName zone) =>
        [.. parent.All(name, 1, BundleFile.MostBundles).Select(element => Bundle(element, zone))
            .OrderBy(bundle => bundle.Inception)];

    private static KeyBundle Bundle(KsrElement element, DomainName zone)
    {
        element.AllowOnly("Inception", "Expiration", "Signer", "Key", "Signature");
        return new KeyBundle
        {
            Id = element.Attribute("id"),
            Inception = element.Child("Inception").Moment(),
            Expiration = element.Child("Expiration").Moment(),
            Signers = [.. element.All("Signer", 0, BundleFile.MostInABundle)
                .Select(signer => signer.Attribute("keyIdentifier"))],
            Keys = [.. element.All("Key", 1, BundleFile.MostInABundle).Select(key => Key(key, zone))],
            Signatures = [.. element.All("Signature", 1, BundleFile.MostInABundle).Select(Signature)],
            Location = element.Location,
        };
    }

    private static BundleKey Key(KsrElement element, DomainName zone)
    {
        element.AllowOnly("TTL", "Flags", "Protocol", "Algorithm", "PublicKey");
        uint flags = element.Child("Flags").Number(ushort.MaxValue);
        uint protocol = element.Child("Protocol").Number(byte.MaxValue);
        byte algorithm = (byte)element.Child("Algorithm").Algorithm();
        byte[] rdata = [(byte)(flags >> 8), (byte)(flags & 0xff), (byte)protocol, algorithm,
            .. element.Child("PublicKey").Octets()];
        ZoneKey dnskey = BundleFile.Demand(new ZoneKey(zone, rdata), element.Location);
        return new BundleKey(element.Attribute("keyIdentifier"), dnskey, element.Child("TTL").Number(int.MaxValue))
        {
            ClaimedTag = new KeyTag((ushort)element.NumberIn("keyTag", ushort.MaxValue)),
        };
    }

    private static BundleSignature Signature(KsrElement element)
    {
        element.AllowOnly(
            "TTL", "TypeCovered", "Algorithm", "Labels", "OriginalTTL", "SignatureExpiration",
            "SignatureInception",
                "KeyTag", "SignersName",
            "SignatureData");
        string type = element.Child("TypeCovered").TrimmedText();
        return type != "DNSKEY" ? throw element.Fault("<TypeCovered> is not DNSKEY") : new BundleSignature
        {
            KeyIdentifier = element.Attribute("keyIdentifier"),
            Ttl = element.Child("TTL").Number(int.MaxValue),
            Algorithm = element.Child("Algorithm").Algorithm(),
            Labels = (byte)element.Child("Labels").Number(byte.MaxValue),
            OriginalTtl = element.Child("OriginalTTL").Number(int.MaxValue),
            Expiration = element.Child("SignatureExpiration").Moment(),
            Inception = element.Child("SignatureInception").Moment(),
            Tag = new KeyTag((ushort)element.Child("KeyTag").Number(ushort.MaxValue)),
            Signer = element.Child("SignersName").DomainName(),
            Octets = [.. element.Child("SignatureData").Octets()],
        };
    }
}
