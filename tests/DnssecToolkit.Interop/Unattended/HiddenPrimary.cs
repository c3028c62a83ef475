using System.Diagnostics;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A <c>named</c> that nobody knows but signall, which fetches zones from it under a key that <c>tsig-keygen</c> made.</summary>
internal sealed class HiddenPrimary : IDisposable
{
    private readonly Registry _registry;
    private NameServer? _server;

    /// <summary>Makes the key and starts the server with the unsigned zone of a registry.</summary>
    internal HiddenPrimary(Registry registry, string algorithm = "hmac-sha256", string zoneOptions = "")
    {
        _registry = registry;
        ZoneOptions = zoneOptions;
        string text = ForeignTool.Run("tsig-keygen", "-a", algorithm, "transfer").MustSucceed().Output;
        KeyFile = registry.Files.Write("tsig.key", text);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Start(text);
    }

    internal string KeyFile { get; }

    internal string ZoneOptions { get; }

    internal int Port => _server!.Port;

    internal string Log => _server!.Log;

    /// <summary>Puts content into the zone and waits until the server answers with its serial.</summary>
    internal void Load(int serial, int names)
    {
        _registry.WriteZone("example", Registry.TextOf(serial, names));
        ForeignTool.Run("kill", "-HUP", $"{_server!.ProcessId}").MustSucceed();
        AwaitSerial(Port, "example.", $"{serial}");
    }

    /// <summary>Writes a configuration in which the zone comes from here.</summary>
    internal void Configure(string? key, string sections = "", string zoneFields = "") => _registry.Files.Write("dnssec.yaml", $$"""
        state: {{_registry.State}}
        clock: { ahead: 60d }
        primaries: { hidden: { servers: ["127.0.0.1#1", "127.0.0.1#{{Port}}"]{{(key is null ? "" : $", tsig: {key}")}} } }
        {{sections}}
        zones:
          - { zone: example, primary: hidden, keys: {{_registry.Files["keys"]}}, {{zoneFields}} output: {{_registry.Signed("example")}} }
        """);

    /// <summary>Waits until a server answers with a serial.</summary>
    internal static void AwaitSerial(int port, string zone, string serial)
    {
        string said = "";
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(2); Thread.Sleep(
            50))
        {
            said = ForeignTool.Run("dig", "@127.0.0.1", "-p", $"{port}", "+short", "+norec", zone,
                "SOA").Output;
            if (said.Split(' ') is [_, _, var found, ..] && found == serial)
            {
                return;
            }
        }

        Assert.Fail($"the server on port {port} does not come to serial {serial} of {zone}; it says {said}");
    }

    /// <summary>Ends the server.</summary>
    internal void Stop()
    {
        _server?.Dispose();
        _server = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private void Start(string key) => _server = NameServer.StartNamedWith(DomainName.Parse("example."), $$"""
        {{key}}
        zone "example" { type primary; file "{{_registry.Files["unsigned/example"]}}"; allow-transfer { key transfer; }; {{ZoneOptions}} };
        """);
}
