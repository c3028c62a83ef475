using DnssecToolkit.Canonical;
using DnssecToolkit.Records;

namespace DnssecToolkit.Tests.Canonical;

public class CanonicalRDataTests
{
    private static readonly RRType[] FoldedByRfc4034 =
    [
        RRType.NS, RRType.MD, RRType.MF, RRType.CNAME, RRType.SOA, RRType.MB, RRType.MG, RRType.MR, RRType.PTR,
        RRType.MINFO, RRType.MX, RRType.RP, RRType.AFSDB, RRType.RT, RRType.SIG, RRType.PX, RRType.NXT,
        RRType.NAPTR,
        RRType.KX, RRType.SRV, RRType.DNAME, RRType.A6, RRType.RRSIG,
    ];

    /// <summary>RFC 4034, section 6.2; RFC 6840, section 5.1 takes NSEC out again, and HINFO has no
    /// names.</summary>
    [Fact]
    public void NeedsFolding_HoldsForTheTypesOfRfc4034AndNoOthers()
    {
        IEnumerable<RRType> folded = Enumerable.Range(0, 65536).Select(i => (RRType)i)
            .Where(CanonicalRData.NeedsFolding);
        Assert.Equal(FoldedByRfc4034.Order(), folded);
    }

    [Theory]
    [InlineData(RRType.NS, "01 41 00", "01 61 00")]
    [InlineData(RRType.SOA, "0141 00 0142 00 41414141 41414141 41414141 41414141 41414141",
        "0161 00 0162 00 41414141 41414141 41414141 41414141 41414141")]
    [InlineData(RRType.MX, "4141 0141 00", "4141 0161 00")]
    [InlineData(RRType.SRV, "414141414141 0141 00", "414141414141 0161 00")]
    [InlineData(RRType.PX, "4141 0141 00 0142 00", "4141 0161 00 0162 00")]
    [InlineData(RRType.NAPTR, "41414141 0141 0242 42 00 0143 00", "41414141 0141 0242 42 00 0163 00")]
    [InlineData(RRType.A6, "40 4141414141414141 0141 00", "40 4141414141414141 0161 00")]
    [InlineData(RRType.A6, "00 41414141414141414141414141414141", "00 41414141414141414141414141414141")]
    [InlineData(RRType.RRSIG, "4141 41 41 41414141 41414141 41414141 4141 0141 00 4141",
        "4141 41 41 41414141 41414141 41414141 4141 0161 00 4141")]
    [InlineData(RRType.NXT, "0141 00 41", "0161 00 41")]
    [InlineData(RRType.NSEC, "0141 00 000141", "0141 00 000141")]
    [InlineData(RRType.NSAP_PTR, "0141 00", "0141 00")]
    [InlineData(RRType.SVCB, "0001 0141 00", "0001 0141 00")]
    [InlineData(RRType.TXT, "0141", "0141")]
    [InlineData((RRType)65280, "0141 00", "0141 00")]
    public void Write_FoldsNamesAndNothingElse(RRType type, string given, string expected)
    {
        byte[] rdata = Convert.FromHexString(given.Replace(" ", "", StringComparison.Ordinal));
        byte[] written = new byte[rdata.Length];
        Assert.Equal(rdata.Length, CanonicalRData.Write(type, rdata, written));
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(written));
        Assert.Equal(0, CanonicalRData.Compare(type, rdata, written));
    }

    /// <summary>Octets of a small alphabet make names, labels cut off, and near ties frequent.</summary>
    [Fact]
    public void Compare_AgreesWithComparingWhatWriteGives_AlsoForMalformedRData()
    {
        byte[] alphabet = [0, 1, 2, (byte)'A', (byte)'a', (byte)'B', (byte)'b', 0x40, 0xC0];
        uint state = 20261121;
        for (int round = 0; round < 20_000; round++)
        {
            RRType type = FoldedByRfc4034[Next(FoldedByRfc4034.Length)];
            byte[] left = Octets();
            byte[] right = Next(2) == 0
                ? Octets() : [.. left.Select(b => Next(4) == 0 ? alphabet[Next(alphabet.Length)] : b)];
            byte[] leftWritten = new byte[left.Length];
            byte[] rightWritten = new byte[right.Length];
            CanonicalRData.Write(type, left, leftWritten);
            CanonicalRData.Write(type, right, rightWritten);
            Assert.Equal(
                Math.Sign(leftWritten.AsSpan().SequenceCompareTo(rightWritten)),
                Math.Sign(CanonicalRData.Compare(type, left, right)));
        }

        byte[] Octets() => [.. Enumerable.Range(0, Next(30)).Select(_ => alphabet[Next(alphabet.Length)])];

        int Next(int below)
        {
            state = unchecked((state * 1664525) + 1013904223);
            return (int)((state >> 8) % (uint)below);
        }
    }
}
