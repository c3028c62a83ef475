using DnssecToolkit.Encoding;
using DnssecToolkit.Names;

namespace DnssecToolkit.Planning;

/// <summary>Goes through one block's names in canonical order, zone nodes and NSEC3 owners merged.</summary>
internal ref struct BlockWalk
{
    private readonly ZoneWalk _walk;
    private readonly WalkBlock _block;
    private readonly Span<byte> _label;
    private int _labelLength;
    private int _node;
    private int _hash;

    /// <summary>Begins before the block's first name.</summary>
    /// <param name="walk">The walk.</param>
    /// <param name="block">One of its blocks.</param>
    /// <param name="label">63 octets for its own use.</param>
    public BlockWalk(ZoneWalk walk, WalkBlock block, Span<byte> label)
    {
        _walk = walk;
        _block = block;
        _label = label;
        _node = block.FirstNode;
        _hash = block.FirstHash;
        EncodeLabel();
    }

    /// <summary>Whether the name is an NSEC3's owner, so that <see cref="Index"/> counts in the chain, not in
    /// the zone.</summary>
    public bool IsHashed { get; private set; }

    /// <summary>The zone node, or the NSEC3's place in the chain.</summary>
    public int Index { get; private set; }

    /// <summary>Goes to the next name.</summary>
    /// <returns>False past the last.</returns>
    public bool MoveNext()
    {
        bool nodesLeft = _node < _block.EndNode;
        bool hashesLeft = _hash < _block.EndHash;
        if (!nodesLeft && !hashesLeft)
        {
            return false;
        }

        IsHashed = hashesLeft && (!nodesLeft
            || WireName.CompareFolded(_label[.._labelLength], _walk.TopLabelOf(_node)) < 0);
        if (IsHashed)
        {
            Index = _hash++;
            EncodeLabel();
        }
        else
        {
            Index = _node++;
        }

        return true;
    }

    private void EncodeLabel()
    {
        if (_hash < _block.EndHash)
        {
            _labelLength = Base32Hex.EncodeLower(_walk.Chain.Nsec3!.HashAt(_hash), _label);
        }
    }
}
