using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Zones;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Denial;

/// <summary>The chains that dnssec-signzone makes for odd zones must be those that we make: owner, TTL and RDATA.</summary>
public sealed class BindChainTests : IDisposable
{
    private static readonly DomainName Apex = DomainName.Parse("example.");

    private readonly TemporaryDirectory _directory = new();

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen")]
    [InlineData(1ul, 3)]
    [InlineData(2ul, 30)]
    [InlineData(3ul, 100)]
    [InlineData(4ul, 100)]
    [InlineData(5ul, 400)]
    public void NsecChain_IsBinds(ulong seed, int names)
    {
        ZoneFileContent signed = Sign(new RandomZones(seed).Next(names));
        Assert.Equal(RecordsOf(signed, RRType.NSEC).Select(Fold), NsecOf(Unsigned(signed)).Select(Fold));
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void NsecChain_KeepsTheLetterCaseOfNamesAsBindDoes()
    {
        ZoneFileContent signed = Sign("""
            @         600  SOA Ns hostmaster 1 7200 3600 1209600 3600
            @         600  NS  Ns
            Ns        600  A   192.0.2.1
            MixedCase 600  NS  Ns
            x.UPPER   600  A   192.0.2.2

            """);
        Assert.Equal(RecordsOf(signed, RRType.NSEC), NsecOf(Unsigned(signed)));
    }

    [ForeignToolTheory("dnssec-signzone", "dnssec-keygen")]
    [InlineData(1ul, 3, Nsec3OptOut.None)]
    [InlineData(2ul, 30, Nsec3OptOut.InsecureDelegations)]
    [InlineData(3ul, 100, Nsec3OptOut.None)]
    [InlineData(3ul, 100, Nsec3OptOut.InsecureDelegations)]
    [InlineData(4ul, 100, Nsec3OptOut.InsecureDelegations)]
    [InlineData(5ul, 400, Nsec3OptOut.None)]
    [InlineData(5ul, 400, Nsec3OptOut.InsecureDelegations)]
    public void Nsec3Chain_IsBinds(ulong seed, int names, Nsec3OptOut optOut)
    {
        string[] flag = optOut == Nsec3OptOut.None ? [] : ["-A"];
        ZoneFileContent signed = Sign(new RandomZones(seed).Next(names), ["-3", "AB0C", "-H", "3", .. flag]);
        Nsec3Chain chain = Nsec3Chain.Build(
            Unsigned(signed), new Nsec3Parameters(3, [0xAB, 0x0C]), optOut, new FindingList(), threads: 2);
        Assert.Equal(RecordsOf(signed, RRType.NSEC3), Nsec3Of(chain));
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    /// <summary>Of names that differ in case only, BIND keeps now the one and now the other.</summary>
    private static string Fold(string line) => string.Concat(line.Select(char.ToLowerInvariant));

    private ZoneFileContent Sign(string zone, params string[] options)
    {
        ForeignTool.RunIn(_directory.FullName, "dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "example.")
            .MustSucceed();
        ForeignTool.RunIn(_directory.FullName, "dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK",
            "example.").MustSucceed();
        _directory.Write("db", zone);
        string[] arguments = ["-S", "-P", "-o", "example.", "-O", "full", "-f", "db.signed", .. options,
            "db"];
        ForeignTool.RunIn(_directory.FullName, "dnssec-signzone", arguments).MustSucceed();
        FindingList findings = new();
        ZoneFileContent signed = ZoneFileReader.Read(_directory["db.signed"],
            new ZoneFileOptions { Origin = Apex }, findings);
        Assert.Empty(findings.Kept);
        return signed;
    }

    private static Zone Unsigned(ZoneFileContent signed)
    {
        ZoneBuilder builder = new ZoneBuilder(Apex, new FindingList(), threads: 2)
            .Omit(RRType.RRSIG).Omit(RRType.NSEC).Omit(RRType.NSEC3);
        builder.Add(signed.Pages);

        return builder.Build();
    }

    private static string[] RecordsOf(ZoneFileContent content, RRType type)
    {
        List<string> records = [];
        foreach (RecordPage page in content.Pages)
        {
            foreach (DnssecToolkit.Records.Record record in page.Records.Take(page.Count)
                .Where(r => r.Type == type))
            {
                records.Add(Describe(page.OwnerOf(record), record.Ttl, type, page.RDataOf(record)));
            }
        }

        return [.. records.Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static string[] NsecOf(Zone zone)
    {
        NsecChain chain = new(zone);
        byte[] rdata = new byte[NsecChain.MaximumRDataLength];
        return [.. Enumerable.Range(0, zone.NodeCount).Where(chain.Contains).Select(node =>
        {
            int length = chain.WriteRData(node, rdata);
            return Describe(zone.NameOf(node), chain.Ttl, RRType.NSEC, rdata.AsSpan(0, length));
        }).Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static string[] Nsec3Of(Nsec3Chain chain)
    {
        byte[] rdata = new byte[Nsec3Chain.MaximumRDataLength];
        byte[] owner = new byte[chain.OwnerLength];
        return [.. Enumerable.Range(0, chain.Count).Select(link =>
        {
            chain.WriteOwner(link, owner);
            int length = chain.WriteRData(link, rdata);
            return Describe(owner, chain.Ttl, RRType.NSEC3, rdata.AsSpan(0, length));
        }).Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static string Describe(ReadOnlySpan<byte> owner, uint ttl, RRType type,
        ReadOnlySpan<byte> rdata) =>
        $"{DomainName.FromTrustedWire(owner)} {ttl} {RecordText.FormatRData(type, rdata)}";
}
