using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Verification;

/// <summary>A signed zone as text with its keys, to be made wrong and signed again as if the wrong were
/// right.</summary>
/// <remarks>Without the new signatures every fault would show as an invalid signature, and no other check
/// would be tried.</remarks>
internal sealed partial class MutableZone(IEnumerable<string> lines, KeyDirectory keys)
{
    private static readonly ZoneFileOptions Options = new()
    {
        Origin = DomainName.Parse("example."),
        DefaultTtl = 3600
    };

    /// <summary>The zone's name.</summary>
    public const string Apex = "example.";

    /// <summary>The records in the file's order.</summary>
    public List<MutableRecord> Records { get; } =
        [.. lines.Where(line => line.Length > 0 && line[0] != ';').Select(MutableRecord.Parse)];

    /// <summary>The published KSKs and ZSKs.</summary>
    public KeyDirectory Keys => keys;

    /// <summary>What becomes of the finished text.</summary>
    public Func<string, string> Rewrite { get; set; } = text => text;

    /// <summary>Gives the records of an RRset.</summary>
    public List<MutableRecord> Of(string owner, string type) =>
        [.. Records.Where(record => record.Owner == Full(owner) && record.Type == type)];

    /// <summary>Gives the signatures of an RRset.</summary>
    public List<MutableRecord> Signatures(string owner, string type) =>
        [.. Of(owner, "RRSIG").Where(record => record.Words[0] == type)];

    /// <summary>Adds a record and leaves all else as it was.</summary>
    public MutableRecord Add(string owner, string type, string rdata, string ttl = "3600")
    {
        MutableRecord record = new(Full(owner), ttl, type, rdata.Split(' '));
        Records.Add(record);
        return record;
    }

    /// <summary>Removes records.</summary>
    public void Remove(IEnumerable<MutableRecord> records)
    {
        HashSet<MutableRecord> gone = [.. records];
        Records.RemoveAll(gone.Contains);
    }

    /// <summary>Removes an RRset, its signatures, and its bit.</summary>
    public void Drop(string owner, string type)
    {
        Remove(Of(owner, type));
        Remove(Signatures(owner, type));
        if (Denial(owner) is MutableRecord denial && denial.Words.Remove(type))
        {
            if (Of(owner, "RRSIG").Count == 0)
            {
                denial.Words.Remove("RRSIG");
            }

            Sign(denial.Owner, denial.Type);
        }
    }

    /// <summary>Adds a record with its signature and its bit, as if it had always been there.</summary>
    public void Put(string owner, string type, string rdata)
    {
        Add(owner, type, rdata);
        Sign(owner, type);
        if (Denial(owner) is MutableRecord denial && !denial.Words.Skip(1).Contains(type))
        {
            denial.Words.AddRange(denial.Words.Contains("RRSIG") ? [type] : [type, "RRSIG"]);
            Sign(denial.Owner, denial.Type);
        }
    }

    /// <summary>Gives a name's NSEC or NSEC3, or null.</summary>
    public MutableRecord? Denial(string owner) =>
        Of(owner, "NSEC").FirstOrDefault() ?? Of(Hashed(owner), "NSEC3").FirstOrDefault();

    /// <summary>Edits a name's NSEC or NSEC3 and signs it again.</summary>
    public void EditDenial(string owner, Action<MutableRecord> edit)
    {
        MutableRecord denial = Denial(owner)!;
        edit(denial);
        Sign(denial.Owner, denial.Type);
    }

    /// <summary>Gives the owner of a name's NSEC3.</summary>
    public string Hashed(string owner)
    {
        byte[] hash = new byte[Nsec3Hash.Length];
        Nsec3Hash.Compute(DomainName.Parse(Full(owner)).Wire, [], 0, hash);
        byte[] text = new byte[32];
        Base32Hex.EncodeLower(hash, text);
        return System.Text.Encoding.ASCII.GetString(text) + "." + Apex;
    }

    /// <summary>Signs an RRset again, by the keys that signed it, or by those that sign others.</summary>
    public void Sign(string owner, string type)
    {
        List<MutableRecord> signatures = Signatures(owner, type);
        if (signatures.Count == 0)
        {
            // RFC 7344 §4.1: CDS and CDNSKEY are signed as the DNSKEY RRset is.
            foreach (MutableRecord template in Signatures(Apex, type is "CDS" or "CDNSKEY"
                ? "DNSKEY" : "SOA"))
            {
                MutableRecord signature = template.Copy();
                signature.Owner = Full(owner);
                signature.Ttl = Of(owner, type)[0].Ttl;
                int labels = Full(owner).Split('.')
                    .Count(label => label.Length > 0) - (owner.StartsWith('*') ? 1 : 0);
                signature.Set(0, type).Set(2, $"{labels}").Set(3, signature.Ttl);
                Records.Add(signature);
                signatures.Add(signature);
            }
        }

        signatures.ForEach(SignAgain);
    }

    /// <summary>Computes a signature over its RRset from the fields that it has now, by the key that its tag
    /// names.</summary>
    public void SignAgain(MutableRecord signature)
    {
        byte[] fields = RDataOf([signature])[0];
        DomainName owner = DomainName.Parse(signature.Owner);
        DomainName signer = DomainName.Parse(signature.Words[7]);
        RRType type = RRTypeOf(signature.Words[0]);
        List<byte[]> data = RDataOf(Of(signature.Owner, signature.Words[0]));
        data.Sort((left, right) => CanonicalRData.Compare(type, left, right));
        byte[] buffer = new byte[SignatureInput.LengthOf(
            signer.Wire.Length, owner.Wire.Length, data.Count, data.Sum(rdata => rdata.Length))];
        SignatureInput input = new(buffer, fields, signer.Wire, owner.Wire);
        foreach (byte[] rdata in data)
        {
            input.Append(rdata);
        }

        byte[] made = new byte[AlgorithmTraits.MaximumSignatureLength];
        using SigningContext context = PrivateHalfOf(signature).OpenContext();
        int length = context.Sign(input.Written, made);
        signature.Words.RemoveRange(8, signature.Words.Count - 8);
        signature.Words.Add(Convert.ToBase64String(made.AsSpan(0, length)));
    }

    /// <summary>Gives the zone file.</summary>
    public override string ToString() => Rewrite(string.Concat(Records.Select(record => record + "\n")));

    private static string Full(string name) => name.EndsWith('.') ? name : $"{name}.{Apex}";

    private static RRType RRTypeOf(string text) =>
        Enum.TryParse(text, out RRType type) ? type : (RRType)ushort.Parse(text["TYPE".Length..], null);

    private static List<byte[]> RDataOf(IEnumerable<MutableRecord> records)
    {
        string text = string.Concat(records.Select(record => record + "\n"));
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.ReadText(
            System.Text.Encoding.ASCII.GetBytes(text), "records", Options, findings);
        Assert.Empty(findings.Kept);
        return [.. content.Pages.SelectMany(page =>
            page.Records.Take(page.Count).Select(record => page.RDataOf(record).ToArray()))];
    }
}
