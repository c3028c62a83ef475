using System.Buffers.Binary;
using System.Collections.Immutable;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>An RRSIG as a bundle has it (RFC 4034 §3.1).</summary>
public sealed record BundleSignature
{
    /// <summary>The identifier of the key that made it.</summary>
    public required string KeyIdentifier { get; init; }

    /// <summary>Its own TTL in seconds.</summary>
    public required uint Ttl { get; init; }

    /// <summary>The type covered.</summary>
    public RRType TypeCovered { get; init; } = RRType.DNSKEY;

    /// <summary>The algorithm.</summary>
    public required DnssecAlgorithm Algorithm { get; init; }

    /// <summary>How many labels the owner has.</summary>
    public required byte Labels { get; init; }

    /// <summary>The TTL of the RRset that it covers, in seconds.</summary>
    public required uint OriginalTtl { get; init; }

    /// <summary>When it ceases to be valid.</summary>
    public required Timestamp Expiration { get; init; }

    /// <summary>When it begins to be valid.</summary>
    public required Timestamp Inception { get; init; }

    /// <summary>The tag of the key that made it.</summary>
    public required KeyTag Tag { get; init; }

    /// <summary>The signer's name.</summary>
    public required DomainName Signer { get; init; }

    /// <summary>The signature in DNSSEC's form.</summary>
    public ImmutableArray<byte> Octets { get; init; } = [];

    /// <summary>Reads RRSIG RDATA.</summary>
    /// <param name="rdata">RDATA in wire form.</param>
    /// <param name="ttl">The record's TTL in seconds.</param>
    /// <param name="near">A moment within 68 years of the signature's times, which have 32 bits (RFC 4034
    /// §3.1.5).</param>
    /// <returns>Null where it is cut short.</returns>
    public static BundleSignature? Read(ReadOnlySpan<byte> rdata, uint ttl, Timestamp near)
    {
        const int Fixed = SignatureInput.FixedFieldsLength;
        if (rdata.Length <= Fixed || !DomainName.TryFromWire(rdata[Fixed..], out DomainName signer))
        {
            return null;
        }

        return new BundleSignature
        {
            KeyIdentifier = "",
            Ttl = ttl,
            TypeCovered = (RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata),
            Algorithm = (DnssecAlgorithm)rdata[2],
            Labels = rdata[3],
            OriginalTtl = BinaryPrimitives.ReadUInt32BigEndian(rdata[4..]),
            Expiration = Timestamp.FromWire(BinaryPrimitives.ReadUInt32BigEndian(rdata[8..]), near),
            Inception = Timestamp.FromWire(BinaryPrimitives.ReadUInt32BigEndian(rdata[12..]), near),
            Tag = new KeyTag(BinaryPrimitives.ReadUInt16BigEndian(rdata[16..])),
            Signer = signer,
            Octets = [.. rdata[(Fixed + signer.Wire.Length)..]],
        };
    }

    /// <summary>Gives RRSIG RDATA in wire form.</summary>
    public byte[] ToRData() => [.. FixedFields(), .. Signer.Wire, .. Octets];

    /// <summary>Gives what the signature is over: its own fields, then the RRset in canonical form (RFC 4034
    /// §3.1.8.1).</summary>
    /// <param name="owner">The RRset's owner.</param>
    /// <param name="rdata">The RDATA of its records, in any order; each once.</param>
    public byte[] MessageOver(DomainName owner, IEnumerable<ReadOnlyMemory<byte>> rdata)
    {
        List<ReadOnlyMemory<byte>> records = [.. rdata];
        records.Sort((left, right) => CanonicalRData.Compare(TypeCovered, left.Span, right.Span));
        byte[] message = new byte[SignatureInput.LengthOf(
            Signer.Wire.Length, owner.Wire.Length, records.Count, records.Sum(record => record.Length))];
        SignatureInput input = new(message, FixedFields(), Signer.Wire, owner.Wire);
        for (int i = 0; i < records.Count; i++)
        {
            // RFC 4034 §6.3: a record that is there twice counts once.
            if (i == 0 || CanonicalRData.Compare(TypeCovered, records[i - 1].Span, records[i].Span) != 0)
            {
                input.Append(records[i].Span);
            }
        }

        return message[..input.Length];
    }

    /// <summary>Whether it is of a key, by algorithm and tag.</summary>
    public bool MayBeOf(Keys.ZoneKey key) => key.Algorithm == Algorithm && key.Tag == Tag;

    /// <summary>Whether a key made the signature.</summary>
    /// <param name="key">The key; one whose public key is malformed made none.</param>
    /// <param name="message">What the signature is over (<see cref="MessageOver"/>).</param>
    internal bool Verifies(Keys.ZoneKey key, ReadOnlySpan<byte> message)
    {
        if (!VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier, out _))
        {
            return false;
        }

        using (verifier)
        {
            return verifier.Verify(message, Octets.AsSpan());
        }
    }

    /// <inheritdoc/>
    public bool Equals(BundleSignature? other) =>
        other is not null && KeyIdentifier == other.KeyIdentifier && Ttl == other.Ttl
            && ToRData().AsSpan().SequenceEqual(other.ToRData());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(KeyIdentifier, Ttl, Tag, Inception, Expiration);

    private byte[] FixedFields()
    {
        byte[] fields = new byte[SignatureInput.FixedFieldsLength];
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)TypeCovered);
        fields[2] = (byte)Algorithm;
        fields[3] = Labels;
        BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(4), OriginalTtl);
        BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(8), Expiration.Wire);
        BinaryPrimitives.WriteUInt32BigEndian(fields.AsSpan(12), Inception.Wire);
        BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(16), Tag.Value);
        return fields;
    }
}
