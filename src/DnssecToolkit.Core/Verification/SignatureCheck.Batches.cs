using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <content>The cryptography: singly, or many signatures of one key together.</content>
internal sealed partial class SignatureCheck
{
    private void Verify(
        KeySetVerifier verifier, int node, RRset rrset, Signature signature, ApexKey[] candidates,
        FindingSink sink)
    {
        if (_verified++ == MaximumSignatures)
        {
            _verified--;
            return;
        }

        Totals.Verified++;
        ReadOnlySpan<byte> message = _signed.For(rrset, signature.Fields);
        PendingSignature place = new(node, rrset.Type, signature.Index);
        if (candidates.Length == 1
            && verifier.Pending.TryAdd(
                candidates[0], message, signature.Fields.Signature, place, out bool isFull))
        {
            if (isFull)
            {
                VerifyPending(verifier, candidates[0], sink);
            }
        }
        else if (!IsByOneOf(verifier.Contexts, candidates, message, signature.Fields.Signature))
        {
            ReportInvalid(rrset, signature, candidates[0], sink);
        }
    }

    private static bool IsByOneOf(
        KeyContexts contexts, ApexKey[] candidates, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        foreach (ApexKey candidate in candidates)
        {
            if (contexts.Verify(candidate, message, signature))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Verifies what still waits; at the end of each block, so that its findings stay with
    /// it.</summary>
    private void VerifyPending(FindingSink sink)
    {
        VerifyPending(published, sink);
        VerifyPending(absent, sink);
    }

    private void VerifyPending(KeySetVerifier verifier, FindingSink sink)
    {
        foreach (ApexKey key in verifier.Keys.Keys)
        {
            VerifyPending(verifier, key, sink);
        }
    }

    private void VerifyPending(KeySetVerifier verifier, ApexKey key, FindingSink sink)
    {
        foreach (PendingSignature wrong in verifier.Pending.VerifyAllOf(key.Place))
        {
            // Both were found and read when the signature was put aside.
            _ = _zone.TryFind(wrong.Node, wrong.TypeCovered, out RRset rrset);
            _ = _zone.TryFind(wrong.Node, RRType.RRSIG, out RRset signatures);
            _ = RrsigFields.TryRead(signatures.RDataOf(wrong.Index), out RrsigFields fields);
            ReportInvalid(rrset, new Signature(fields, signatures, wrong.Index), key, sink);
        }
    }

    private static void ReportInvalid(
        RRset rrset, Signature signature, ApexKey key, FindingSink sink) => sink.Add(
        CheckCodes.RrsigInvalid,
        key.Label,
        signature.Location,
        $"the signature of {Phrase.Set(rrset)} by {key.Label} does not verify");
}
