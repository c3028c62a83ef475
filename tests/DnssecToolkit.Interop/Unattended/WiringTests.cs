using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Migration;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>The wiring of the guide, on real servers: they are told by their own control programs, and serve what was signed.</summary>
public sealed class WiringTests : IDisposable
{
    private readonly Registry _registry = new(["example"]);
    private readonly int _port = LoopbackPorts.Free();

    [ForeignToolFact("nsd", "nsd-control", "dig")]
    public void NSD_serves_each_new_version_after_nsd_control_reload()
    {
        string work = _registry.Files["nsd"];
        Directory.CreateDirectory(work);
        string configuration = _registry.Files.Write("nsd.conf", $"""
            server:
                ip-address: 127.0.0.1@{_port}
                server-count: 1
                username: ""
                chroot: ""
                zonesdir: "{work}"
                database: ""
                pidfile: "{work}/nsd.pid"
                xfrdfile: "{work}/xfrd.state"
                zonelistfile: "{work}/zone.list"
                xfrdir: "{work}"
                cookie-secret-file: "{work}/cookies"
            remote-control:
                control-enable: yes
                control-interface: "{work}/control"
            zone:
                name: "example"
                zonefile: "{_registry.Signed("example")}"

            """);
        MustServe($"[{ForeignTool.Find("nsd-control")}, -c, {configuration}, reload, \"{{zone}}\"]", "nsd",
            "-d", "-c", configuration);
    }

    [ForeignToolFact("knotd", "knotc", "dig")]
    public void Knot_serves_each_new_version_after_knotc_zone_reload()
    {
        string work = _registry.Files["knot"];
        Directory.CreateDirectory(work);
        string configuration = _registry.Files.Write("knot.conf", $"""
            server:
                rundir: "{work}"
                listen: 127.0.0.1@{_port}
            control:
                listen: "{work}/control"
            database:
                storage: "{work}"
                journal-db-max-size: 64M
                kasp-db-max-size: 5M
                timer-db-max-size: 5M
                catalog-db-max-size: 5M
            zone:
              - domain: "example"
                file: "{_registry.Signed("example")}"
                zonefile-load: whole
                zonefile-sync: -1
                journal-content: none

            """);
        MustServe($"[{ForeignTool.Find("knotc")}, -c, {configuration}, --blocking, zone-reload, \"{{zone}}\"]", "knotd", "-c", configuration);
    }

    public void Dispose() => _registry.Dispose();

    private void MustServe(string reload, string program, params string[] arguments)
    {
        _registry.Run().MustSucceed();
        using PeerSigner server = PeerSigner.Start(program, arguments);
        server.Await(() => Serial() is { Length: > 0 } serial ? serial : null);
        _registry.Configure(
            sections: $"servers: {{ s: {{ reload: {reload}, ask: [\"127.0.0.1#{_port}\"], answer-within: 20s }} }}", zoneFields: "server: s, ");
        _registry.Run().MustSucceed();
        _registry.WriteZone("example", Registry.TextOf(7, 30));
        _registry.Run().MustSucceed();
        Assert.Equal($"{_registry.SerialOf("example")}", Serial());
        Assert.Equal(ExitStatus.Done, _registry.Signall("health").Status);
        SignallRun held = _registry.Signall("hold", "example", "--because", "wiring");
        Assert.Equal(ExitStatus.Done, held.Status);
        _registry.WriteZone("example", Registry.TextOf(8, 31));
        _registry.Run("--force").MustSucceed();
        Assert.Equal($"{_registry.SerialOf("example")}", Serial());
        _registry.Signall("release", "example").MustSucceed();
        uint before = _registry.SerialOf("example");
        _registry.Run("example").MustSucceed();
        Assert.True(_registry.SerialOf("example") > before);
        Assert.Equal($"{_registry.SerialOf("example")}", Serial());
    }

    private string? Serial()
    {
        ForeignRun run = ForeignTool.Run("dig", "@127.0.0.1", "-p", $"{_port}", "+short", "+norec",
            "+tries=1", "+time=1", "example.", "SOA");
        return run.Succeeded && run.Output.Split(' ') is { Length: > 3 } words ? words[2] : null;
    }
}
