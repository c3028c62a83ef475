using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;
using FsCheck;
using FsCheck.Fluent;

namespace DnssecToolkit.Tests.Zones;

/// <summary>What holds for every zone, held against plain, slow ways to say the same.</summary>
public class ZoneBuilderProperties
{
    private static readonly DomainName Apex = DomainName.Parse("example.");

    // Few and nasty labels, so that names collide, nest and differ late.
    private static readonly byte[][] Labels =
    [
        [(byte)'a'], [(byte)'A'], [(byte)'a', 0], [(byte)'a', 1], [0], [1], [0, 0], [1,
            0], [255], [(byte)'*'],
        .. new[] { "abcdefgh", "abcdefghi", "abcdefgi",
            "abcdefg" }.Select(System.Text.Encoding.ASCII.GetBytes),
        [.. "abcdefg"u8, 0], [.. "abcdefg"u8, 1], [.. "abcdefgh"u8, 0],
    ];

    private static readonly RRType[] Types =
        [RRType.A, RRType.A, RRType.A, RRType.NS, RRType.DNAME, RRType.TXT, RRType.RRSIG, RRType.NSEC3];

    private static Arbitrary<TestRecord[]> RecordLists => Gen.ArrayOf(
        from depth in Gen.Choose(0, 4)
        from labels in Gen.ArrayOf(Gen.Elements(Labels), depth)
        from type in Gen.Elements(Types)
        from value in Gen.Choose(0, 2)
        select new TestRecord([.. labels.SelectMany(l => l.Prepend((byte)l.Length)), .. Apex.Wire], type,
            (byte)value)).ToArbitrary();

    [Fact]
    public void Build_GivesWhatAPlainSortGives() => Check(records =>
    {
        Zone zone = Build(records);
        List<string> expected = [.. records.Where(r => r.Type != RRType.RRSIG)
            .OrderBy(r => r, Comparer<TestRecord>.Create(ComparePlainly)).Select(r => r.Folded).Distinct()];
        Assert.Equal(expected, Flatten(zone));
    });

    [Fact]
    public void Build_GivesTheKindsAndEmptyNonTerminalsOfTheDefinitions() => Check(records =>
    {
        Zone zone = Build(records);
        List<TestRecord> kept = [.. records.Where(r => r.Type != RRType.RRSIG)];
        HashSet<string> names = [.. kept.Select(r => r.FoldedOwner)];
        HashSet<string> all = [.. kept.SelectMany(r => AncestorsOf(r.FoldedOwner).Append(r.FoldedOwner))];
        Assert.Equal(all.Count, zone.NodeCount);
        for (int node = 0; node < zone.NodeCount; node++)
        {
            Assert.True(node == 0 || WireName.Compare(zone.NameOf(node - 1), zone.NameOf(node)) < 0);
            Assert.Equal(node, zone.Find(zone.NameOf(node)));
            Assert.Equal(ExpectedKind(Fold(zone.NameOf(node)), kept, names), zone.KindOf(node));
        }
    });

    /// <summary>Names that share their first 8, 16, 40 octets, by the ten thousand: sorting goes on with the
    /// octets that follow, on threads.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(8, 1)]
    [InlineData(16, 3)]
    [InlineData(40, 3)]
    public void Build_SortsThousandsOfNamesThatBeginAlike(int shared, int threads)
    {
        RecordPageBuilder page = new();
        page.Add(Apex.Wire, RRType.SOA, 60, [0, 0, .. new byte[20]]);
        uint state = 1;
        HashSet<string> names = [];
        for (int i = 0; i < 40_000; i++)
        {
            state = unchecked((state * 1_664_525) + 1_013_904_223);
            byte[] label = [.. Enumerable.Repeat((byte)'x', shared), Bits(30, 3), Bits(28, 3), Bits(16, 255),
                Bits(12, 15)];
            byte[] below = Labels[Bits(8, 15)];
            byte[] name = [(byte)below.Length, .. below, (byte)label.Length, .. label, .. Apex.Wire];
            names.Add(Fold(name));
            page.Add(name, RRType.A, 60, [1]);
        }

        Zone zone = new ZoneBuilder(Apex, new FindingList(), threads).Add(page.Build()).Build();
        int withRecords = 0;
        for (int node = 1; node < zone.NodeCount; node++)
        {
            Assert.True(WireName.Compare(zone.NameOf(node - 1), zone.NameOf(node)) < 0);
            withRecords += zone.KindOf(node) == NodeKind.Authoritative ? 1 : 0;
        }

        Assert.Equal(names.Count, withRecords);

        byte Bits(int shift, uint mask) => (byte)((state >> shift) & mask);
    }

    private static NodeKind ExpectedKind(string name, List<TestRecord> records, HashSet<string> names)
    {
        string apex = Fold(Apex.Wire);
        bool Has(string owner, RRType type) => records.Any(r => r.FoldedOwner == owner && r.Type == type);
        bool isNsec3Owner = names.Contains(name)
            && records.All(r => r.FoldedOwner != name || r.Type == RRType.NSEC3);
        bool occluded = AncestorsOf(name).Any(
            a => Has(a, RRType.DNAME) && !(a == apex && isNsec3Owner && AncestorsOf(name).Count() == 1)
                || a != apex && Has(a, RRType.NS));
        return name == apex ? NodeKind.Apex
            : occluded ? NodeKind.Occluded
            : !names.Contains(name) ? NodeKind.EmptyNonTerminal
            : Has(name, RRType.NS) ? NodeKind.Delegation
            : NodeKind.Authoritative;
    }

    /// <summary>The names above a name, up to the apex.</summary>
    private static IEnumerable<string> AncestorsOf(string name)
    {
        string apex = Fold(Apex.Wire);
        while (name != apex)
        {
            name = name[((Convert.ToInt32(name[..2], 16) + 1) * 2)..];
            yield return name;
        }
    }

    private static void Check(Action<TestRecord[]> property) =>
        Prop.ForAll(RecordLists, records => property(
            [.. records, new TestRecord(Apex.Wire.ToArray(), RRType.SOA, 0),
                new TestRecord(Apex.Wire.ToArray(), RRType.NS, 0)]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(60));

    /// <summary>Spreads the records over pages of one to five and builds with three threads.</summary>
    private static Zone Build(TestRecord[] records)
    {
        ZoneBuilder builder = new ZoneBuilder(Apex, new FindingList(), 3).Omit(RRType.RRSIG);
        for (int i = 0; i < records.Length;)
        {
            RecordPageBuilder page = new();
            for (int end = Math.Min(records.Length, i + 1 + (i % 5)); i < end; i++)
            {
                page.Add(records[i].Owner, records[i].Type, 60, records[i].RData);
            }

            builder.Add(page.Build());
        }

        return builder.Build();
    }

    private static List<string> Flatten(Zone zone)
    {
        List<string> records = [];
        for (int node = 0; node < zone.NodeCount; node++)
        {
            foreach (RRset rrset in zone.RRsetsOf(node))
            {
                for (int i = 0; i < rrset.Count; i++)
                {
                    records.Add($"{Fold(zone.NameOf(node))} {rrset.Type} {Fold(rrset.RDataOf(i))}");
                }
            }
        }

        return records;
    }

    private static int ComparePlainly(TestRecord? left, TestRecord? right)
    {
        int order = CompareLabels(left!.FoldedOwner, right!.FoldedOwner);
        order = order != 0 ? order : (int)left.Type - (int)right.Type;
        return order != 0 ? order : string.CompareOrdinal(Fold(left.RData), Fold(right.RData));
    }

    /// <summary>RFC 4034 §6.1, word for word: labels from the right, in hexadecimal as strings of
    /// octets.</summary>
    private static int CompareLabels(string left, string right)
    {
        List<string> leftLabels = LabelsFromTheRight(left);
        List<string> rightLabels = LabelsFromTheRight(right);
        for (int i = 0; i < Math.Min(leftLabels.Count, rightLabels.Count); i++)
        {
            int order = string.CompareOrdinal(leftLabels[i], rightLabels[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftLabels.Count - rightLabels.Count;
    }

    private static List<string> LabelsFromTheRight(string name)
    {
        List<string> labels = [];
        while (name != "00")
        {
            int length = (Convert.ToInt32(name[..2], 16) + 1) * 2;
            labels.Insert(0, name[2..length]);
            name = name[length..];
        }

        return labels;
    }

    [SuppressMessage("Globalization", "CA1308", Justification = "lower case is what RFC 4034 folds to")]
    private static string Fold(ReadOnlySpan<byte> octets)
    {
        string lower = System.Text.Encoding.Latin1.GetString(octets);
        return Convert.ToHexString(System.Text.Encoding.Latin1.GetBytes(
            string.Concat(lower.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c))));
    }

    internal sealed record TestRecord(byte[] Owner, RRType Type, byte Value)
    {
        public string FoldedOwner => Fold(Owner);

        public string Folded => $"{FoldedOwner} {Type} {Fold(RData)}";

        public byte[] RData => Type switch
        {
            RRType.SOA => [0, 0, .. new byte[20]],
            RRType.NS or RRType.DNAME => Value == 0 ? [0] : [1, Value == 1 ? (byte)'n' : (byte)'N', 0],
            _ => [Value],
        };
    }
}
