using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>Recognises a key that signed a version of a zone without being published in it, as a new
/// algorithm's keys do (RFC 6781 §4.1.4).</summary>
internal static class UnpublishedSigner
{
    /// <summary>Whether a signature over the version's SOA is by the key: the library verifies it, for a tag
    /// alone proves nothing.</summary>
    public static bool HasSigned(Zone zone, ZoneKey key, int rrsigLength)
    {
        if (!zone.TryFind(0, RRType.SOA, out RRset soa)
            || !zone.TryFind(0, RRType.RRSIG, out RRset signatures)
            || !VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier, out _))
        {
            return false;
        }

        using (verifier)
        {
            for (int i = 0; i < signatures.Count; i++)
            {
                ReadOnlySpan<byte> rrsig = signatures.RDataOf(i);
                if (rrsig.Length == rrsigLength && IsOverSoaBy(key, rrsig)
                    && IsRight(verifier, key.Zone.Wire, soa, rrsig))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOverSoaBy(ZoneKey key, ReadOnlySpan<byte> rrsig) =>
        BinaryPrimitives.ReadUInt16BigEndian(rrsig) == (ushort)RRType.SOA
        && rrsig[2] == (byte)key.Algorithm
        && BinaryPrimitives.ReadUInt16BigEndian(rrsig[16..]) == key.Tag.Value;

    private static bool IsRight(VerificationKey verifier, ReadOnlySpan<byte> apex, RRset soa,
        ReadOnlySpan<byte> rrsig)
    {
        byte[] room = new byte[SignatureInput.LengthOf(apex.Length, apex.Length, 1, soa.RDataOf(0).Length)];
        SignatureInput input = new(room, rrsig[..SignatureInput.FixedFieldsLength], apex, apex);
        input.Append(soa.RDataOf(0));
        return verifier.Verify(input.Written, rrsig[(SignatureInput.FixedFieldsLength + apex.Length)..]);
    }
}
