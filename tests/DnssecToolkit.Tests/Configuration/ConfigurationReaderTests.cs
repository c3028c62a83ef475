using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Configuration;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Tests.Architecture;

namespace DnssecToolkit.Tests.Configuration;

/// <summary>What a configuration comes to, and what is said about faults.</summary>
public class ConfigurationReaderTests
{
    private const string Minimal = """
        state: /var/lib/state
        zones:
          - zone: example
            file: /zones/db.{zone}
            keys: /keys
            output: /signed/{zone}

        """;

    public static TheoryData<string> Samples => [.. Directory
        .GetFiles(Path.Combine(CoreSources.RepositoryRoot, "samples", "configuration"), "*.yaml")
        .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_minimal_configuration_has_the_defaults()
    {
        ZoneConfiguration zone = Assert.Single(Read(Minimal).Zones);
        Assert.Equal(("/zones/db.example", "/signed/example", 3), (zone.File, zone.Output, zone.Versions));
        Assert.Equal((14 * 86_400L, SerialPolicy.Increment), (zone.Policy.Validity, zone.Policy.Serial));
        Assert.Null(zone.Policy.Nsec3);
        Assert.Equal(5, zone.Gate.MaximumRemovedPercent);
        Assert.Equal(25, zone.Gate.MaximumChangedPercent);
    }

    [Fact]
    public void A_zone_takes_from_its_template_what_it_does_not_say()
    {
        SignerConfiguration configuration = Read("""
            state: /s
            policies:
              hashed: { denial: nsec3-opt-out, nsec3-salt: AB, serial: unixtime }
            templates:
              all: { file: "/z/{zone}", keys: /k, output: "/o/{zone}", policy: hashed, versions: 7 }
            zones:
              - { zone: a.example, template: all }
              - { zone: example, template: all, policy: default, output: /elsewhere }
            """);
        Assert.Equal(["a.example.", "example."], configuration.Zones.Select(zone => zone.Name.ToString())); // children first
        Assert.Equal(Nsec3OptOut.InsecureDelegations, configuration.Zones[0].Policy.OptOut);
        Assert.Equal([0xAB], configuration.Zones[0].Policy.Nsec3!.Salt.ToArray());
        Assert.Equal(("/o/a.example", 7), (configuration.Zones[0].Output, configuration.Zones[0].Versions));
        Assert.Equal(("/elsewhere", 7), (configuration.Zones[1].Output, configuration.Zones[1].Versions));
        Assert.Equal("a.example.", configuration.Enclosing(DomainName.Parse("x.a.example"))!.Name.ToString());
        Assert.Null(configuration.Enclosing(DomainName.Parse("other")));
    }

    [Fact]
    public void A_zones_rollover_goes_over_its_policys_and_that_over_what_it_is_like()
    {
        SignerConfiguration configuration = Read("""
            state: /s
            policies:
              slow: { validity: 30d, refresh: 12d, jitter: 3d, dnskey-ttl: 2h, rollover: { zsk-period: P3M, max-zone-ttl: 3d } }
              tld: { rollover: { like: tld } }
            templates:
              all: { file: "/z/{zone}", keys: /k, output: "/o/{zone}", policy: slow, rollover: { ksk-period: P2Y } }
            zones:
              - { zone: a, template: all }
              - { zone: b, template: all, rollover: { zsk-period: P1M } }
              - { zone: c, template: all, policy: tld, rollover: { like: default } }
              - { zone: d, template: all, policy: tld, rollover: {} }
            """);
        Assert.Equal(
            ["P3M P2Y 3d 2h 30d 12d", "P1M P1Y 3d 2h 30d 12d", "P1M P1Y 1d 1h 14d 5d",
                "P1M P1Y 2d 2d 14d 5d"],
            configuration.Zones.Select(zone => zone.Rollover)
                .Select(rollover => string.Join(' ', rollover.ZskPeriod, rollover.KskPeriod,
                rollover.MaxZoneTtl, rollover.DnskeyTtl, rollover.SignatureValidity,
                rollover.SignatureRefresh)));
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(Minimal
            + "policies: { default: { rollover: { max-zone-ttl: P1M, signatures-validity: 3d } } }\n"), "f", findings));
        Assert.Equal(["CONFIG-VALUE", "CONFIG-KEY"], findings.Kept.Select(finding => finding.Code.Tag));
    }

    [Fact]
    public void A_directory_gives_a_zone_for_each_file_of_the_form()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");
        try
        {
            foreach (string name in (string[])["db.one", "db.two.example", "db.root", "other", ".db.hidden",
                "db."])
            {
                File.WriteAllText(Path.Combine(directory.FullName, name), "");
            }

            SignerConfiguration configuration = Read($$"""
                state: /s
                zones:
                  - { directory: {{directory.FullName}}, files: "db.{zone}", keys: /k, output: "/o/{zone}" }
                """);
            Assert.Equal(["two.example.", "one.", "."],
                configuration.Zones.Select(zone => zone.Name.ToString()));
            Assert.Equal("/o/root", configuration.Zones[2].Output);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_is_without_fault_and_its_effective_form_reads_as_the_same(string sample)
    {
        FindingList findings = new();
        SignerConfiguration? configuration = ConfigurationReader.ReadFile(
            Path.Combine(CoreSources.RepositoryRoot, "samples", "configuration", sample), findings);
        Assert.Empty(findings.Kept);
        string effective = EffectiveConfiguration.Write(configuration!);
        Assert.Equal(effective, EffectiveConfiguration.Write(Read(effective)));
    }

    [Theory]
    [InlineData("stat: /s\nzones: []", "1:1: [CONFIG-KEY] there is no key stat here", "did you mean state?")]
    [InlineData("state: /s\nstate: /t\nzones: []", "2:1: [CONFIG-KEY] state stands twice, first in line 1",
        null)]
    [InlineData("state: s\nzones: []", "1:8: [CONFIG-VALUE] state s is no absolute path", "begin it with /")]
    [InlineData("state: /s", "1:1: [CONFIG-MISSING] zones is missing",
        "list the zones to sign below zones:, each after a hyphen")]
    [InlineData("state: /s\nzones:\n- zone: a..b\n  file: /f\n  keys: /k\n  output: /o",
        "3:9: [CONFIG-VALUE] a..b is no zone's name: an empty label", null)]
    [InlineData("state: /s\nzones:\n- zone: a\n  keys: /k\n  output: /o",
        "3:3: [CONFIG-MISSING] file is missing", "name the unsigned zone file, or the primary to fetch it from, in the zone or in its template")]
    [InlineData("state: /s\nzones: [{zone: a, file: /f, keys: /k, output: /o, policy: tdl}]\npolicies: {tld: {}}", "2:59: [CONFIG-REFERENCE] policy tdl is not defined", "did you mean tld?")]
    [InlineData("state: /s\nzones: []\npolicies:\n  p:\n    valdity: 3d",
        "5:5: [CONFIG-KEY] there is no key valdity here", "did you mean validity?")]
    [InlineData("state: /s\nzones: []\npolicies: {p: {validity: P1M}}",
        "3:26: [CONFIG-VALUE] validity P1M is not a length of time", null)]
    [InlineData("state: /s\nzones: []\npolicies: {p: {serial: incremnt}}",
        "3:24: [CONFIG-VALUE] serial incremnt is none of increment, unixtime, date-counter, keep", "did you mean increment?")]
    [InlineData("state: /s\nzones: []\npolicies: {p: {validity: 5d, refresh: 5d}}",
        "3:15: [CONFIG-VALUE] validity (432000 s) less jitter", null)]
    [InlineData("state: /s\nzones: []\npolicies: {p: {requests: {interval: ten}}}",
        "3:37: [CONFIG-VALUE] interval ten is no such limit",
        "write such as 9, 2,1,1, 10d, 9d..11d, or any")]
    [InlineData("state: /s\nzones: []\npolicies: {p: {requests: {interval: 11d..9d}}}",
        "3:37: [CONFIG-VALUE] interval 11d..9d is no such limit", null)]
    [InlineData("state: /s\nzones: []\npolicies: {p: {requests: {intervall: 10d}}}",
        "3:27: [CONFIG-KEY] there is no key intervall here",
        "did you mean interval?")]
    [InlineData("state: /s\nzones: []\npolicies: {p: {requests: {profile: rot}}}",
        "3:36: [CONFIG-VALUE] profile rot is none of zone, root",
        "did you mean root?")]
    [InlineData("state: /s\nzones: []\npolicies: {p: {requests: {waive: {KSR-BUNDLE-PO: why}}}}",
        "3:50: [CONFIG-VALUE] KSR-BUNDLE-PO is no control of requests", "did you mean KSR-BUNDLE-POP?")]
    [InlineData("state: /s\nzones: []\ngates: {g: {max-changed: much}}",
        "3:26: [CONFIG-VALUE] max-changed much is not a share", "write it as 5%")]
    [InlineData("state: /s\nzones: []\ngates: {g: {max-removed: 101%}}",
        "3:26: [CONFIG-VALUE] max-removed 101% is not a share", "write it as 5%")]
    [InlineData("state: /s\nzones: []\ngates: {g: {suppress: {PREVIOUS-SHRUNKEN: why}}}",
        "3:43: [CONFIG-VALUE] PREVIOUS-SHRUNKEN is no check", "did you mean PREVIOUS-SHRUNK?")]
    [InlineData("state: /s\nzones: []\ngates: {g: {suppress: {CLOCK-BACKWARDS: why}}}",
        "3:41: [CONFIG-VALUE] CLOCK-BACKWARDS is no check of a zone: no report of a gate would ever have it", "docs/checks.md tells what each check is about")]
    [InlineData("state: /s\nzones: []\nservers: {s: {reload: rndc reload}}",
        "3:23: [CONFIG-VALUE] reload is no list of a command's words", null)]
    [InlineData("state: /s\nzones: []\nservers: {s: {reload: [rndc, reload]}}",
        "3:24: [CONFIG-VALUE] reload: rndc is no absolute path of a program", null)]
    [InlineData("state: /s\nzones: []\nservers: {s: {ask: [localhost]}}",
        "3:20: [CONFIG-VALUE] localhost is no address", null)]
    [InlineData("state: /s\nzones: []\ntokens: {t: {module: /m, pin: 1234}}",
        "3:31: [CONFIG-VALUE] pin names where the PIN comes from, not the PIN", "write file:/PATH, credential:NAME, env:NAME or fd:NUMBER")]
    [InlineData("state: /s\nzones: []\ntokens: {t: {module: /m, profile: sofhsm}}",
        "3:35: [CONFIG-VALUE] profile sofhsm is none of auto, softhsm", "did you mean softhsm?")]
    [InlineData("state: /s\nzones: []\ntokens: {t: {module: /m, recovery: {new-proces: 3s}}}",
        "3:37: [CONFIG-KEY] there is no key new-proces here", "did you mean new-process?")]
    [InlineData("state: /s\nzones: []\ntokens: {t: {module: /m, also: zone}}",
        "3:32: [CONFIG-VALUE] also zone is no PKCS#11 URI", null)]
    [InlineData("state: /s\nzones: []\ntokens: {t: {module: /m, restart-command: systemctl restart pcscd}}",
        "[CONFIG-VALUE] restart-command is no list of a command's words", null)]
    [InlineData("state: /s\nzones: []\nnotify: {mail: \"-oQ/tmp\"}",
        "3:16: [CONFIG-VALUE] -oQ/tmp is no mail address", null)]
    [InlineData("a: &x [1]\nb: *x",
        "1:4: [CONFIG-SYNTAX] anchors, aliases and tags (& * !) are not used here; templates do their work", null)]
    [InlineData("state: !!binary aGk=", "1:8: [CONFIG-SYNTAX] anchors", null)]
    [InlineData("", "[CONFIG-SYNTAX] the file is empty", null)]
    [InlineData("- a", "[CONFIG-SYNTAX] the file is no mapping", null)]
    [InlineData("a: 1\n---\nb: 1", "2:1: [CONFIG-SYNTAX] a second document begins", null)]
    [InlineData("state: \"/s", "[CONFIG-SYNTAX] no YAML: ", null)]
    [InlineData("a: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]", "[CONFIG-LIMIT] nested more than 12 deep", null)]
    public void A_fault_is_told_with_its_place_and_what_was_meant(string text, string says, string? hint)
    {
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(text), "f", findings));
        Finding finding = Assert.Single(findings.Kept, candidate => candidate.ToString()
            .Contains(says, StringComparison.Ordinal));
        Assert.True(hint is null || finding.Hint == hint, finding.Hint);
    }

    [Fact]
    public void A_token_says_how_it_is_used()
    {
        const string Text = """
            state: /s
            zones: [{zone: a, file: /f, keys: /k, output: /o, token: t, policy: slow}]
            policies: {slow: {budget: 20m, budget-signatures: 1000}}
            tokens:
              t:
                module: /m.so
                profile: smartcard-hsm
                timeout: 10s
                patience: 2m
                recovery: {new-session: 5s, operator-command: 1m30s}
                restart-command: [/usr/bin/systemctl, restart, pcscd]
                also: pkcs11:token=second
            """;
        FindingList findings = new();
        SignerConfiguration? read = ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(Text), "f",
            findings);
        Assert.Empty(findings.Kept);
        ZoneConfiguration zone = Assert.Single(read!.Zones);
        TokenConfiguration token = zone.Token!;
        Assert.Equal(("smartcard-hsm", 10L, 120L), (token.Profile!.Name, token.Timeout, token.Patience));
        Assert.Equal((5L, 90L),
            (token.Recovery[RecoveryStep.NewSession], token.Recovery[RecoveryStep.OperatorCommand]));
        Assert.Equal(["/usr/bin/systemctl", "restart", "pcscd"], token.RestartCommand);
        Assert.Equal("second", Assert.Single(token.Also).Token);
        Assert.Equal((1_200L, 1_000L), (zone.Policy.BudgetSeconds, zone.Policy.BudgetSignatures));
        string effective = EffectiveConfiguration.Write(read);
        Assert.All(
            ["profile: smartcard-hsm", "new-session: 5s",
                "restart-command: [/usr/bin/systemctl, restart, pcscd]", "budget: 20m", "budget-signatures: 1000"],
            line => Assert.Contains(line, effective, StringComparison.Ordinal));
        Assert.Equal(effective,
            EffectiveConfiguration.Write(ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(effective), "f", findings)!));
    }

    [Fact]
    public void A_pin_is_not_repeated()
    {
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read("state: /s\nzones: []\ntokens: {t: {module: /m, pin: 867530}}"u8,
            "f", findings));
        Assert.DoesNotContain("867530", string.Concat(findings.Kept), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_changes_the_key_set_is_refused_where_bundles_bring_it()
    {
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(
            "state: /s\npolicies: { p: { cds: publish } }\nzones: [{ zone: a, file: /f, keys: /k, output: /o, policy: p, bundles: /b }]"u8, "f", findings));
        Assert.Contains("[CONFIG-CLASH] policy p changes the key set", Assert.Single(findings.Kept)
            .ToString(), StringComparison.Ordinal);
        Assert.Equal("/b",
            Read("state: /s\nzones: [{ zone: a, file: /f, keys: /k, output: /o, bundles: /b }]").Zones[0].Bundles);
    }

    [Theory]
    [InlineData("{ zone: example, file: /z, keys: /k, output: /o2 }", "example. is listed twice")]
    [InlineData("{ zone: other, file: /z, keys: /k, output: /signed/example }",
        "other. and example. have one output, /signed/example")]
    [InlineData("{ zone: other, file: /z, keys: /k, output: /z }",
        "other.: the output is the unsigned zone file itself")]
    public void Zones_in_each_others_way_are_refused(string second, string says)
    {
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes($"{Minimal}  - {second}\n"),
            "f", findings));
        Assert.Contains($"[CONFIG-CLASH] {says}", Assert.Single(findings.Kept).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_in_a_template_is_told_once_however_many_zones_use_it()
    {
        FindingList findings = new();
        Assert.Null(ConfigurationReader.Read(
            """
            state: /s
            templates: { t: { file: "/z/{zone}", keys: /k, output: "/o/{zone}", versions: many, verions: 3 } }
            zones: [{ zone: a, template: t }, { zone: b, template: t }]
            """u8,
            "f", findings));
        Assert.Equal(["CONFIG-VALUE", "CONFIG-KEY"], findings.Kept.Select(finding => finding.Code.Tag));
    }

    [Fact]
    public void A_policy_says_what_an_offline_KSK_signs()
    {
        SignerConfiguration read = Read(
            """
            state: /s
            zones: [{ zone: a, file: /z, keys: /k, output: /o, policy: p }, { zone: b, file: /y, keys: /k, output: /n }]
            policies: { p: { requests: { profile: root, keys: [2, 1, 1], ttl: any, horizon: 200d, waive: { KSR-BUNDLE-POP: of BIND } } } }
            """);
        ZoneConfiguration zone = read.Zones.Single(zone => zone.Name == DomainName.Parse("a."));
        RequestLimits limits = zone.Requests.LimitsOf(zone.Name, () => zone.Rollover);
        Assert.Equal("2,1,1", string.Join(',', limits.KeysPerBundle));
        Assert.Equal((9, null, 200 * 86_400L), (limits.Bundles, limits.Ttl, limits.Horizon));
        Assert.Equal("KSR-BUNDLE-POP", Assert.Single(limits.Waived));
        string effective = EffectiveConfiguration.Write(read);
        Assert.Contains("      keys: \"2,1,1\"\n", effective, StringComparison.Ordinal);
        Assert.Contains("        KSR-BUNDLE-POP: \"of BIND\"\n", effective, StringComparison.Ordinal);
        Assert.Equal(effective, EffectiveConfiguration.Write(Read(effective)));

        ZoneConfiguration other = read.Zones.Single(zone => zone.Name == DomainName.Parse("b."));
        Assert.Equal(RequestLimits.Of(other.Name, other.Rollover).Ttl,
            other.Requests.LimitsOf(other.Name, () => other.Rollover).Ttl);
    }

    [Fact]
    public void A_zone_says_what_an_offline_KSK_signs_of_it_over_its_policy()
    {
        SignerConfiguration read = Read(
            """
            state: /s
            templates: { t: { file: "/z/{zone}", keys: /k, output: "/o/{zone}", policy: p } }
            zones:
              - { zone: a, template: t }
              - { zone: b, template: t, requests: { horizon: 90d, bundles: any } }
              - { zone: c, template: t, requests: { profile: zone, waive: { KSR-BUNDLE-COUNT: of c } } }
              - { zone: d, template: t, requests: { waive: {} } }
            policies: { p: { requests: { profile: root, horizon: 200d, waive: { KSR-BUNDLE-POP: of BIND } } } }
            """);
        RequestLimits Of(string zone) => read.Zones.Single(found => found.Name == DomainName.Parse(zone))
            .Requests.LimitsOf(DomainName.Parse(zone), () => RolloverPolicy.Default);
        (int?, long, string) Said(RequestLimits limits) =>
            (limits.Bundles, limits.Horizon / 86_400, string.Join(' ', limits.Waived));
        Assert.Equal((9, 200, "KSR-BUNDLE-POP"), Said(Of("a.")));
        Assert.Equal((null, 90, "KSR-BUNDLE-POP"), Said(Of("b.")));
        Assert.Equal((null, 200, "KSR-BUNDLE-COUNT"), Said(Of("c.")));
        Assert.Equal((9, 200, ""), Said(Of("d.")));
        string effective = EffectiveConfiguration.Write(read);
        Assert.Equal(effective, EffectiveConfiguration.Write(Read(effective)));
        Assert.Contains("    requests:\n      profile: root\n      horizon: 200d\n      waive: {}\n",
            effective, StringComparison.Ordinal);
    }

    private static SignerConfiguration Read(string text)
    {
        FindingList findings = new();
        SignerConfiguration? configuration =
            ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(text), "f", findings);
        Assert.Empty(findings.Kept.Select(finding => finding.ToString()));
        return configuration!;
    }
}
