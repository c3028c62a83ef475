using System.Buffers.Binary;
using System.Diagnostics;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Signing;

/// <summary>One thread's RRSIG maker: holds the RRset's canonical form once and signs it with each
/// key.</summary>
internal sealed class RRsetSigner : IDisposable
{
    private readonly SigningPlan _plan;
    private readonly ISigningSession?[] _sessions;
    private readonly PendingBatch?[] _batches;
    private readonly int[] _signatureLengths;
    private readonly int _prefixLength;
    private readonly byte[] _rrsig;
    private readonly Timestamp _inception;
    private byte[] _message = new byte[4_096];
    private int _messageLength;
    private Timestamp _expiration;

    /// <summary>Opens a session with each signer.</summary>
    /// <exception cref="KeyUnavailableException">A key cannot be used.</exception>
    public RRsetSigner(SigningPlan plan, IReadOnlyList<ISigner?> signers)
    {
        _plan = plan;
        _inception = plan.Policy.InceptionTime;
        _signatureLengths = [.. plan.Keys.Select(key => AlgorithmTraits.Of(key.Key.Algorithm)
            .SignatureLength(key.Key.PublicKey))];
        int signerLength = plan.Walk.Zone.Apex.Wire.Length;
        _prefixLength = SignatureInput.FixedFieldsLength + signerLength;
        _rrsig = new byte[_prefixLength + _signatureLengths.DefaultIfEmpty().Max()];
        WireName.CopyFolded(plan.Walk.Zone.Apex.Wire, _rrsig.AsSpan(SignatureInput.FixedFieldsLength));
        _sessions = new ISigningSession?[signers.Count];
        _batches = new PendingBatch?[signers.Count];
        for (int i = 0; i < signers.Count; i++)
        {
            _sessions[i] = signers[i]?.OpenSession();
            _batches[i] = _sessions[i] is IBatchSigningSession session
                ? new PendingBatch(session, _signatureLengths[i]) : null;
        }
    }

    /// <summary>Signatures made.</summary>
    public long Made { get; private set; }

    /// <summary>Signatures kept.</summary>
    public long Reused { get; private set; }

    /// <summary>The earliest expiration seen.</summary>
    public Timestamp? FirstExpiration { get; private set; }

    /// <summary>Whether a key's messages are collected and signed together.</summary>
    public bool HasBatches => Array.Exists(_batches, batch => batch is not null);

    /// <summary>Whether messages are being collected: signatures are zeros meanwhile, and nothing is
    /// counted.</summary>
    public bool IsCollecting { get; private set; }

    /// <summary>Begins to collect messages; the same signatures will be asked for again after
    /// <see cref="SignCollected"/>.</summary>
    public void Collect()
    {
        IsCollecting = true;
        Array.ForEach(_batches, batch => batch?.Begin());
    }

    /// <summary>Signs what was collected; the signatures are given out in the same order.</summary>
    /// <exception cref="KeyUnavailableException">A key failed.</exception>
    public void SignCollected(CancellationToken stop)
    {
        IsCollecting = false;
        Array.ForEach(_batches, batch => batch?.Sign(stop));
    }

    /// <summary>Ends the collecting, and hands over what was collected, by the keys' places; null for a key
    /// that signs one by one.</summary>
    public CollectedMessages?[] HandOver()
    {
        IsCollecting = false;
        return Array.ConvertAll(_batches, batch => batch?.HandOver());
    }

    /// <summary>Takes back what was handed over: its signatures are given out from here on.</summary>
    public void TakeBack(CollectedMessages?[] collected)
    {
        for (int key = 0; key < collected.Length; key++)
        {
            _batches[key]?.TakeBack(collected[key]!);
        }
    }

    /// <summary>Signs messages with a key that signs many at once.</summary>
    /// <exception cref="KeyUnavailableException">The key failed.</exception>
    public void Sign(byte key, SigningBatch batch, CancellationToken stop) =>
        _batches[key]!.Sign(batch, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ISigningSession? session in _sessions)
        {
            session?.Dispose();
        }
    }

    /// <summary>Takes an RRset of the zone to be signed.</summary>
    /// <param name="folded">The owner's wire name in lower case.</param>
    /// <param name="labels">The RRSIG's labels field.</param>
    /// <param name="rrset">The RRset.</param>
    public void Take(ReadOnlySpan<byte> folded, int labels, RRset rrset)
    {
        int octets = 0;
        for (int i = 0; i < rrset.Count; i++)
        {
            octets += rrset.RDataOf(i).Length;
        }

        SignatureInput input = Begin(folded, labels, rrset.Type, rrset.Ttl, rrset.Count, octets);
        for (int i = 0; i < rrset.Count; i++)
        {
            input.Append(rrset.RDataOf(i));
        }

        _messageLength = input.Length;
    }

    /// <summary>Takes an RRset of one record to be signed.</summary>
    /// <param name="folded">The owner's wire name in lower case.</param>
    /// <param name="labels">The RRSIG's labels field.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="rdata">RDATA in wire form.</param>
    public void Take(ReadOnlySpan<byte> folded, int labels, RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        SignatureInput input = Begin(folded, labels, type, ttl, 1, rdata.Length);
        input.Append(rdata);
        _messageLength = input.Length;
    }

    /// <summary>Takes an RRset of a few records to be signed.</summary>
    /// <param name="folded">The owner's wire name in lower case.</param>
    /// <param name="labels">The RRSIG's labels field.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="rdata">RDATA in wire form, in canonical order.</param>
    public void Take(ReadOnlySpan<byte> folded, int labels, RRType type, uint ttl, byte[][] rdata)
    {
        SignatureInput input = Begin(folded, labels, type, ttl, rdata.Length,
            rdata.Sum(record => record.Length));
        foreach (byte[] record in rdata)
        {
            input.Append(record);
        }

        _messageLength = input.Length;
    }

    /// <summary>Gives one RRSIG's RDATA, kept or made.</summary>
    /// <param name="planned">Which key, kept or made.</param>
    /// <exception cref="KeyUnavailableException">The key failed.</exception>
    public ReadOnlySpan<byte> Signature(PlannedSignature planned)
    {
        if (planned.Reason == SigningReason.Presigned)
        {
            byte[] presigned =
                _plan.Keys[planned.Key].Presigned[(RRType)BinaryPrimitives.ReadUInt16BigEndian(_rrsig)];
            NoteExpiration(BinaryPrimitives.ReadUInt32BigEndian(presigned.AsSpan(8)));
            return presigned;
        }

        if (!planned.IsNew)
        {
            ReadOnlySpan<byte> kept = _plan.Previous!.RDataAt(planned.PreviousPlace);
            if (IsCollecting)
            {
                return kept;
            }

            Reused++;
            NoteExpiration(BinaryPrimitives.ReadUInt32BigEndian(kept[8..]));
            return kept;
        }

        SetKey(planned.Key);
        _rrsig.AsSpan(0, SignatureInput.FixedFieldsLength).CopyTo(_message);
        if (IsCollecting)
        {
            _batches[planned.Key]?.Add(_message.AsSpan(0, _messageLength), planned);
            return EmptySignature(planned.Key);
        }

        int length = Sign(planned.Key, _message.AsSpan(0, _messageLength), _rrsig.AsSpan(_prefixLength));
        Made++;
        NoteExpiration(_expiration.Wire);
        return _rrsig.AsSpan(0, _prefixLength + length);
    }

    /// <summary>Gives an RRSIG's RDATA of the right length for the RRset taken, with zeros for the
    /// signature.</summary>
    /// <param name="key">The key's place.</param>
    public ReadOnlySpan<byte> EmptySignature(byte key)
    {
        SetKey(key);
        Span<byte> rrsig = _rrsig.AsSpan(0, _prefixLength + _signatureLengths[key]);
        rrsig[_prefixLength..].Clear();
        return rrsig;
    }

    private int Sign(byte key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (_batches[key] is { HasMore: true } batch)
        {
            return batch.Take(message, signature);
        }

        ISigningSession session = _sessions[key]
            ?? throw new UnreachableException("a signature was planned for a key without a signer");
        return session.Sign(message, signature);
    }

    private SignatureInput Begin(
        ReadOnlySpan<byte> folded, int labels, RRType type, uint ttl, int recordCount, int rdataLength)
    {
        _expiration = _plan.Policy.ExpirationOf(type, SignatureSpread.Of(folded, type));
        Span<byte> fields = _rrsig;
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)type);
        fields[3] = (byte)labels;
        BinaryPrimitives.WriteUInt32BigEndian(fields[4..], ttl);
        BinaryPrimitives.WriteUInt32BigEndian(fields[8..], _expiration.Wire);
        BinaryPrimitives.WriteUInt32BigEndian(fields[12..], _inception.Wire);
        int needed = SignatureInput.LengthOf(_prefixLength - SignatureInput.FixedFieldsLength, folded.Length,
            recordCount, rdataLength);
        if (_message.Length < needed)
        {
            _message = GC.AllocateUninitializedArray<byte>(Math.Max(needed, _message.Length * 2));
        }

        return new SignatureInput(_message, fields, fields[SignatureInput.FixedFieldsLength.._prefixLength],
            folded);
    }

    private void SetKey(byte key)
    {
        _rrsig[2] = (byte)_plan.Keys[key].Key.Algorithm;
        BinaryPrimitives.WriteUInt16BigEndian(_rrsig.AsSpan(16), _plan.Keys[key].Key.Tag.Value);
    }

    private void NoteExpiration(uint wire)
    {
        Timestamp expiration = Timestamp.FromWire(wire, _plan.Policy.Moment);
        if (FirstExpiration is null || expiration < FirstExpiration)
        {
            FirstExpiration = expiration;
        }
    }
}
