using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>Records as an RFC prints them, some of them signed, with the DNSKEYs that signed them.</summary>
internal sealed class SignedExample
{
    private static readonly ZoneFileOptions Absolute = new()
    {
        Origin = DomainName.Parse("."),
        DefaultTtl = 3600
    };

    private readonly List<(DomainName Owner, RRType Type, byte[] RData)> _records = [];

    /// <summary>Reads the records; names are absolute.</summary>
    internal SignedExample(string text)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.ReadText(System.Text.Encoding.ASCII.GetBytes(text + '\n'),
            "rfc", Absolute, findings);
        Assert.Empty(findings.Kept);
        foreach (RecordPage page in content.Pages)
        {
            for (int i = 0; i < page.Count; i++)
            {
                DnssecToolkit.Records.Record record = page.Records[i];
                _records.Add((DomainName.FromTrustedWire(page.OwnerOf(record)), record.Type,
                    page.RDataOf(record).ToArray()));
            }
        }
    }

    /// <summary>The example's DNSKEYs.</summary>
    internal IEnumerable<ZoneKey> Keys =>
        Of(RRType.DNSKEY).Select(record => new ZoneKey(record.Owner, record.RData));

    /// <summary>The example's only DS.</summary>
    internal byte[] Ds => Assert.Single(Of(RRType.DS)).RData;

    /// <summary>Verifies each RRSIG with the DNSKEY that it names.</summary>
    /// <returns>What was verified, as <c>owner type</c>.</returns>
    internal List<string> VerifyAll()
    {
        List<string> verified = [];
        foreach ((DomainName owner, _, byte[] rrsig) in Of(RRType.RRSIG))
        {
            RRType covered = (RRType)BinaryPrimitives.ReadUInt16BigEndian(rrsig);
            ZoneKey key = Assert.Single(Keys, key => key.Tag.Value == TagIn(rrsig));
            Assert.True(VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier,
                out string? fault), fault);
            using (verifier)
            {
                byte[] signature = rrsig[SignatureStart(rrsig)..];
                byte[] message = MessageOf(owner, rrsig);
                Assert.True(verifier.Verify(message, signature), $"{owner} {RRTypeText.Format(covered)}");
                signature[^1] ^= 1;
                Assert.False(verifier.Verify(message, signature),
                    $"{owner} {RRTypeText.Format(covered)} with an octet changed");
            }

            verified.Add($"{owner} {RRTypeText.Format(covered)}");
        }

        return verified;
    }

    /// <summary>Signs what the example's only RRSIG covers, with its fields.</summary>
    /// <param name="privateFile">The key as the RFC prints it: Private-key-format v1.2.</param>
    /// <returns>The signature, and the one that the RFC prints, in Base64.</returns>
    internal (string Made, string Printed) Sign(string privateFile)
    {
        (DomainName owner, _, byte[] rrsig) = Assert.Single(Of(RRType.RRSIG));
        FindingList findings = new();
        using BindPrivateFile? file =
            BindPrivateFile.Parse(System.Text.Encoding.ASCII.GetBytes(privateFile + '\n'), "rfc", findings);
        Assert.Empty(findings.Kept);
        using PrivateKey key = PrivateKey.FromComponents(file!.Algorithm, file.Components);
        Assert.Equal(Convert.ToHexString(Assert.Single(Keys).PublicKey), Convert.ToHexString(key.PublicKey));
        using SigningContext context = key.OpenContext();
        byte[] signature = new byte[context.SignatureLength];
        int length = context.Sign(MessageOf(owner, rrsig), signature);
        return (Convert.ToBase64String(signature, 0, length),
            Convert.ToBase64String(rrsig[SignatureStart(rrsig)..]));
    }

    private byte[] MessageOf(DomainName owner, byte[] rrsig)
    {
        RRType covered = (RRType)BinaryPrimitives.ReadUInt16BigEndian(rrsig);
        List<byte[]> rrset = [.. Of(covered).Where(record => record.Owner == owner)
            .Select(record => record.RData)];
        rrset.Sort((left, right) => CanonicalRData.Compare(covered, left, right));
        ReadOnlySpan<byte> signer = rrsig.AsSpan(SignatureInput.FixedFieldsLength,
            SignatureStart(rrsig) - SignatureInput.FixedFieldsLength);
        byte[] buffer = new byte[SignatureInput.LengthOf(signer.Length, owner.Wire.Length, rrset.Count,
            rrset.Sum(rdata => rdata.Length))];
        SignatureInput input = new(buffer, rrsig.AsSpan(0, SignatureInput.FixedFieldsLength), signer,
            owner.Wire);
        foreach (byte[] rdata in rrset)
        {
            input.Append(rdata);
        }

        return input.Written.ToArray();
    }

    private IEnumerable<(DomainName Owner, RRType Type, byte[] RData)> Of(RRType type) =>
        _records.Where(record => record.Type == type);

    private static ushort TagIn(byte[] rrsig) =>
        BinaryPrimitives.ReadUInt16BigEndian(rrsig.AsSpan(SignatureInput.FixedFieldsLength - 2));

    private static int SignatureStart(byte[] rrsig)
    {
        int place = SignatureInput.FixedFieldsLength;
        while (rrsig[place] != 0)
        {
            place += rrsig[place] + 1;
        }

        return place + 1;
    }
}
