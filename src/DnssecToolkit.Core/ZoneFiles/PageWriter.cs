using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Fills pages with records: the owner once for records in a row, then RDATA.</summary>
/// <param name="file">The pages' file.</param>
/// <param name="output">Takes the full pages.</param>
/// <param name="context">Counts what pages take.</param>
/// <param name="buffers">Knows how large the last page became.</param>
internal sealed class PageWriter(string file, ParsedText output, ReadContext context, ParserBuffers buffers)
{
    /// <summary>Octets that are free in every page that records are written to, so that short ones need no
    /// check.</summary>
    public const int Slack = 1024;

    private const int LeastOctets = 2048;
    private const int MostOctets = 4 << 20;
    private const int LearningText = 1 << 16; // less text teaches nothing
    private const double Margin = 1.06;
    private const double MostGrowth = 8;
    private const int NoOwner = -1;

    private byte[] _octets = [];
    private Record[] _records = [];
    private int _used;
    private int _count;
    private int _ownerOffset = NoOwner;
    private byte[] _carried = []; // the owner of the page before
    private int _expectedText;
    private bool _isOverflowed;

    /// <summary>Whether an owner is known.</summary>
    public bool HasOwner => _ownerOffset != NoOwner || _carried.Length > 0;

    /// <summary>The last owner's wire name; empty where none is known.</summary>
    public ReadOnlySpan<byte> Owner
    {
        get
        {
            if (_ownerOffset == NoOwner)
            {
                return _carried;
            }

            ReadOnlySpan<byte> octets = _octets.AsSpan(_ownerOffset);
            return octets[..WireName.LengthOf(octets)];
        }
    }

    /// <summary>Says how much text is to come, so that pages are made in size.</summary>
    public void Expect(int textOctets) => (_expectedText, _isOverflowed) = (textOctets, false);

    /// <summary>Ends the page that the text made, and learns from it how large the next text's will
    /// be.</summary>
    public void EndText()
    {
        if (_expectedText >= LearningText && !_isOverflowed && _count > 0)
        {
            buffers.OctetsPerText = Math.Max((double)_used / _expectedText, 0.01);
            buffers.RecordsPerText = Math.Max((double)_count / _expectedText, 0.0001);
        }

        Close();
    }

    /// <summary>Makes a name the owner of the records that follow; nothing is written before the first of
    /// them.</summary>
    public void SetOwner(ReadOnlySpan<byte> name)
    {
        if (!Owner.SequenceEqual(name))
        {
            _carried = name.ToArray();
            _ownerOffset = NoOwner;
        }
    }

    /// <summary>Writes a record of the last owner.</summary>
    public void Append(RRType type, uint ttl, ReadOnlySpan<byte> rdata, uint line)
    {
        Reserve(rdata.Length);
        if (_ownerOffset == NoOwner)
        {
            PlaceOwner();
        }

        rdata.CopyTo(_octets.AsSpan(_used));
        _records[_count++] = new Record((uint)_ownerOffset, (uint)_used, ttl, line, (ushort)rdata.Length,
            type);
        _used += rdata.Length;
    }

    /// <summary>Makes room for a record with <see cref="Slack"/> octets at most, and puts the owner in the
    /// page.</summary>
    public void Prepare()
    {
        Reserve(0);
        if (_ownerOffset == NoOwner && _carried.Length > 0)
        {
            PlaceOwner();
        }
    }

    /// <summary>Whether the last owner stands in the page at hand.</summary>
    public bool HasPlacedOwner => _ownerOffset != NoOwner;

    /// <summary>Whether the page at hand has room for a record with <see cref="Slack"/> octets at
    /// most.</summary>
    public bool HasRoom
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count < _records.Length && _octets.Length - _used >= Slack;
    }

    /// <summary>Where the next octet goes: after <see cref="Prepare"/>, <see cref="Slack"/> octets can be
    /// written there.</summary>
    public ref byte Next
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_octets), _used);
    }

    /// <summary>Takes a record whose octets were written at <see cref="Next"/>.</summary>
    /// <param name="ownerLength">The owner's octets; 0 where it is that of the record before.</param>
    /// <param name="rdataLength">The RDATA's octets, which follow.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="line">The line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int ownerLength, int rdataLength, RRType type, uint ttl, uint line)
    {
        unchecked
        {
            int used = _used;
            if (ownerLength != 0)
            {
                _ownerOffset = used;
                used += ownerLength;
            }

            _records[_count++] = new Record((uint)_ownerOffset, (uint)used, ttl, line, (ushort)rdataLength,
                type);
            _used = used + rdataLength;
        }
    }

    /// <summary>Ends the page at hand.</summary>
    public void Close()
    {
        if (_count == 0)
        {
            return;
        }

        _carried = Owner.ToArray();
        _ownerOffset = NoOwner;
        output.Add(new RecordPage(file, Trim(_octets, _used), Trim(_records, _count), _count));
        long charge = _used + ((long)_count * Unsafe.SizeOf<Record>());
        output.ChargedOctets += charge;
        context.ChargeOctets(charge);
        _octets = [];
        _records = [];
        _used = 0;
        _count = 0;
    }

    private void PlaceOwner()
    {
        _ownerOffset = _used;
        _carried.CopyTo(_octets.AsSpan(_used));
        _used += _carried.Length;
    }

    private void Reserve(int rdataLength)
    {
        int needed = rdataLength + WireName.MaximumLength + Slack;
        if (_octets.Length - _used < needed || _count == RecordPage.MaximumCount)
        {
            if (_count > 0)
            {
                Overflow();
            }

            // A page without records may have an owner already.
            (_carried, _ownerOffset, _used) = (Owner.ToArray(), NoOwner, 0);

            int octets = (int)Math.Clamp(_expectedText * buffers.OctetsPerText * Margin, LeastOctets,
                MostOctets);
            int records = (int)Math.Clamp(_expectedText * buffers.RecordsPerText * Margin, 16,
                RecordPage.MaximumCount);
            _octets = GC.AllocateUninitializedArray<byte>(octets + needed);
            _records = GC.AllocateUninitializedArray<Record>(records);
        }
        else if (_count == _records.Length)
        {
            Array.Resize(ref _records, Math.Min(_count + (_count / 4) + 16, RecordPage.MaximumCount));
        }
    }

    // Text that overflows its page has more to it than expected; the rest of it is taken to be a quarter.
    private void Overflow()
    {
        buffers.OctetsPerText = Math.Min(buffers.OctetsPerText * 1.25, MostGrowth);
        _expectedText = Math.Max(_expectedText / 4, LearningText);
        _isOverflowed = true;
        Close();
    }

    // A page that is mostly empty is not worth its memory; one that is nearly full is not worth the copy.
    private static T[] Trim<T>(T[] items, int used) =>
        items.Length - used > items.Length / 8 ? items.AsSpan(0, used).ToArray() : items;
}
