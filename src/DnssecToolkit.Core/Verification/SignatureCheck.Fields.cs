using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <content>One signature: what RFC 4035 §5.3.1 asks of its fields.</content>
internal sealed partial class SignatureCheck
{
    private void CheckSignature(int node, RRset rrset, Signature signature, FindingSink sink)
    {
        CheckTtls(rrset, signature, sink);
        CheckTimes(node, rrset, signature, sink);
        bool hasSigner = CheckSigner(rrset, signature, sink);
        if (CheckLabels(rrset, signature, sink) && hasSigner)
        {
            CheckKey(node, rrset, signature, sink);
        }
    }

    private static void CheckTtls(RRset rrset, Signature signature, FindingSink sink)
    {
        if (signature.Fields.OriginalTtl != rrset.Ttl)
        {
            sink.Add(
                CheckCodes.RrsigOriginalTtl,
                signature.Location,
                $"{Phrase.Set(rrset)} has TTL {rrset.Ttl},"
                + $" its signature original TTL {signature.Fields.OriginalTtl}");
        }

        if (signature.Ttl != rrset.Ttl)
        {
            sink.Add(
                CheckCodes.RrsigTtl,
                signature.Location,
                $"{Phrase.Set(rrset)} has TTL {rrset.Ttl}, its signature {signature.Ttl}");
        }
    }

    private void CheckTimes(int node, RRset rrset, Signature signature, FindingSink sink)
    {
        IReadOnlyList<Timestamp> moments = context.Policy.Moments;
        uint expirationWire = signature.Fields.Expiration;
        uint inceptionWire = signature.Fields.Inception;
        Timestamp expiration = Timestamp.FromWire(expirationWire, moments[0]);
        Totals.Count(expiration, node, signature.Fields, signature.Location);
        if (unchecked((int)(expirationWire - inceptionWire)) < 0)
        {
            sink.Add(
                CheckCodes.RrsigTimesReversed,
                signature.Location,
                $"the signature of {Phrase.Set(rrset)} expires before its inception");
            return;
        }

        // No foreach: a list's enumerator would be boxed for every signature.
        for (int i = 0; i < moments.Count; i++)
        {
            if (!CheckMoment(moments[i], rrset, signature, sink))
            {
                return;
            }
        }

        Timestamp last = _lastMoment;
        long remaining = Timestamp.FromWire(expirationWire, last) - last;
        if (remaining < context.Policy.Margin)
        {
            sink.Add(
                CheckCodes.RrsigExpiresSoon,
                signature.Location,
                $"the signature of {Phrase.Set(rrset)} expires {last + remaining}, within the margin");
        }
        else if (remaining < rrset.Ttl)
        {
            sink.Add(
                CheckCodes.RrsigTtlOutlives,
                signature.Location,
                $"{Phrase.Set(rrset)} has TTL {rrset.Ttl}, but its signature expires in {remaining} seconds");
        }
    }

    private static bool CheckMoment(Timestamp moment, RRset rrset, Signature signature, FindingSink sink)
    {
        Timestamp expiration = Timestamp.FromWire(signature.Fields.Expiration, moment);
        if (expiration < moment)
        {
            sink.Add(
                CheckCodes.RrsigExpired,
                $"at {moment}",
                signature.Location,
                $"the signature of {Phrase.Set(rrset)} expired {expiration}");
            return false;
        }

        Timestamp inception = Timestamp.FromWire(signature.Fields.Inception, moment);
        if (inception > moment)
        {
            sink.Add(
                CheckCodes.RrsigNotYetValid,
                $"at {moment}",
                signature.Location,
                $"the signature of {Phrase.Set(rrset)} is valid only from {inception}");
            return false;
        }

        return true;
    }

    private bool CheckSigner(RRset rrset, Signature signature, FindingSink sink)
    {
        if (WireName.AreEqual(signature.Fields.Signer, _zone.Apex.Wire))
        {
            return true;
        }

        sink.Add(
            CheckCodes.RrsigSigner,
            signature.Location,
            $"the signature of {Phrase.Set(rrset)} names {Phrase.Name(signature.Fields.Signer)} as signer");
        return false;
    }

    private static bool CheckLabels(RRset rrset, Signature signature, FindingSink sink)
    {
        int labels = WireName.CountLabels(rrset.Owner) - (WireName.IsWildcard(rrset.Owner) ? 1 : 0);
        if (signature.Fields.Labels == labels)
        {
            return true;
        }

        sink.Add(
            CheckCodes.RrsigLabels,
            signature.Location,
            $"the signature of {Phrase.Set(rrset)} counts {signature.Fields.Labels}"
            + $" labels, and there are {labels}");
        return false;
    }

    private void CheckKey(int node, RRset rrset, Signature signature, FindingSink sink)
    {
        RrsigFields fields = signature.Fields;
        if (context.Keys.Find(fields.Algorithm, fields.Tag) is { } keys)
        {
            Totals.ByKey[keys.First.Place]++;
            CheckBy(published, keys, node, rrset, signature, sink);
            return;
        }

        (CheckCode code, string why) = IsByKeyToCome(fields)
            ? (CheckCodes.RrsigKeyPresign, "which the keyindex publishes at another time")
            : (CheckCodes.RrsigKeyAbsent, "which is not published");
        string label = $"key {(int)fields.Algorithm}/{fields.Tag}";
        sink.Add(code, label, signature.Location, $"{Phrase.Set(rrset)} is signed by {label}, {why}");
        if (absent.Keys.Find(fields.Algorithm, fields.Tag) is { } others)
        {
            CheckBy(absent, others, node, rrset, signature, sink);
        }
    }

    // A wrong signature has a finding of its own, so that one by a key that the previous version published
    // makes the RRset known to those who hold that.
    private void CheckBy(
        KeySetVerifier verifier, KeyCandidates keys, int node, RRset rrset, Signature signature,
        FindingSink sink)
    {
        RrsigFields fields = signature.Fields;
        ApexKey[] candidates = keys.For(rrset.Type);
        _hasKnownKey = _hasKnownKey || Array.Exists(candidates, verifier.IsKnown);
        if (candidates.Length == 0)
        {
            sink.Add(
                CheckCodes.RrsigKeyUnfit,
                keys.First.Label,
                signature.Location,
                $"{Phrase.Set(rrset)} is signed by {keys.First.Label}, which is revoked or no zone key");
        }
        else if (AlgorithmTraits.Find(fields.Algorithm) is null)
        {
            sink.Add(
                CheckCodes.RrsigAlgorithmUnknown,
                $"algorithm {(int)fields.Algorithm}",
                signature.Location,
                $"the signature of {Phrase.Set(rrset)} is of algorithm {(int)fields.Algorithm},"
                + $" which cannot be verified here");
        }
        else if (context.Policy.Signatures.Includes(node, signature.Index))
        {
            Verify(verifier, node, rrset, signature, candidates, sink);
        }
    }
}
