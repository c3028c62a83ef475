using DnssecToolkit.Canonical;
using DnssecToolkit.Configuration;
using DnssecToolkit.Configuration.Import;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
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

    private const string NamedSecondary = """
        key "transfer" { algorithm hmac-sha256; secret "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IQ=="; };
        key old { algorithm hmac-md5; secret "AAAA"; };
        server 192.0.2.7 { keys { transfer; }; };
        primaries hidden port 5300 { 192.0.2.1 key transfer; 2001:db8::1 port 53 key "transfer"; };
        zone "cr" { type secondary; file "cr.raw"; primaries { hidden; }; dnssec-policy default; inline-signing yes; };
        zone "co.cr" { type slave; masters { 192.0.2.7; }; dnssec-policy default; };
        zone "ed.cr" { type secondary; primaries { 192.0.2.1 port 5300 key transfer; 2001:db8::1 key transfer; }; dnssec-policy default; };
        zone "or.cr" { type secondary; primaries { 192.0.2.1; 192.0.2.2 key old; 192.0.2.3 tls mytls; elsewhere; }; dnssec-policy default; };
        zone "fi.cr" { type secondary; primaries { 192.0.2.9 key old; }; dnssec-policy default; };
        """;

    private const string KnotSecondary = """
        key:
          - id: transfer.
            algorithm: hmac-sha512
            secret: c2VjcmV0
        remote:
          - id: a
            address: [192.0.2.1@5300, 2001:db8::1]
            key: transfer.
          - id: b
            address: 192.0.2.2
        remotes:
          - id: both
            remote: [a, b]
        zone:
          - domain: cr.
            dnssec-signing: on
            master: both
          - domain: co.cr
            dnssec-signing: on
            master: nowhere
        """;

    private const string Adapter = """
        <Adapter><DNS>
          <TSIG><Name>transfer</Name><Algorithm>hmac-sha256</Algorithm><Secret>c2VjcmV0</Secret></TSIG>
          <Inbound><RequestTransfer><Remote><Address>192.0.2.1</Address><Port>5300</Port><Key>transfer</Key></Remote></RequestTransfer></Inbound>
        </DNS></Adapter>
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-import-tests-");
    private FindingList _findings = new();

    [Fact]
    public void A_dnssec_policy_comes_over_with_its_zones()
    {
        ConfigurationImport import = Read(ForeignProgram.Bind, Named)!;
        Assert.Equal(["co.cr.", "cr."], import.Configuration!.Zones.Select(zone => zone.Name.ToString()));
        ZoneConfiguration zone = import.Configuration.Zones[1];
        Assert.Equal(("/var/cache/bind/db.cr", "/var/cache/bind/keys", "/signed/cr"),
            (zone.File, zone.Keys, zone.Output));
        Assert.Equal((20 * 86_400L, 6 * 86_400L, Nsec3OptOut.InsecureDelegations),
            (zone.Policy.Validity, zone.Policy.Refresh, zone.Policy.OptOut));
        Assert.Equal((CdsPublication.Publish, Period.FromDays(2), Period.FromDays(90)),
            (zone.Policy.Cds, zone.Policy.Rollover.MaxZoneTtl, zone.Policy.Rollover.ZskPeriod));
        Assert.Equal(["192.0.2.9", "2001:db8::1#5353"], zone.Parents.Select(parent => parent.ToString()));
        Assert.Equal(("/zones/co.cr", SerialPolicy.UnixTime),
            (import.Configuration.Zones[0].File, import.Configuration.Zones[0].Policy.Serial));
    }

    [Fact]
    public void A_zone_of_one_view_comes_over_and_of_several_the_first_which_is_told()
    {
        ConfigurationImport import = Read(ForeignProgram.Bind, """
            options { dnssec-policy default; };
            view "inside" { zone "cr" { type primary; file "/zones/inside/cr"; }; zone "co.cr" { type primary; file "/zones/co.cr"; }; };
            view "outside" {
                zone "cr" { type primary; file "/zones/outside/cr"; };
                zone "co.cr" { in-view "inside"; };
            };
            """)!;
        Assert.Equal(["/zones/co.cr", "/zones/inside/cr"],
            import.Configuration!.Zones.Select(zone => zone.File));
        Finding told = Assert.Single(_findings.Kept,
            finding => finding.Message.StartsWith("zone ", StringComparison.Ordinal));
        Assert.Equal((4, "zone cr. is in more than one view; the one of line 2 was taken"),
            (told.Location.Line, told.Message));
    }

    [Fact]
    public void What_has_no_counterpart_is_told_on_its_line_with_advice()
    {
        Read(ForeignProgram.Bind, Named);
        Assert.Contains(Told("IMPORT-UNMAPPED", 9),
            finding => finding.Message == "fancy-thing 7 has no counterpart");
        Assert.Contains(Told("IMPORT-UNMAPPED", 6),
            finding => finding.Message.StartsWith("ksk lifetime unlimited", StringComparison.Ordinal));
        Assert.Contains(Told("IMPORT-CHANGED", 8),
            finding => finding.Hint!.Contains("RFC 9276", StringComparison.Ordinal));
        Assert.Contains(Told("IMPORT-UNMAPPED", 14),
            finding => finding.Message == "zone away. is no primary zone with a file");
        Assert.Contains(Told("IMPORT-UNMAPPED", 2),
            finding => finding.Message.StartsWith("include keys.conf", StringComparison.Ordinal));
        Assert.All(_findings.Kept, finding => Assert.False(string.IsNullOrEmpty(finding.Hint)));
    }

    [Fact]
    public void A_policy_of_Knot_comes_over_with_its_zones_and_where_its_keys_are()
    {
        ConfigurationImport import = Read(ForeignProgram.Knot, Knot)!;
        ZoneConfiguration zone = Assert.Single(import.Configuration!.Zones);
        Assert.Equal(("/zones/db.cr", "/keys", "/signed/cr"), (zone.File, zone.Keys, zone.Output));
        Assert.Equal((20 * 86_400L, 5 * 86_400L, SerialPolicy.DateCounter),
            (zone.Policy.Validity, zone.Policy.Refresh, zone.Policy.Serial));
        Assert.Equal((Nsec3OptOut.InsecureDelegations, 0),
            (zone.Policy.OptOut, (int)zone.Policy.Nsec3!.Iterations));
        Assert.Equal([ZoneDigestHash.SHA384], zone.Policy.Zonemd);
        Assert.Equal(Period.FromDays(60), zone.Policy.Rollover.ZskPeriod); // M is a month, m a minute
        Assert.Equal(["192.0.2.1", "192.0.2.2"], zone.Parents.Select(parent => parent.ToString()));
        Assert.Equal("/var/lib/knot/kasp/keys", Assert.Single(import.Keys).PemFile);
        Assert.Contains(Told("IMPORT-UNMAPPED", 19),
            finding => finding.Message == "fancy 1 has no counterpart");
    }

    [Fact]
    public void A_policy_of_OpenDNSSEC_comes_over_with_its_zones()
    {
        ConfigurationImport import = Read(ForeignProgram.OpenDnssec, Kasp, Zones)!;
        ZoneConfiguration zone = Assert.Single(import.Configuration!.Zones);
        Assert.Equal(("/zones/cr", "/keys", "/signed/cr"), (zone.File, zone.Keys, zone.Output));
        Assert.Equal((14 * 86_400L, 3 * 86_400L, 300L),
            (zone.Policy.Validity, zone.Policy.Refresh, zone.Policy.InceptionOffset));
        Assert.Equal((5, (uint?)7_200, SerialPolicy.DateCounter),
            ((int)zone.Policy.Nsec3!.Iterations, zone.Policy.DnskeyTtl, zone.Policy.Serial));
        Assert.Equal((Period.FromDays(365), Period.FromDays(31)),
            (zone.Policy.Rollover.KskPeriod, zone.Policy.Rollover.ZskPeriod));
        Assert.Contains(Told("IMPORT-CHANGED", 3),
            finding => finding.Message == "Signatures/Validity/Denial P15D is not the default validity");
        Assert.Contains(Told("IMPORT-UNMAPPED", 5),
            finding => finding.Message == "Keys/KSK/Algorithm 8 has no counterpart");
    }

    [Fact]
    public void Zones_that_BIND_gets_by_transfer_come_from_the_same_primaries_under_the_same_key()
    {
        ConfigurationImport import = Read(ForeignProgram.Bind, NamedSecondary)!;
        Assert.Equal("192.0.2.1#5300 2001:db8::1 /etc/dnssec-toolkit/transfer.key", PrimaryOf(import, "cr."));
        Assert.Same(import.Configuration!.Find(DomainName.Parse("cr."))!.Primary,
            import.Configuration.Find(DomainName.Parse("ed.cr."))!.Primary);
        Assert.Equal("192.0.2.7 /etc/dnssec-toolkit/transfer.key", PrimaryOf(import, "co.cr."));
        Assert.Equal("192.0.2.1 192.0.2.3 ", PrimaryOf(import, "or.cr."));
        Assert.Equal("192.0.2.9 ", PrimaryOf(import, "fi.cr."));
        Assert.Equal("/state/zones/cr/transferred.zone",
            import.Configuration.Find(DomainName.Parse("cr."))!.File);
        Assert.Contains(Told("IMPORT-UNMAPPED", 1),
            finding => finding.Message == "the secret of key transfer is not taken over");
        Assert.Contains(Told("IMPORT-UNMAPPED", 2),
            finding => finding.Message == "key old has the algorithm hmac-md5");
        Assert.Contains(Told("IMPORT-UNMAPPED", 8),
            finding => finding.Message == "the primaries of zone or.cr. have different keys");
        Assert.Contains(Told("IMPORT-UNMAPPED", 8),
            finding => finding.Message.StartsWith("tls mytls", StringComparison.Ordinal));
        Assert.Contains(Told("IMPORT-UNMAPPED", 8),
            finding => finding.Message == "elsewhere is no address of a server");
        Assert.DoesNotContain("c2Vj", import.Text
            + string.Join('\n', _findings.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_in_a_file_of_its_own_is_used_where_it_lies()
    {
        ConfigurationImport import = Read(
            ForeignProgram.Bind,
            "zone cr { type secondary; primaries { 192.0.2.1 key t; }; dnssec-policy default; };", "key t { algorithm hmac-sha256; secret \"c2VjcmV0\"; };")!;
        Assert.Equal($"192.0.2.1 {Path.Combine(_directory.FullName, "file1")}", PrimaryOf(import, "cr."));
        Assert.Empty(_findings.Kept);
    }

    [Fact]
    public void Zones_that_Knot_gets_by_transfer_come_from_the_same_masters()
    {
        ConfigurationImport import = Read(ForeignProgram.Knot, KnotSecondary)!;
        Assert.Equal("192.0.2.1#5300 2001:db8::1 /etc/dnssec-toolkit/transfer..key",
            PrimaryOf(import, "cr."));
        Assert.Contains(Told("IMPORT-UNMAPPED", 2),
            finding => finding.Message == "the secret of key transfer. is not taken over");
        Assert.Contains(Told("IMPORT-UNMAPPED", 15),
            finding => finding.Message == "the masters of zone cr. have different keys");
        Assert.Contains(Told("IMPORT-UNMAPPED", 18),
            finding => finding.Message == "the masters of zone co.cr. have no address here");
        Assert.DoesNotContain("c2Vj", import.Text
            + string.Join('\n', _findings.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public void Zones_that_OpenDNSSEC_gets_by_transfer_come_from_the_same_servers()
    {
        string list = Zones.Replace("<Adapter type=\"File\">/zones/cr</Adapter></Input>",
            "<Adapter type=\"DNS\">/etc/opendnssec/file2</Adapter></Input>", StringComparison.Ordinal);
        ConfigurationImport import = Read(ForeignProgram.OpenDnssec, Kasp, list, Adapter)!;
        Assert.Equal("192.0.2.1#5300 /etc/dnssec-toolkit/transfer.key", PrimaryOf(import, "cr."));
        Assert.Contains(Told("IMPORT-UNMAPPED", 2),
            finding => finding.Message == "the secret of key transfer is not taken over");
        Read(ForeignProgram.OpenDnssec, Kasp, list);
        Assert.Contains(Told("IMPORT-UNMAPPED", 1),
            finding => finding.Message.StartsWith("zone cr. comes by transfer, and nothing here says",
                StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ForeignProgram.Bind, "zone \"a\" { type primary;", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.Bind, "} ;", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.Bind, "options { directory \"x\n\"; };", "CONFIG-SYNTAX")]
    [InlineData(ForeignProgram.Bind, "zone \"a\" { type primary; file \"b\"; dnssec-policy gone; };",
        "CONFIG-REFERENCE")]
    [InlineData(ForeignProgram.Bind, "dnssec-policy p { signatures-validity soon; };", "CONFIG-VALUE")]
    [InlineData(ForeignProgram.Knot,
        "zone:\n  - domain: a\n    dnssec-signing: on\n    dnssec-policy: gone\n", "CONFIG-REFERENCE")]
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
            Read(program,
                $"<KASP><Policy name=\"a\">{text}{string.Concat(Enumerable.Repeat("</a>", piece == "<a>" ? (1 << 20) / 3 : 0))}</Policy></KASP>");
        }
    }

    [Fact]
    public void Mutated_configurations_never_throw()
    {
        string[] pieces = ["{", "}", ";", "\"", "/*", "*/", "//", "#", "\n", "<", ">", "</", "/>", "&",
            "&amp;", "<!--", "- ", ": ", "[", "]", "include ", "\0", "9999999999999999999", "P1Y", "unlimited", "zone"];
        (ForeignProgram Program, string Text)[] samples = [(ForeignProgram.Bind, Named),
            (ForeignProgram.Knot, Knot), (ForeignProgram.OpenDnssec, Kasp), (ForeignProgram.OpenDnssec,
                Zones), (ForeignProgram.Bind, NamedSecondary), (ForeignProgram.Knot,
                KnotSecondary), (ForeignProgram.OpenDnssec, Adapter)];
        for (int round = 0; round < 600; round++)
        {
            TextMutator mutator = new(unchecked(20_261_121 + round));
            (ForeignProgram program, string text) = samples[round % samples.Length];
            byte[] mutated = mutator.Mutate(System.Text.Encoding.UTF8.GetBytes(text), pieces);
            try
            {
                Assert.Equal(Read(program, System.Text.Encoding.Latin1.GetString(mutated)) is null,
                    _findings.HasFaults);
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

        return ConfigurationImport.Read(program, files, new ImportPlaces("/state", "/keys", "/signed"),
            _findings);
    }

    private static string PrimaryOf(ConfigurationImport import, string zone) =>
        import.Configuration!.Find(DomainName.Parse(zone))!.Primary is { } primary
            ? $"{string.Join(' ', primary.Servers)} {primary.Tsig}" : "none";

    private IEnumerable<Finding> Told(string code, int line) =>
        _findings.Kept.Where(finding => finding.Code.Tag == code && finding.Location.Line == line);
}
