using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Migration;

/// <summary>Zones that real signers sign are taken over, with their keys, under their present DS.</summary>
public class TakeoverTests
{
    [ForeignToolFact("named", "dig", "dnssec-dsfromkey", "ldns-read-zone")]
    public void A_zone_that_named_signs_by_dnssec_policy_goes_on_with_signall()
    {
        using Takeover takeover = new();
        string configuration = SignWithNamed(takeover);
        SignallRun import = takeover.Import("bind", [configuration]);
        takeover.MustGoOn(import);
        Assert.Contains($"keys: {takeover.Files["keys"]}\n", import.Output, StringComparison.Ordinal);
        Assert.Contains("[IMPORT-UNMAPPED] purge-keys P90D", import.Error, StringComparison.Ordinal);
        using JsonDocument json = takeover.ImportAsJson("bind", configuration);
        Assert.Equal("example.", json.RootElement.GetProperty("proven")[0].GetString());
    }

    [ForeignToolFact("named", "dig", "dnssec-dsfromkey")]
    public void What_would_not_validate_is_refused_and_no_configuration_is_printed()
    {
        using Takeover takeover = new();
        string configuration = SignWithNamed(takeover);
        string ds = File.ReadAllText(takeover.Files["ds"]);
        takeover.Files.Write("ds", $"example. IN DS 1 13 2 {new string('A', 64)}\n");
        SignallRun other = takeover.Import("bind", [configuration]);
        Assert.Equal((ExitStatus.Refused, ""), (other.Status, other.Output));
        Assert.Contains("signed here, the zone would not validate", other.Error, StringComparison.Ordinal);

        takeover.Files.Write("ds", ds);
        string ksk = Directory.GetFiles(takeover.Files["keys"], "*.private")
            .First(file => File.ReadAllText(Path.ChangeExtension(file, ".key"))
                .Contains(" 257 ", StringComparison.Ordinal));
        File.Move(ksk, ksk + ".away");
        Assert.Equal(ExitStatus.KeyUnavailable, takeover.Import("bind", [configuration]).Status);
        File.Move(ksk + ".away", ksk);

        // Another key of the operator's, already active, that no cache knows.
        takeover.Run(["config", "check"]);
        ForeignTool.Run("dnssec-keygen", "-q", "-K", takeover.Files["keys"], "-a", "13", Takeover.Zone)
            .MustSucceed();
        SignallRun unknown = takeover.Import("bind", [configuration]);
        Assert.Equal(ExitStatus.Refused, unknown.Status);
        Assert.Contains("would sign, and is not published now: caches do not know it", unknown.Error,
            StringComparison.Ordinal);
    }

    [ForeignToolFact("knotd", "dig", "dnssec-dsfromkey", "ldns-read-zone")]
    public void A_zone_that_Knot_signs_goes_on_with_signall_and_the_keys_of_its_store()
    {
        using Takeover takeover = new();
        string configuration = SignWithKnot(takeover, "", $"""
                storage: "{takeover.Files["zones"]}"
                file: "%s"
                zonefile-load: difference-no-serial
                journal-content: all
            """);
        SignallRun import = takeover.Import("knot", [configuration]);
        takeover.MustGoOn(import);
        Assert.Equal(2, Directory.GetFiles(takeover.Files["keys"], "*.private").Length);
        Assert.Contains("zsk-period: 60d\n", import.Output, StringComparison.Ordinal);
        Assert.Contains("denial: nsec3\n", import.Output, StringComparison.Ordinal);
    }

    [ForeignToolFact("knotd", "named", "dig", "dnssec-dsfromkey", "tsig-keygen", "ldns-read-zone")]
    public void A_zone_that_Knot_signs_as_a_secondary_goes_on_by_transfer_from_its_master()
    {
        using Takeover takeover = new();
        string key = WriteKey(takeover);
        using NameServer hidden = StartHidden(takeover, key);
        string configuration = SignWithKnot(
            takeover,
            $"""
            key:
              - id: transfer
                algorithm: hmac-sha256
                secret: {File.ReadAllText(key).Split('"')[3]}
            remote:
              - id: hidden
                address: 127.0.0.1@{hidden.Port}
                key: transfer
            """,
            "    master: hidden");
        SignallRun import = takeover.Import("knot", [configuration]);
        Assert.Contains("[IMPORT-UNMAPPED] the secret of key transfer is not taken over", import.Error,
            StringComparison.Ordinal);
        takeover.MustGoOn(import with
        {
            Output = import.Output.Replace("/etc/dnssec-toolkit/transfer.key",
            key, StringComparison.Ordinal)
        });
        Assert.True(File.Exists(Path.Combine(takeover.Files["state"], "zones", "example",
            "transferred.zone")));
    }

    [ForeignToolFact("named", "dig", "dnssec-dsfromkey", "tsig-keygen", "ldns-read-zone")]
    public void A_zone_that_named_signs_as_a_secondary_goes_on_by_transfer_from_its_primary()
    {
        using Takeover takeover = new();
        string key = WriteKey(takeover);
        using NameServer hidden = StartHidden(takeover, key);
        string configuration = SignWithNamed(
            takeover,
            $$"""include "{{key}}"; zone "example" { type secondary; file "example.raw"; primaries { 127.0.0.1 port {{hidden.Port}} key transfer; }; dnssec-policy short; inline-signing yes; };""");
        SignallRun import = takeover.Import("bind", [configuration]);
        takeover.MustGoOn(import);
        Assert.Contains($"tsig: {key}\n", import.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(takeover.Files["state"], "zones", "example",
            "transferred.zone")));
    }

    private static string WriteKey(Takeover takeover)
    {
        string key = takeover.Files.Write("transfer.key",
            ForeignTool.Run("tsig-keygen", "-a", "hmac-sha256", "transfer").MustSucceed().Output);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return key;
    }

    private static NameServer StartHidden(Takeover takeover, string key) => NameServer.StartNamedWith(
        DomainName.Parse("example."),
        $$"""include "{{key}}"; zone "example" { type primary; file "{{takeover.Unsigned}}"; allow-transfer { key transfer; }; };""");

    private static string SignWithKnot(Takeover takeover, string sections, string zone)
    {
        int port = LoopbackPorts.Free();
        string work = takeover.Files["work"];
        string configuration = takeover.Files.Write("knot.conf", $"""
            server:
                rundir: "{work}"
                listen: 127.0.0.1@{port}
            database:
                storage: "{work}"
                journal-db-max-size: 64M
                kasp-db-max-size: 50M
                timer-db-max-size: 5M
                catalog-db-max-size: 5M
            {sections}
            acl:
              - id: all
                address: 127.0.0.1
                action: transfer
            policy:
              - id: tld
                algorithm: ecdsap256sha256
                dnskey-ttl: 600
                rrsig-lifetime: 14d
                rrsig-refresh: 7d
                zsk-lifetime: 60d
                nsec3: on
                nsec3-iterations: 0
                nsec3-salt-length: 0
            zone:
              - domain: example
                dnssec-signing: on
                dnssec-policy: tld
                zonefile-sync: -1
                acl: all
            {zone}
            """);
        using PeerSigner knot = PeerSigner.Start("knotd", "-c", configuration);
        takeover.Serve(knot.AwaitTransfer(port, Takeover.Zone));
        return configuration;
    }

    private static string SignWithNamed(Takeover takeover, string? zone = null)
    {
        int port = LoopbackPorts.Free();
        string configuration = takeover.Files.Write("named.conf", $$"""
            dnssec-policy "short" {
                keys { ksk key-directory lifetime unlimited algorithm ecdsap256sha256; zsk key-directory lifetime P60D algorithm ecdsap256sha256; };
                purge-keys P90D;
                nsec3param iterations 0 optout no salt-length 0;
            };
            options {
                directory "{{takeover.Files["work"]}}";
                key-directory "{{takeover.Files["keys"]}}";
                pid-file none; session-keyfile none;
                listen-on port {{port}} { 127.0.0.1; }; listen-on-v6 { none; };
                recursion no; notify no; dnssec-validation no; allow-transfer { any; }; max-cache-size 16M;
            };
            controls { };
            {{zone ?? $"zone \"example\" {{ type primary; file \"{takeover.Unsigned}\"; dnssec-policy short; inline-signing yes; }};"}}
            """);
        using PeerSigner named = PeerSigner.Start("named", "-g", "-n", "1", "-c", configuration);
        takeover.Serve(named.AwaitTransfer(port, Takeover.Zone));
        return configuration;
    }
}
