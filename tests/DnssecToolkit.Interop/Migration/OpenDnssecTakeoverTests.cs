using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Migration;

/// <summary>A zone that OpenDNSSEC's real signer signs with keys in SoftHSM is taken over, and its keys stay in the token.</summary>
[Collection(SoftHsm.Program)]
public class OpenDnssecTakeoverTests
{
    private const string Samples = "/usr/share/opendnssec";

    [OpenDnssecFact]
    public void A_zone_that_ods_signerd_signs_goes_on_with_signall_and_the_keys_in_the_token()
    {
        using Takeover takeover = new();
        string configuration = Configure(takeover);
        using (PeerSigner signer = PeerSigner.Start("ods-signerd", "-d", "-vvv", "-c", configuration))
        {
            string output = takeover.Files[$"signed/{Takeover.Zone}"];
            takeover.Serve(signer.Await(() => File.Exists(output) && File.ReadAllText(output) is { } text
                && text.Contains("NSEC", StringComparison.Ordinal) ? text : null));
        }

        string pin = takeover.Files.Write("pin", SoftHsm.Pin);
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SignallRun import = takeover.Import("opendnssec", [configuration], "--pin", $"file:{pin}",
            "--in-process");
        Assert.DoesNotContain(SoftHsm.Pin, import.Output + import.Error, StringComparison.Ordinal);
        takeover.MustGoOn(import, $"file:{pin}");
        Assert.Contains("\n    validity: 14d\n", import.Output, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(takeover.Files["keys"], "*.private"),
            file => Assert.Contains("\nLabel: ", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [OpenDnssecFact]
    public void The_policies_that_OpenDNSSEC_ships_are_taken_over_with_each_remark_on_its_line()
    {
        using Takeover takeover = new();
        SignallRun run = takeover.Run(["config", "import", "--from", "opendnssec", $"{Samples}/kasp.xml"])
            .MustSucceed();
        Assert.Contains(
            $"{Samples}/kasp.xml:19:5: [IMPORT-UNMAPPED] Signatures/Resign PT2H has no counterpart", run.Error, StringComparison.Ordinal);
        Assert.Contains("  opendnssec-default:\n    denial: nsec3\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("      parent-propagation-delay: 2h46m39s\n", run.Output, StringComparison.Ordinal);
    }

    [OpenDnssecFact]
    public void A_zone_by_transfer_comes_from_the_servers_in_the_file_of_its_adapter()
    {
        using Takeover takeover = new();
        string zones = takeover.Files.Write("zonelist.xml", $"""
            <ZoneList><Zone name="example"><Policy>default</Policy><Adapters>
              <Input><Adapter type="DNS">{Samples}/addns.xml</Adapter></Input><Output><Adapter type="File">{takeover.Files["signed/example"]}</Adapter></Output>
            </Adapters></Zone></ZoneList>
            """);
        SignallRun run = takeover.Run(["config", "import", "--from", "opendnssec", $"{Samples}/kasp.xml",
            zones]).MustSucceed();
        Assert.Contains("\nprimaries:\n  primary:\n    servers: [\"1.2.3.4#53\"]\n", run.Output,
            StringComparison.Ordinal);
        Assert.Contains("  - zone: example.\n    primary: primary\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("[IMPORT-UNMAPPED] not all servers that zones are fetched from are taken over",
            run.Error, StringComparison.Ordinal);
    }

    private static string Configure(Takeover takeover)
    {
        AddKey(KeyRole.KSK, 0xD1);
        AddKey(KeyRole.ZSK, 0xD2);
        TemporaryDirectory files = takeover.Files;
        File.Copy($"{Samples}/kasp.xml", files["kasp.xml"]);
        string signconf = files.Write("signconf.xml", """
            <?xml version="1.0" encoding="UTF-8"?>
            <SignerConfiguration><Zone name="example">
              <Signatures><Resign>PT2H</Resign><Refresh>P3D</Refresh><Validity><Default>P14D</Default><Denial>P14D</Denial></Validity><Jitter>PT12H</Jitter><InceptionOffset>PT3600S</InceptionOffset></Signatures>
              <Denial><NSEC/></Denial>
              <Keys><TTL>PT3600S</TTL>
                <Key><Flags>257</Flags><Algorithm>13</Algorithm><Locator>D1</Locator><KSK/><Publish/></Key>
                <Key><Flags>256</Flags><Algorithm>13</Algorithm><Locator>D2</Locator><ZSK/><Publish/></Key>
              </Keys>
              <SOA><TTL>PT300S</TTL><Minimum>PT300S</Minimum><Serial>counter</Serial></SOA>
            </Zone></SignerConfiguration>
            """);
        ForeignTool.Run("xmllint", "--noout", "--relaxng", $"{Samples}/signconf.rng", signconf).MustSucceed();
        string zones = files.Write("zonelist.xml", $"""
            <ZoneList><Zone name="example"><Policy>default</Policy><SignerConfiguration>{signconf}</SignerConfiguration><Adapters>
              <Input><Adapter type="File">{takeover.Unsigned}</Adapter></Input><Output><Adapter type="File">{files["signed/example"]}</Adapter></Output>
            </Adapters></Zone></ZoneList>
            """);
        File.Copy(zones, files["work/zones.xml"]); // where the enforcer would put it for the signer
        return files.Write("conf.xml", $"""
            <Configuration>
              <RepositoryList><Repository name="SoftHSM"><Module>{SoftHsm.Module}</Module><TokenLabel>{SoftHsm.Label}</TokenLabel><PIN>{SoftHsm.Pin}</PIN></Repository></RepositoryList>
              <Common><Logging><Verbosity>3</Verbosity></Logging><PolicyFile>{files["kasp.xml"]}</PolicyFile><ZoneListFile>{zones}</ZoneListFile></Common>
              <Enforcer><Datastore><SQLite>{files["kasp.db"]}</SQLite></Datastore><WorkingDirectory>{files["work"]}</WorkingDirectory></Enforcer>
              <Signer><WorkingDirectory>{files["work"]}</WorkingDirectory><WorkerThreads>1</WorkerThreads><SignerThreads>1</SignerThreads></Signer>
            </Configuration>
            """);
    }

    private static void AddKey(KeyRole role, byte id) => SoftHsm.Instance.Import(
        new KeyGeneration(DomainName.Parse(Takeover.Zone), DnssecAlgorithm.ECDSAP256SHA256, role)
            .Generate([]), $"ods-{role}", id);
}
