using DnssecToolkit.Canonical;
using DnssecToolkit.Configuration;
using DnssecToolkit.Configuration.Import;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Tests.ZoneFiles;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Configuration;

/// <summary>What becomes of other programs' configurations.</summary>
public sealed class ConfigurationImportTests : IDisposable
{
    private const string Named = """
        // three kinds of comments
        include "keys.conf";
        options { directory "/var/cache/bind"; key-directory "keys"; listen-on { 127.0.0.1; ::1; }; };
        dnssec-policy "tld" { /* with
            a long one */
            keys { ksk lifetime unlimited algorithm 13; zsk key-directory lifetime P90D algorithm ecdsap256sha256; };
            signatures-refresh 6d; signatures-validity P20D; max-zone-ttl 2d; # another
            nsec3param iterations 0 optout yes salt-length 8;
            fancy-thing 7;
        };
        parental-agents "root" { 192.0.2.9; };
        zone "cr" { type primary; file "db.cr"; dnssec-policy tld; parental-agents { "root"; 2001:db8::1 port 5353; }; };
        view "inside" { zone "co.cr" IN { type master; file "/zones/co.cr"; dnssec-policy "default"; serial-update-method unixtime; }; };
        zone "away" { type secondary; file "x"; dnssec-policy tld; };
        zone "plain" { type primary; file "y"; };
        """;

    private const string Knot = """
        database:
            kasp-db: kasp
        remote:
          - id: parent
            address: [192.0.2.1@53, 192.0.2.2]
        submission:
          - id: ask
            parent: parent
        policy:
          - id: tld
            nsec3-opt-out: on
            nsec3-iterations: 0
            nsec3: on
            rrsig-lifetime: 20d
            rrsig-refresh: 5d
            zsk-lifetime: 2M
            ksk-submission: ask
            cds-cdnskey-publish: always
            fancy: 1
        template:
          - id: default
            storage: /zones
            dnssec-signing: on
            dnssec-policy: tld
            serial-policy: dateserial
            zonemd-generate: zonemd-sha384
        zone:
          - domain: cr.
            file: "db.%s"
          - domain: plain
            dnssec-signing: off
        """;

    private const string Kasp = """
        <KASP><Policy name="tld">
          <Signatures><Resign>PT2H</Resign><Refresh>P3D</Refresh>
            <Validity><Default>P14D</Default><Denial>P15D</Denial></Validity><Jitter>PT12H</Jitter><InceptionOffset>-PT300S</InceptionOffset></Signatures>
          <Denial><NSEC3><OptOut/><Hash><Algorithm>1</Algorithm><Iterations>5</Iterations><Salt length="8"/></Hash></NSEC3></Denial>
          <Keys><TTL>PT7200S</TTL><KSK><Algorithm length="2048">8</Algorithm><Lifetime>P1Y</Lifetime></KSK><ZSK><Lifetime>P1M</Lifetime></ZSK></Keys>
          <Zone><PropagationDelay>PT1H</PropagationDelay><SOA><Serial>datecounter</Serial></SOA></Zone>
        </Policy></KASP>
        """;

    private const string Zones = """
        <ZoneList><Zone name="cr"><Policy>tld</Policy><Adapters>
          <Input><Adapter type="File">/zones/cr</Adapter></Input><Output><Adapter type="File">/signed/cr</Adapter></Output></Adapters></Zone></ZoneList>
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-import-tests-");
    private FindingList _findings = new();

    [Fact]
    public void A_dnssec_policy_comes_over_with_its_zones()
    {
        ConfigurationImport import = Read(ForeignProgram.Bind, Named)!;
        Assert.Equal(["co.cr.", "cr."], import.Configuration!.Zones.Select(zone => zone.Name.ToString()));
        ZoneConfiguration zone = import.Configuration.Zones[1];
        Assert.Equal(("/var/cache/bind/db.cr", "/var/cache/bind/keys", "/signed/cr"), (zone.File, zone.Keys, zone.Output));
        Assert.Equal((20 * 86_400L, 6 * 86_400L, Nsec3OptOut.InsecureDelegations), (zone.Policy.Validity, zone.Policy.Refresh, zone.Policy.OptOut));
        Assert.Equal((CdsPublication.Publish, Period.FromDays(2), Period.FromDays(90)), (zone.Policy.Cds, zone.Policy.Rollover.MaxZoneTtl, zone.Policy.Rollover.ZskPeriod));
        Assert.Equal(["192.0.2.9", "2001:db8::1#5353"], zone.Parents.Select(parent => parent.ToString()));
        Assert.Equal(("/zones/co.cr", SerialPolicy.UnixTime), (import.Configuration.Zones[0].File, import.Configuration.Zones[0].Policy.Serial));
    }

    [Fact]
    public void What_has_no_counterpart_is_told_on_its_line_with_advice()
    {
        Read(ForeignProgram.Bind, Named);
        Assert.Contains(Told("IMPORT-UNMAPPED", 9), finding => finding.Message == "fancy-thing 7 has no counterpart");
        Assert.Contains(Told("IMPORT-UNMAPPED", 6), finding => finding.Message.StartsWith("ksk lifetime unlimited", StringComparison.Ordinal));
        Assert.Contains(Told("IMPORT-CHANGED", 8), finding => finding.Hint!.Contains("RFC 9276", StringComparison.Ordinal));
        Assert.Contains(Told("IMPORT-UNMAPPED", 14), finding => finding.Message == "zone away. is no primary zone with a file");
        Assert.Contains(Told("IMPORT-UNMAPPED", 2), finding => finding.Message.StartsWith("include keys.conf", StringComparison.Ordinal));
        Assert.All(_findings.Kept, finding => Assert.False(string.IsNullOrEmpty(finding.Hint)));
    }

    [Fact]
    public void A_policy_of_Knot_comes_over_with_its_zones_and_where_its_keys_are()
    {
        ConfigurationImport import = Read(ForeignProgram.Knot, Knot)!;
        ZoneConfiguration zone = Assert.Single(import.Configuration!.Zones);
        Assert.Equal(("/zones/db.cr", "/keys", "/signed/cr"), (zone.File, zone.Keys, zone.Output));
        Assert.Equal((20 * 86_400L, 5 * 86_400L, SerialPolicy.DateCounter), (zone.Policy.Validity, zone.Policy.Refresh, zone.Policy.Serial));
        Assert.Equal((Nsec3OptOut.InsecureDelegations, 0), (zone.Policy.OptOut, (int)zone.Policy.Nsec3!.Iterations));
        Assert.Equal([ZoneDigestHash.SHA384], zone.Policy.Zonemd);
        Assert.Equal(Period.FromDays(60), zone.Policy.Rollover.ZskPeriod); // M is a month, m a minute
        Assert.Equal(["192.0.2.1", "192.0.2.2"], zone.Parents.Select(parent => parent.ToString()));
        Assert.Equal("/var/lib/knot/kasp/keys", Assert.Single(import.Keys).PemFile);
        Assert.Contains(Told("IMPORT-UNMAPPED", 19), finding => finding.Message == "fancy 1 has no counterpart");
    }

    [Fact]
    public void A_policy_of_OpenDNSSEC_comes_over_with_its_zones()
    {
        ConfigurationImport import = Read(ForeignProgram.OpenDnssec, Kasp, Zones)!;
        ZoneConfiguration zone = Assert.Single(import.Configuration!.Zones);
        Assert.Equal(("/zones/cr", "/keys", "/signed/cr"), (zone.File, zone.Keys, zone.Output));
        Assert.Equal((14 * 86_400L, 3 * 86_400L, 300L), (zone.Policy.Validity, zone.Policy.Refresh, zone.Policy.InceptionOffset));
        Assert.Equal((5, (uint?)7_200, SerialPolicy.DateCounter), ((int)zone.Policy.Nsec3!.Iterations, zone.Policy.DnskeyTtl, zone.Policy.Serial));
        Assert.Equal((Period.FromDays(365), Period.FromDays(31)), (zone.Policy.Rollover.KskPeriod, zone.Policy.Rollover.ZskPeriod));
        Assert.Contains(Told("IMPORT-CHANGED", 3), finding => finding.Message == "Signatures/Validity/Denial P15D is not the default validity");
        Assert.Contains(Told("IMPORT-UNMAPPED", 5), finding => finding.Message == "Keys/KSK/Algorithm 8 has no counterpart");
    }

    [Theory]
    [InlineData(ForeignProgram.Bind, "zone \"a\" { type primary;", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.Bind, "} ;", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.Bind, "options { directory \"x\n\"; };", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.Bind, "zone \"a\" { type primary; file \"b\"; dnssec-policy gone; };", "CONFIG-REFERENCE")]
    [InlineData(ForeignProgram.Bind, "dnssec-policy p { signatures-validity soon; };", "CONFIG-VALUE")]
    [InlineData(ForeignProgram.Knot, "zone:\n  - domain: a\n    dnssec-signing: on\n    dnssec-policy: gone\n", "CONFIG-REFERENCE")]
    [InlineData(ForeignProgram.Knot, "policy:\n  - id: p\n    nsec3: maybe\n", "CONFIG-VALUE")]
    [InlineData(ForeignProgram.OpenDnssec, "<KASP>", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.OpenDnssec, "<!DOCTYPE a [<!ENTITY b 'c'>]><KASP>&b;</KASP>", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.OpenDnssec, "<Other/>", "CONFIG-SYNTAX")]
    public void Faults_have_their_place(ForeignProgram program, string text, string code)
    {
        Assert.Null(Read(program, text));
        Finding fault = _findings.Kept.First(finding => finding.Severity == Severity.Fault);
        Assert.Equal(code, fault.Code.Tag);
        Assert.True(fault.Location.Line > 0, fault.ToString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("a { ")]
    [InlineData("/*")]
    [InlineData("\"")]
    [InlineData("<a>")]
    [InlineData("- ")]
    public void A_megabyte_of_one_thing_is_soon_done_with(string piece)
    {
        string text = string.Concat(Enumerable.Repeat(piece, (1 << 20) / piece.Length));
        foreach (ForeignProgram program in Enum.GetValues<ForeignProgram>())
        {
            Read(program, text);
            Read(program, $"<KASP><Policy name=\"a\">{text}{string.Concat(Enumerable.Repeat("</a>", piece == "<a>" ? (1 << 20) / 3 : 0))}</Policy></KASP>");
        }
    }

    [Fact]
    public void Mutated_configurations_never_throw()
    {
        string[] pieces = ["{", "}", ";", "\"", "/*", "*/", "//", "#", "\n", "<", ">", "</", "/>", "&", "&amp;", "<!--", "- ", ": ", "[", "]", "include ", "\0", "9999999999999999999", "P1Y", "unlimited", "zone"];
        (ForeignProgram Program, string Text)[] samples = [(ForeignProgram.Bind, Named), (ForeignProgram.Knot, Knot), (ForeignProgram.OpenDnssec, Kasp), (ForeignProgram.OpenDnssec, Zones)];
        for (int round = 0; round < 600; round++)
        {
            TextMutator mutator = new(unchecked(20_261_121 + round));
            (ForeignProgram program, string text) = samples[round % samples.Length];
            byte[] mutated = mutator.Mutate(System.Text.Encoding.UTF8.GetBytes(text), pieces);
            try
            {
                Assert.Equal(Read(program, System.Text.Encoding.Latin1.GetString(mutated)) is null, _findings.HasFaults);
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e}\n{Convert.ToBase64String(mutated)}");
            }
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private ConfigurationImport? Read(ForeignProgram program, params string[] texts)
    {
        _findings = new FindingList();
        string[] files = [.. texts.Select((text, i) => Path.Combine(_directory.FullName, $"file{i}"))];
        foreach ((string file, string text) in files.Zip(texts))
        {
            File.WriteAllText(file, text, System.Text.Encoding.Latin1);
        }

        return ConfigurationImport.Read(program, files, new ImportPlaces("/state", "/keys", "/signed"), _findings);
    }

    private IEnumerable<Finding> Told(string code, int line) => _findings.Kept.Where(finding => finding.Code.Tag == code && finding.Location.Line == line);
}
