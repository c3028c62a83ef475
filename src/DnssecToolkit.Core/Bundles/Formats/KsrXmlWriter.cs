using System.Globalization;
using System.Text;
using System.Xml;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>Writes requests and responses in ICANN's XML, each element on a line of its own, as the root
/// zone's files are.</summary>
internal static class KsrXmlWriter
{
    private const long Day = 86_400;

    /// <summary>Writes a request.</summary>
    internal static byte[] Write(SigningRequest request) =>
        Document(request.Id, request.Serial, request.Domain, xml =>
    {
        xml.WriteStartElement("Request");
        xml.WriteStartElement("RequestPolicy");
        WritePolicy(xml, "ZSK", request.Policy
            ?? throw new ArgumentException("a request in XML needs a policy", nameof(request)));
        xml.WriteEndElement();
        foreach (KeyBundle bundle in request.Bundles)
        {
            WriteBundle(xml, "RequestBundle", bundle);
        }

        xml.WriteEndElement();
    });

    /// <summary>Writes a response.</summary>
    internal static byte[] Write(SignedResponse response) =>
        Document(response.Id, response.Serial, response.Domain, xml =>
    {
        xml.WriteStartElement("Response");
        xml.WriteStartElement("ResponsePolicy");
        WritePolicy(xml, "KSK", response.KskPolicy
            ?? throw new ArgumentException("a response in XML needs policies", nameof(response)));
        WritePolicy(xml, "ZSK", response.ZskPolicy
            ?? throw new ArgumentException("a response in XML needs policies", nameof(response)));
        xml.WriteEndElement();
        foreach (KeyBundle bundle in response.Bundles)
        {
            WriteBundle(xml, "ResponseBundle", bundle);
        }

        xml.WriteEndElement();
    });

    private static byte[] Document(string id, ulong serial, Names.DomainName domain,
        Action<XmlWriter> content)
    {
        XmlWriterSettings settings = new()
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            IndentChars = "",
            NewLineChars = "\n",
        };
        using MemoryStream octets = new();
        using (XmlWriter xml = XmlWriter.Create(octets, settings))
        {
            xml.WriteStartElement("KSR");
            xml.WriteAttributeString("id", id);
            xml.WriteAttributeString("domain", domain.ToString());
            xml.WriteAttributeString("serial", Number(serial));
            content(xml);
            xml.WriteEndElement();
        }

        octets.WriteByte((byte)'\n');
        return octets.ToArray();
    }

    private static void WritePolicy(XmlWriter xml, string name, BundlePolicy policy)
    {
        xml.WriteStartElement(name);
        xml.WriteElementString("PublishSafety", Duration(policy.PublishSafety));
        xml.WriteElementString("RetireSafety", Duration(policy.RetireSafety));
        xml.WriteElementString("MaxSignatureValidity", Duration(policy.MaxSignatureValidity));
        xml.WriteElementString("MinSignatureValidity", Duration(policy.MinSignatureValidity));
        xml.WriteElementString("MaxValidityOverlap", Duration(policy.MaxValidityOverlap));
        xml.WriteElementString("MinValidityOverlap", Duration(policy.MinValidityOverlap));
        foreach (AlgorithmParameters parameters in policy.Algorithms)
        {
            xml.WriteStartElement("SignatureAlgorithm");
            xml.WriteAttributeString("algorithm", Number((byte)parameters.Algorithm));
            KeyFamily? family = AlgorithmTraits.Find(parameters.Algorithm)?.Family;
            xml.WriteStartElement(family switch
            {
                KeyFamily.Ecdsa => "ECDSA",
                KeyFamily.Eddsa => "EdDSA",
                _ => "RSA"
            });
            xml.WriteAttributeString("size", Number((ulong)parameters.Bits));
            if (family is KeyFamily.Rsa or null)
            {
                xml.WriteAttributeString("exponent", Number(parameters.Exponent));
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteBundle(XmlWriter xml, string name, KeyBundle bundle)
    {
        xml.WriteStartElement(name);
        xml.WriteAttributeString("id", bundle.Id);
        xml.WriteElementString("Inception", Moment(bundle.Inception));
        xml.WriteElementString("Expiration", Moment(
            bundle.Expiration
                ?? throw new ArgumentException("a bundle in XML needs its expiration", nameof(bundle))));
        foreach (string signer in bundle.Signers)
        {
            xml.WriteStartElement("Signer");
            xml.WriteAttributeString("keyIdentifier", signer);
            xml.WriteEndElement();
        }

        foreach (BundleKey key in bundle.Keys)
        {
            WriteKey(xml, key);
        }

        foreach (BundleSignature signature in bundle.Signatures)
        {
            WriteSignature(xml, signature);
        }

        xml.WriteEndElement();
    }

    private static void WriteKey(XmlWriter xml, BundleKey key)
    {
        xml.WriteStartElement("Key");
        xml.WriteAttributeString("keyIdentifier", key.Identifier);
        xml.WriteAttributeString("keyTag", Number(key.ClaimedTag.Value));
        xml.WriteElementString("TTL", Number(key.Ttl));
        xml.WriteElementString("Flags", Number(key.Key.Flags));
        xml.WriteElementString("Protocol", Number(key.Protocol));
        xml.WriteElementString("Algorithm", Number((byte)key.Key.Algorithm));
        xml.WriteElementString("PublicKey", Convert.ToBase64String(key.Key.PublicKey));
        xml.WriteEndElement();
    }

    private static void WriteSignature(XmlWriter xml, BundleSignature signature)
    {
        xml.WriteStartElement("Signature");
        xml.WriteAttributeString("keyIdentifier", signature.KeyIdentifier);
        xml.WriteElementString("TTL", Number(signature.Ttl));
        xml.WriteElementString("TypeCovered", signature.TypeCovered.ToString());
        xml.WriteElementString("Algorithm", Number((byte)signature.Algorithm));
        xml.WriteElementString("Labels", Number(signature.Labels));
        xml.WriteElementString("OriginalTTL", Number(signature.OriginalTtl));
        xml.WriteElementString("SignatureExpiration", Moment(signature.Expiration));
        xml.WriteElementString("SignatureInception", Moment(signature.Inception));
        xml.WriteElementString("KeyTag", Number(signature.Tag.Value));
        xml.WriteElementString("SignersName", signature.Signer.ToString());
        xml.WriteElementString("SignatureData", Convert.ToBase64String(signature.Octets.AsSpan()));
        xml.WriteEndElement();
    }

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    // As IANA's tool writes them: 2017-04-01T00:00:00+00:00.
    private static string Moment(Timestamp moment) => $"{moment.ToString()[..^1]}+00:00";

    // Days as IANA's files have them; other lengths in seconds, so that no reader has to add up.
    private static string Duration(long seconds) => seconds > 0 && seconds % Day == 0
        ? $"P{Number((ulong)(seconds / Day))}D" : $"PT{Number((ulong)seconds)}S";
}
