using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Decides what each name is to its zone, and puts the empty non-terminals in (RFC 9499 §7, RFC 4592
/// §2.2.2).</summary>
/// <remarks>One walk in canonical order: the names below a cut or a DNAME follow it without a gap. Names
/// directly below the apex, most of a TLD's, are not even looked at.</remarks>
internal sealed class NodeClassification
{
    private const int NotOccluding = -1;

    private readonly RecordPage[] _pages;
    private readonly NodeAssembly _assembly;
    private readonly List<(int Node, int Shared)> _gaps = [];
    private int _emptyCount;

    private NodeClassification(RecordPage[] pages, NodeAssembly assembly)
    {
        _pages = pages;
        _assembly = assembly;
    }

    /// <summary>Gives the zone's nodes.</summary>
    public static ArraySegment<ZoneNode> Classify(RecordPage[] pages, NodeAssembly assembly)
    {
        NodeClassification classification = new(pages, assembly);
        classification.SetKinds();
        return classification.WithEmptyNonTerminals();
    }

    private void SetKinds()
    {
        ZoneNode[] nodes = _assembly.Nodes;
        int occluder = NotOccluding; // the depth of the cut or DNAME that the walk is at or below
        for (int i = 0; i < _assembly.NodeCount; i++)
        {
            NodeShape shape = _assembly.Shapes[i];
            int shared = shape.Depth < 2 ? 0 : SharedLabels(i);
            if (occluder > shared)
            {
                occluder = NotOccluding;
            }

            bool occluded = occluder != NotOccluding && i > 0;
            if (shape.Depth > shared + 1)
            {
                _gaps.Add((i, shared));
                _emptyCount += shape.Depth - shared - 1;
            }

            if (occluded)
            {
                // RFC 6672 §2.4 excepts NSEC3 from what may not be below a DNAME at the apex.
                bool excepted = shape is { Depth: 1, IsNsec3Owner: true };
                nodes[i] = nodes[i] with { Kind = excepted ? NodeKind.Authoritative : NodeKind.Occluded };
                continue;
            }

            nodes[i] = nodes[i] with
            {
                Kind = i == 0 ? NodeKind.Apex : shape.IsCut ? NodeKind.Delegation : NodeKind.Authoritative,
            };
            occluder = shape.Occludes ? shape.Depth : occluder;
        }
    }

    /// <summary>Counts the labels below the apex that a name has in common with the name before it.</summary>
    private int SharedLabels(int node)
    {
        int depth = _assembly.Shapes[node].Depth;
        int previousDepth = _assembly.Shapes[node - 1].Depth;
        int shared = Math.Min(depth, previousDepth);
        ReadOnlySpan<byte> name = DropLabels(NameOf(node), depth - shared);
        ReadOnlySpan<byte> previous = DropLabels(NameOf(node - 1), previousDepth - shared);
        while (shared > 0 && !WireName.AreEqual(name, previous))
        {
            name = WireName.ParentOf(name);
            previous = WireName.ParentOf(previous);
            shared--;
        }

        return shared;
    }

    /// <remarks>From the end, so that the nodes move within their own array where that has room; at a million
    /// names a second one would be 24 MB.</remarks>
    private ArraySegment<ZoneNode> WithEmptyNonTerminals()
    {
        int count = _assembly.NodeCount + _emptyCount;
        ZoneNode[] nodes = _assembly.Nodes;
        if (nodes.Length < count)
        {
            nodes = GC.AllocateUninitializedArray<ZoneNode>(count);
        }

        int next = count;
        int end = _assembly.NodeCount;
        for (int gap = _gaps.Count - 1; gap >= 0; gap--)
        {
            (int node, int shared) = _gaps[gap];
            next -= end - node;
            Array.Copy(_assembly.Nodes, node, nodes, next, end - node);
            end = node;
            ZoneNode below = nodes[next];
            int missing = _assembly.Shapes[node].Depth - shared - 1;
            for (int labels = 1; labels <= missing; labels++)
            {
                nodes[--next] = EmptyNonTerminalAbove(below, labels);
            }
        }

        if (nodes != _assembly.Nodes)
        {
            Array.Copy(_assembly.Nodes, nodes, end);
        }

        return new ArraySegment<ZoneNode>(nodes, 0, count);
    }

    private ZoneNode EmptyNonTerminalAbove(ZoneNode below, int labels)
    {
        ReadOnlySpan<byte> name = NameOf(below);
        int skipped = name.Length - DropLabels(name, labels).Length;
        return new ZoneNode(
            below.FirstRecord, 0, below.NameOffset + (uint)skipped, below.NamePage,
            below.Kind == NodeKind.Occluded ? NodeKind.Occluded : NodeKind.EmptyNonTerminal);
    }

    private ReadOnlySpan<byte> NameOf(int node) => NameOf(_assembly.Nodes[node]);

    private ReadOnlySpan<byte> NameOf(ZoneNode entry)
    {
        ReadOnlySpan<byte> octets = _pages[entry.NamePage].Octets.AsSpan((int)entry.NameOffset);
        return octets[..WireName.LengthOf(octets)];
    }

    private static ReadOnlySpan<byte> DropLabels(ReadOnlySpan<byte> name, int count)
    {
        for (; count > 0; count--)
        {
            name = WireName.ParentOf(name);
        }

        return name;
    }
}
