using System.Text.RegularExpressions;
using DnssecToolkit.Canonical;
using DnssecToolkit.Records;

namespace DnssecToolkit.Interop.Records;

/// <summary>Which names dnssec-signzone lower-cases before it signs: two zones that differ in letter case only have the
/// same signatures for the types it folds, Ed25519 being deterministic.</summary>
public class BindFoldingTests
{
    private const string Zone = """
        $TTL 60
        @ SOA ns h 1 2 3 4 5
        @ NS ns
        ns A 192.0.2.1
        mb MB FOO.
        mg MG FOO.
        mr MR FOO.
        ptr PTR FOO.
        cname CNAME FOO.
        hinfo HINFO FOO BAR
        minfo MINFO FOO. BAR.
        mx MX 1 FOO.
        rp RP FOO. BAR.
        afsdb AFSDB 1 FOO.
        rt RT 1 FOO.
        nsap-ptr NSAP-PTR FOO.
        px PX 1 FOO. BAR.
        nxt NXT FOO. A NXT
        srv SRV 1 1 1 FOO.
        naptr NAPTR 1 1 "A" "B" "" FOO.
        kx KX 1 FOO.
        a6 A6 64 ::1:2:3:4 FOO.
        dname DNAME FOO.
        ipseckey IPSECKEY 10 3 2 FOO. AQNR
        hip HIP 2 200100107B1A74DF365639CC39F1D578 AwEA FOO. BAR.
        talink TALINK FOO. BAR.
        svcb SVCB 1 FOO.
        https HTTPS 1 FOO.
        dsync DSYNC CDS 1 1 FOO.
        lp LP 10 FOO.
        amtrelay AMTRELAY 0 0 3 FOO.

        """;

    // BIND folds it, though RFC 4034 §6.2 does not list it.
    private static readonly RRType[] KnownToDiffer = [RRType.NSAP_PTR];

    [ForeignToolFact("dnssec-keygen", "dnssec-signzone")]
    public void BindSigns_WithTheNamesLowerCasedThatWeLowerCase()
    {
        using TemporaryDirectory directory = new();
        string key = ForeignTool.RunIn(directory.FullName, "dnssec-keygen", "-q", "-a", "ED25519", "-n",
            "ZONE", "example")
            .MustSucceed().Output.Trim();
        Dictionary<string, string> upper = Sign(directory, key, "upper", Zone);
        Dictionary<string, string> lower = Sign(directory, key, "lower",
            Regex.Replace(Zone, "FOO|BAR", m => m.Value == "FOO" ? "foo" : "bar"));
        Assert.Equal(upper.Keys.Order(), lower.Keys.Order());
        foreach (string mnemonic in Regex.Matches(Zone, @"^\S+ (\S+) .*FOO", RegexOptions.Multiline)
            .Select(m => m.Groups[1].Value))
        {
            Assert.True(RRTypeText.TryRead(System.Text.Encoding.ASCII.GetBytes(mnemonic), out RRType type));
            bool folded = upper[mnemonic] == lower[mnemonic];
            Assert.True(folded == (CanonicalRData.NeedsFolding(type) || KnownToDiffer.Contains(type)),
                $"{mnemonic}: BIND folds: {folded}");
        }
    }

    private static Dictionary<string, string> Sign(TemporaryDirectory directory, string key, string name,
        string zone)
    {
        directory.Write(name, zone + File.ReadAllText(directory[$"{key}.key"]));
        ForeignTool.RunIn(
            directory.FullName, "dnssec-signzone", "-P", "-z", "-x", "-q", "-o", "example", "-s",
            "20260101000000",
            "-e", "20270101000000", "-O", "full", "-f", $"{name}.signed", name, key).MustSucceed();
        return File.ReadLines(directory[$"{name}.signed"])
            .Select(line => Regex.Match(line, @"^\S+\s+\d+ IN RRSIG\s+(\S+) (.*)$"))
            .Where(match => match.Success
                && !match.Groups[1].Value.StartsWith("NSEC", StringComparison.Ordinal))
            .GroupBy(match => match.Groups[1].Value)
            .ToDictionary(group => group.Key,
                group => string.Join('\n', group.Select(m => m.Groups[2].Value)
                    .Order(StringComparer.Ordinal)));
    }
}
