using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Verification;

/// <content>Names that the zone does not have, with all that a signer would have made for them.</content>
internal sealed partial class MutableZone
{
    /// <summary>Adds a name below an existing one: record, signature and place in the chain.</summary>
    public void PutName(string owner, string type, string rdata)
    {
        Add(owner, type, rdata);
        Sign(owner, type);
        if (Of(Apex, "NSEC3PARAM").Count > 0)
        {
            Link(Hashed(owner), "NSEC3", 4, next => next.Split('.')[0], $"{type} RRSIG");
        }
        else
        {
            Link(Full(owner), "NSEC", 0, next => next, $"{type} RRSIG NSEC");
        }
    }

    /// <summary>Takes all that DNSSEC has added away.</summary>
    public void StripDnssec() => Records.RemoveAll(
        record => record.Type is "RRSIG" or "NSEC" or "NSEC3" or "NSEC3PARAM" or "DNSKEY");

    private void Link(string owner, string type, int next, Func<string, string> nameOfNext, string types)
    {
        DomainName name = DomainName.Parse(owner);
        MutableRecord[] chain = [.. Records.Where(record => record.Type == type).OrderBy(Place)];
        MutableRecord before = chain.LastOrDefault(record => Place(record).CompareTo(name) < 0) ?? chain[^1];
        string head = string.Join(' ', before.Words.Take(next + 1));
        Add(owner, type, $"{head} {types}", before.Ttl);
        Sign(owner, type);
        before.Set(next, nameOfNext(owner));
        Sign(before.Owner, type);

        static DomainName Place(MutableRecord record) => DomainName.Parse(record.Owner);
    }
}
