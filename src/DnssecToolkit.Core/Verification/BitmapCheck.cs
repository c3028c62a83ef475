using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Holds the type bit maps of an NSEC or NSEC3 against the
/// types at the name; one thread's.</summary>
internal sealed class BitmapCheck(Zone zone, ZoneWalk walk)
{
    private const int MaximumLength = 256 * 34; // a window's number, length and 32 octets, 256 times

    private readonly List<RRType> _types = [];
    private readonly byte[] _expected = new byte[MaximumLength];

    /// <summary>Reports where bit maps differ from what they ought to be.</summary>
    /// <param name="node">The name whose types they list.</param>
    /// <param name="bitmaps">The bit maps.</param>
    /// <param name="codes">How to name a difference, and octets that are no bit maps.</param>
    /// <param name="location">Where the record stood.</param>
    /// <param name="sink">Takes the findings.</param>
    public void Check(
        int node,
        ReadOnlySpan<byte> bitmaps,
        (CheckCode Difference, CheckCode Malformed) codes,
        SourceLocation location,
        FindingSink sink)
    {
        GatherTypes(node);
        if (!bitmaps.SequenceEqual(_expected.AsSpan(0, WriteExpected())))
        {
            ReportDifference(node, bitmaps, codes, location, sink);
        }
    }

    private void GatherTypes(int node)
    {
        _types.Clear();
        bool hasSigned = false;
        foreach (RRset rrset in zone.RRsetsOf(node))
        {
            RRType type = rrset.Type;
            hasSigned |= type != RRType.NSEC3 && walk.MustBeSigned(node, type);
            if (walk.IsInBitmap(node, type))
            {
                _types.Add(type);
            }
        }

        if (hasSigned)
        {
            int place = _types.BinarySearch(RRType.RRSIG);
            _types.Insert(~place, RRType.RRSIG);
        }
    }

    private int WriteExpected()
    {
        int length = 0;
        int window = -1;
        foreach (RRType type in _types)
        {
            int number = (int)type >> 8;
            if (number != (window < 0 ? -1 : _expected[window]))
            {
                window = length;
                length += 2;
                _expected.AsSpan(window, 34).Clear();
                _expected[window] = (byte)number;
            }

            int octet = ((int)type & 0xFF) >> 3;
            _expected[window + 2 + octet] |= (byte)(0x80 >> ((int)type & 7));
            _expected[window + 1] = (byte)(octet + 1);
            length = window + 2 + octet + 1;
        }

        return length;
    }

    private void ReportDifference(
        int node,
        ReadOnlySpan<byte> bitmaps,
        (CheckCode Difference, CheckCode Malformed) codes,
        SourceLocation location,
        FindingSink sink)
    {
        List<RRType> listed = [];
        BitmapWalk types = new(bitmaps);
        while (types.MoveNext())
        {
            listed.Add(types.Current);
        }

        if (types.IsMalformed)
        {
            sink.Add(
                codes.Malformed, location,
                $"bit maps of {Phrase.Name(zone.NameOf(node))} that cannot be read");
            return;
        }

        string missing = Phrase.Some(_types.Except(listed).Select(RRTypeText.Format), " ");
        string surplus = Phrase.Some(listed.Except(_types).Select(RRTypeText.Format), " ");
        string what = (missing, surplus) switch
        {
            (_, "") => $"lack {missing}",
            ("", _) => $"list {surplus}, which is not there",
            _ => $"lack {missing} and list {surplus}, which is not there",
        };
        sink.Add(codes.Difference, location, $"the bit maps of {Phrase.Name(zone.NameOf(node))} {what}");
    }
}
