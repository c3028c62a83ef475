using DnssecToolkit.Bundles;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Resolving;

/// <summary>Proves the signatures over the SOA or the DNSKEY RRset that a server sends by the keys of the
/// zone's file: resolvers may have the keys from one server and the signature from another.</summary>
/// <param name="apex">The zone.</param>
/// <param name="keys">The keys of the zone's file.</param>
/// <param name="request">When signatures have to be valid.</param>
/// <param name="add">Takes what is found.</param>
internal sealed class SignatureProof(
    DomainName apex, PublishedKeys keys, PublicationRequest request, Action<CheckCode, string> add)
{
    private readonly Timestamp _now = request.Moment;

    /// <summary>Checks the signatures over an RRset.</summary>
    /// <returns>Whether there is any signature.</returns>
    public bool Check(DnsMessage message, RRType type)
    {
        ServedRRset rrset = ServedRRset.Of(message, apex, type, _now);
        HashSet<ZoneKey> signers = [];
        bool hasFault = false;
        foreach (BundleSignature signature in rrset.Signatures)
        {
            hasFault |= !Check(rrset, signature, signers);
        }

        if (rrset.Signatures.Count > 0 && !hasFault && !Vouch(signers, type))
        {
            string whose = string.Join(", ", rrset.Signatures.Select(LabelOf).Distinct());
            string role = type == RRType.DNSKEY ? "key-signing key" : "key";
            add(
                CheckCodes.ServerRrsigKeyAbsent,
                $"sends the {type} RRset signed by {whose} and by no {role} of the file");
        }

        return rrset.Signatures.Count > 0;
    }

    // False where something was found that is a fault by itself.
    private bool Check(ServedRRset rrset, BundleSignature signature, HashSet<ZoneKey> signers)
    {
        string what = $"sends a signature of the {signature.TypeCovered} RRset";
        string whose = LabelOf(signature);
        if (!rrset.IsOfApex(signature))
        {
            string named = $"names {signature.Signer} as signer, with {signature.Labels} labels";
            add(CheckCodes.ServerRrsigInvalid, $"{what} that {named}");
            return false;
        }

        if (signature.Expiration < _now || signature.Inception > _now)
        {
            string when = signature.Expiration < _now
                ? $"expired {signature.Expiration}" : $"is valid only from {signature.Inception}";
            add(CheckCodes.ServerRrsigTime, $"{what} by {whose} that {when}");
            return false;
        }

        ZoneKey[] candidates = [.. keys.Keys
            .Where(key => signature.MayBeOf(key) && MayVerify(key, signature.TypeCovered))];
        ZoneKey[] found = AlgorithmTraits.Find(signature.Algorithm) is null
            ? candidates // cannot be told here, which the report on the file says
            : [.. rrset.SignersOf(signature, candidates)];
        signers.UnionWith(found);
        if (candidates.Length > 0 && found.Length == 0)
        {
            add(CheckCodes.ServerRrsigInvalid, $"{what} by {whose} that the file's key does not verify");
            return false;
        }

        if (found.Length > 0 && signature.Expiration - _now < request.Margin)
        {
            string when = $"expires {signature.Expiration}, within the margin";
            add(CheckCodes.ServerRrsigExpiresSoon, $"{what} by {whose} that {when}");
        }

        return true;
    }

    // RFC 5011 §2.1: a revoked key signs the DNSKEY RRset to show that it is revoked, and nothing else.
    private static bool MayVerify(ZoneKey key, RRType type) =>
        (key.Flags & ZoneKey.ZoneFlag) != 0 && (!key.IsRevoked || type == RRType.DNSKEY);

    // Where the file's keys are vouched for by keys with the SEP flag, the parent's DS leads to such a one.
    private bool Vouch(HashSet<ZoneKey> signers, RRType type)
    {
        bool needsSep = type == RRType.DNSKEY && keys.Keys.Any(key => key.IsSep && keys.Signs(key));
        return signers.Any(key => !key.IsRevoked && (key.IsSep || !needsSep));
    }

    private static string LabelOf(BundleSignature signature) =>
        $"key {(int)signature.Algorithm}/{signature.Tag}";
}
