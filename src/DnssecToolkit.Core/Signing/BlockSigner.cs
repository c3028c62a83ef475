using DnssecToolkit.Denial;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Signing;

/// <summary>One thread's work on a plan: takes blocks of names, makes their signatures, leaves their
/// text.</summary>
internal sealed partial class BlockSigner : IDisposable
{
    private readonly SigningPlan _plan;
    private readonly Zone _zone;
    private readonly RRsetSigner _signer;
    private readonly SignedAhead? _ahead;
    private readonly WireCollector? _collector;
    private readonly byte[] _denial = new byte[DenialChain.MaximumRDataLength];
    private readonly byte[] _owner = new byte[WireName.MaximumLength];
    private readonly byte[] _folded = new byte[WireName.MaximumLength];

    private SignedBlock _block = null!;
    private int _planned;
    private int _number;

    /// <summary>Opens a session with each signer.</summary>
    /// <param name="plan">What to sign.</param>
    /// <param name="signers">One for each of the plan's keys.</param>
    /// <param name="collectsWire">Whether the zone's digest needs the records in wire form.</param>
    /// <param name="ahead">What was signed before, or null.</param>
    public BlockSigner(
        SigningPlan plan, IReadOnlyList<ISigner?> signers, bool collectsWire, SignedAhead? ahead = null)
    {
        _plan = plan;
        _ahead = ahead;
        _zone = plan.Walk.Zone;
        _signer = new RRsetSigner(plan, signers);
        _collector = collectsWire ? new WireCollector() : null;
    }

    /// <summary>Signatures made.</summary>
    public long Made => _signer.Made;

    /// <summary>Signatures kept.</summary>
    public long Reused => _signer.Reused;

    /// <summary>Records written.</summary>
    public long Records { get; private set; }

    /// <summary>The earliest expiration seen.</summary>
    public Timestamp? FirstExpiration => _signer.FirstExpiration;

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    /// <summary>Signs one block.</summary>
    /// <param name="number">Its place in the walk.</param>
    /// <param name="block">Takes the text, and the wire form where it is collected.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <remarks>Where a key signs many at once, the block is walked twice: to collect what it signs, and to
    /// write it.</remarks>
    public void Sign(int number, SignedBlock block, CancellationToken stop)
    {
        if (_ahead?.CollectedOf(number) is { } made)
        {
            _signer.TakeBack(made);
        }
        else if (_ahead is null && _signer.HasBatches && _plan.HasNew(number))
        {
            WalkToCollect(number, block);
            _signer.SignCollected(stop);
        }

        _block = block;
        Walk(number);
        if (number == 0 && _collector is not null)
        {
            ReserveDigestSection();
        }
    }

    /// <summary>Collects what keys that sign many at once have to sign in one block, by the keys'
    /// places.</summary>
    /// <param name="number">Its place in the walk.</param>
    /// <param name="block">Room for text that is thrown away.</param>
    public CollectedMessages?[] Collect(int number, SignedBlock block)
    {
        WalkToCollect(number, block);
        return _signer.HandOver();
    }

    /// <summary>Signs messages with a key that signs many at once.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The key failed.</exception>
    public void Sign(byte key, SigningBatch batch, CancellationToken stop) => _signer.Sign(key, batch, stop);

    private void WalkToCollect(int number, SignedBlock block)
    {
        long records = Records;
        _block = block;
        _signer.Collect();
        Walk(number);
        block.Clear();
        Records = records;
    }

    private void Walk(int number)
    {
        _number = number;
        _planned = 0;
        Span<byte> label = stackalloc byte[WireName.MaximumLabelLength];
        BlockWalk names = new(_plan.Walk, _plan.Walk.Blocks[number], label);
        while (names.MoveNext())
        {
            if (names.IsHashed)
            {
                SignHashed(names.Index);
            }
            else
            {
                SignNode(names.Index);
            }
        }
    }

    private void SignNode(int node)
    {
        ReadOnlySpan<byte> name = _zone.NameOf(node);
        ReadOnlySpan<byte> folded = Fold(name);
        int labels = WireName.CountLabels(name) - (WireName.IsWildcard(name) ? 1 : 0);
        foreach (RRset rrset in NodeRRsets.InOrder(_zone, node))
        {
            int signatures = _zone.IsSigned(node, rrset.Type) ? CountKeys(rrset.Type, isApex: node == 0) : 0;
            if (node == 0 && rrset.Type == RRType.ZONEMD && _collector is not null)
            {
                _digestPlanned = (_planned, signatures);
                _planned += signatures; // written when the digest is known
                continue;
            }

            WriteRecords(rrset);
            if (signatures > 0)
            {
                _signer.Take(folded, labels, rrset);
                WriteSignatures(rrset.Owner, rrset.Ttl, signatures);
            }
        }

        if (_plan.Walk.Chain.Nsec is { } nsec && nsec.Contains(node))
        {
            WriteDenial(name, RRType.NSEC, node, labels);
        }

        _collector?.FlushName(folded, _block.Wire);
    }

    private void SignHashed(int index)
    {
        Nsec3Chain chain = _plan.Walk.Chain.Nsec3!;
        chain.WriteOwner(index, _owner);
        ReadOnlySpan<byte> owner = _owner.AsSpan(0, chain.OwnerLength);
        ReadOnlySpan<byte> folded = Fold(owner);
        WriteDenial(owner, RRType.NSEC3, index, WireName.CountLabels(owner));
        _collector?.FlushName(folded, _block.Wire);
    }

    private void WriteDenial(ReadOnlySpan<byte> owner, RRType type, int index, int labels)
    {
        uint ttl = _plan.Walk.Chain.Ttl;
        int length = _plan.Walk.Chain.WriteRData(index, _denial);
        ReadOnlySpan<byte> rdata = _denial.AsSpan(0, length);
        WriteRecord(owner, type, ttl, rdata);
        _signer.Take(_folded.AsSpan(0, owner.Length), labels, type, ttl, rdata);
        WriteSignatures(owner, ttl, CountKeys(type, isApex: false));
    }

    private void WriteRecords(RRset rrset)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            WriteRecord(rrset.OwnerOf(i), rrset.Type, rrset.Ttl, rrset.RDataOf(i));
        }
    }

    private void WriteSignatures(ReadOnlySpan<byte> owner, uint ttl, int count)
    {
        ReadOnlySpan<PlannedSignature> planned = _plan.SignaturesOf(_number).Slice(_planned, count);
        _planned += count;
        foreach (PlannedSignature signature in planned)
        {
            WriteRecord(owner, RRType.RRSIG, ttl, _signer.Signature(signature));
        }
    }

    private void WriteRecord(ReadOnlySpan<byte> owner, RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        AppendText(_block.Text, owner, type, ttl, rdata);
        _collector?.Add(type, ttl, rdata);
        Records++;
    }

    private static void AppendText(
        OctetBuffer text, ReadOnlySpan<byte> owner, RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        Span<byte> room = text.Reserve(RecordText.MaximumLength(owner.Length, rdata.Length));
        text.Advance(RecordText.Write(owner, ttl, type, rdata, room));
    }

    private int CountKeys(RRType type, bool isApex)
    {
        int count = 0;
        foreach (SigningKey key in _plan.Keys)
        {
            count += key.Signs(type, isApex) ? 1 : 0;
        }

        return count;
    }

    private ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> name)
    {
        WireName.CopyFolded(name, _folded);
        return _folded.AsSpan(0, name.Length);
    }
}
