using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A month of hourly runs, from the hidden primary to what a validating resolver says: ZSKs in a token, the KSK offline, and a child that is
/// signed for the first time. Our verifier looks each hour, foreign ones each day. The month ends now, so that those which know no other
/// moment can look at its end by the machine's clock.</summary>
[Collection(SoftHsm.Program)]
public sealed class WholeFlowTests : IDisposable
{
    private const int Hour = 3_600;
    private const int Hours = 30 * 24;
    private const int FirstSigning = 24; // of the child, in hours
    private const int LookEvery = 24; // hours: from one look by foreign validators to the next
    private static readonly Timestamp Begin = Clock.Now - (Hours * (long)Hour);
    private static readonly Timestamp Before = Begin - (24 * Hour); // when the keys are made
    private static readonly DomainName Example = DomainName.Parse("example.");
    private static readonly DomainName Child = DomainName.Parse("child.example.");

    private readonly Registry _registry = new(["example", "child.example"]);
    private readonly List<NameServer> _servers = [];
    private NameServer _hidden = null!;
    private NameServer _public = null!;
    private NameServer[] _secondaries = [];
    private string _ask = "";
    private string _anchor = "";

    /// <inheritdoc/>
    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _registry.Dispose();
    }

    [ForeignToolFact("named", "knotd", "tsig-keygen", "unbound", "delv", "dig", "ldns-verify-zone",
        SoftHsm.Program)]
    public void A_month_of_hourly_runs_is_valid_at_every_hour_and_the_child_is_never_bogus()
    {
        _ = SoftHsm.Instance;
        MakeKeys();
        StartServers();
        Configure(withChild: false);
        int? entered = null;
        for (int hour = 0; hour <= Hours; hour++)
        {
            if (hour == FirstSigning)
            {
                Configure(withChild: true);
            }

            if (hour % 48 == 5)
            {
                Change(hour);
            }

            _registry.Now = Begin + (hour * (long)Hour);
            SignallRun run = _registry.Signall("run").MustSucceed();
            Assert.True(run.Output.Length == 0, run.Output);
            bool isIn = File.ReadAllText(_registry.Signed("example"))
                .Contains("\nchild.example. 300 IN DS ", StringComparison.Ordinal);
            if (isIn && entered is null)
            {
                entered = hour;
                Look(hour, childIsSecure: true); // at once: nothing may be too early
            }

            Verify("example", "--trust-anchor", _registry.Files["anchor"]);
            if (hour >= FirstSigning)
            {
                Verify("child.example", [.. DsOfChild().SelectMany(ds => (string[])["--ds", ds])]);
            }

            if (hour % LookEvery == 0)
            {
                Look(hour, isIn);
            }
        }

        Assert.InRange(entered ?? -1, FirstSigning + 25, FirstSigning + 30); // a day of old data in caches, and the parent's wait
        LookNow();
    }

    private void MakeKeys()
    {
        foreach (string name in (string[])["online", "offline", "bundles", "token-state"])
        {
            Directory.CreateDirectory(_registry.Files[name]);
        }

        foreach (string file in Directory.GetFiles(_registry.Files["keys"]))
        {
            File.Delete(file);
        }

        string pin = _registry.Files.Write("pin", SoftHsm.Pin + "\n");
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] token = ["--module", SoftHsm.Module, "--token", $"pkcs11:token={SoftHsm.OtherLabel}",
            "--pin", $"file:{pin}", "--in-process", "--state", _registry.Files["token-state"]];
        foreach (string type in (string[])["ksk", "zsk"])
        {
            Keyall("key", "generate", "--zone", "child.example", "--keys", _registry.Files["keys"], "--type",
                type);
        }

        Keyall("key", "generate", "--zone", "example", "--keys", _registry.Files["offline"], "--type", "ksk");
        string ksk = Directory.GetFiles(_registry.Files["offline"], "*.key").Single();
        _anchor = File.ReadLines(ksk).Single(line => !line.StartsWith(';'));
        _registry.Files.Write("anchor", _anchor + "\n");
        File.Copy(ksk, Path.Combine(_registry.Files["online"], Path.GetFileName(ksk)));
        Keyall(
            ["request", "make", "--zone", "example", "--keys", _registry.Files["online"], "--zsk-lifetime",
                "15d", "--from", Before.ToCompactString(), "--until", "+60d",
                "--output", _registry.Files["request"], "--serial", "1", .. token]);
        Keyall(
            "request", "sign", _registry.Files["request"], "--keys", _registry.Files["offline"], "--output",
            _registry.Files["response"],
            "--validity", "21d", "--refresh", "11d", "--until", "+10d", "--yes", "--first");
        Keyall(
            "response", "import", _registry.Files["response"], "--keys", _registry.Files["online"],
            "--bundles", _registry.Files["bundles"],
            "--request", _registry.Files["request"], "--first");
    }

    private static void Keyall(params string[] arguments) =>
        ToolRuns.Run(KeyallCommand.Create(), ExitStatus.Done, Before, arguments);

    private void StartServers()
    {
        string key = ForeignTool.Run("tsig-keygen", "-a", "hmac-sha512", "transfer").MustSucceed().Output;
        File.SetUnixFileMode(_registry.Files.Write("tsig.key", key), UnixFileMode.UserRead
            | UnixFileMode.UserWrite);
        Write(1);
        foreach (string zone in _registry.Zones)
        {
            File.Copy(_registry.Files[$"unsigned/{zone}"], _registry.Signed(zone)); // what is served before the first signing
        }

        string Statement(string zone, string file, string more) =>
            $"zone \"{zone}\" {{ type primary; file \"{file}\"; {more} }};\n";
        _servers.Add(_hidden = NameServer.StartNamedWith(
            Example, key + string.Concat(_registry.Zones.Select(zone => Statement(zone,
                _registry.Files[$"unsigned/{zone}"], "allow-transfer { key transfer; };")))));
        int knot = LoopbackPorts.Free();
        _servers.Add(_public = NameServer.StartNamedWith(
            Example, string.Concat(_registry.Zones.Select(zone => Statement(
                zone, _registry.Signed(zone),
                $"allow-transfer {{ any; }}; notify explicit; notify-delay 0; also-notify {{ 127.0.0.1 port {knot}; }};")))));
        _servers.Add(NameServer.StartKnotdSecondary([Example, Child], knot, _public.Port));
        _servers.Add(NameServer.StartNamedWith(Example, string.Concat(_registry.Zones.Select(zone =>
            $"zone \"{zone}\" {{ type secondary; primaries {{ 127.0.0.1 port {_public.Port}; }}; min-refresh-time 1; max-refresh-time 1; allow-transfer {{ any; }}; }};\n"))));
        _secondaries = [.. _servers[^2..]];
        _ask = string.Join(", ", _servers[^3..].Select(server => $"\"127.0.0.1#{server.Port}\""));
    }

    private void Configure(bool withChild) => _registry.Files.Write("dnssec.yaml", $$"""
        state: {{_registry.State}}
        clock: { ahead: 60d }
        primaries: { hidden: { servers: ["127.0.0.1#{{_hidden.Port}}"], tsig: {{_registry.Files["tsig.key"]}} } }
        policies: { default: { jitter: 0s } }
        servers: { s: { reload: [/bin/kill, -HUP, "{{_public.ProcessId}}"], ask: [{{_ask}}] } }
        children: { c: { wait: 2h, servers: { child.example: [{{_ask}}] } } }
        tokens: { t: { module: {{SoftHsm.Module}}, pin: "file:{{_registry.Files["pin"]}}" } }
        zones:
          - { zone: example, primary: hidden, server: s, token: t, keys: {{_registry.Files["online"]}}, bundles: {{_registry.Files["bundles"]}}, children: c, child-ds: {{_registry.Files["ds"]}}, output: {{_registry.Signed("example")}} }
        {{(withChild ? $"  - {{ zone: child.example, primary: hidden, server: s, keys: {_registry.Files["keys"]}, ds-output: {_registry.Files["ds"]}, output: {_registry.Signed("child.example")} }}" : "")}}
        """);

    private void Write(int serial)
    {
        _registry.WriteZone("example", Registry.TextOf(serial, 20) + "child NS ns1\nchild NS ns2\n");
        _registry.WriteZone("child.example", Registry.TextOf(serial, 5 + (serial % 3))
            .Replace(" ns1", " ns1.example.", StringComparison.Ordinal)
            .Replace(" ns2", " ns2.example.", StringComparison.Ordinal)
            .Replace("ns1 A", "a A", StringComparison.Ordinal)
            .Replace("ns2 A", "b A", StringComparison.Ordinal));
    }

    private void Change(int serial)
    {
        Write(serial);
        ForeignTool.Run("kill", "-HUP", $"{_hidden.ProcessId}").MustSucceed();
        HiddenPrimary.AwaitSerial(_hidden.Port, "example.", $"{serial}");
        HiddenPrimary.AwaitSerial(_hidden.Port, "child.example.", $"{serial}");
    }

    private string[] DsOfChild() => [.. File.ReadLines(_registry.Signed("example"))
        .Where(line => line.StartsWith("child.example. 300 IN DS ", StringComparison.Ordinal))
        .Select(line => line["child.example. 300 IN DS ".Length..])];

    // By our own verifier, which shares no work with the signer; under what leads to the zone from above.
    private void Verify(string zone, params string[] trust) => ToolRuns.Run(
        VerifyzoneCommand.Create(), ExitStatus.Done, _registry.Now,
        [_registry.Signed(zone), "--signed", .. trust]);

    // What a secondary serves, named and knotd by turns, by two validators at the run's moment: ldns for every record, unbound for the chain.
    private void Look(int hour, bool childIsSecure)
    {
        int port = _secondaries[hour / LookEvery % 2].Port;
        string moment = _registry.Now.ToCompactString();
        foreach (string zone in hour >= FirstSigning ? _registry.Zones : ["example"])
        {
            string served = ForeignTool.Run("dig", "@127.0.0.1", "-p", $"{port}", "+onesoa", "+noall",
                "+answer", zone, "AXFR").MustSucceed().Output;
            ForeignTool.Run("ldns-verify-zone", "-t", moment, _registry.Files.Write("served", served))
                .MustSucceed();
        }

        using NameServer resolver = NameServer.StartUnbound([Example, Child], port, _anchor, moment);
        Assert.Matches("status: NOERROR.*\n;; flags: [a-z ]* ad[ ;]", Ask(resolver, "n1.example."));
        Assert.Matches("status: NXDOMAIN.*\n;; flags: [a-z ]* ad[ ;]", Ask(resolver, "nothing.example."));
        string child = Ask(resolver, "n1.child.example.");
        Assert.Contains("status: NOERROR", child, StringComparison.Ordinal);
        Assert.True(childIsSecure == System.Text.RegularExpressions.Regex.IsMatch(child,
            "flags: [a-z ]* ad[ ;]"), $"hour {hour}: {child}");
    }

    private void LookNow()
    {
        foreach (NameServer secondary in _secondaries)
        {
            LookNow(secondary.Port);
        }
    }

    private void LookNow(int port)
    {
        using NameServer resolver = NameServer.StartUnbound([Example, Child], port, _anchor, null);
        string[] words = _anchor.Split(' ');
        int at = Array.IndexOf(words, "DNSKEY");
        string anchors = _registry.Files.Write(
            "anchors", $"trust-anchors {{ example. static-key {words[at + 1]} {words[at + 2]} {words[at + 3]} \"{string.Concat(words[(at + 4)..])}\"; }};\n");
        ForeignRun run = ForeignTool.Run("delv", "@127.0.0.1", "-p", $"{resolver.Port}", "-a", anchors,
            "+root=example.", "n1.child.example.", "A");
        Assert.Contains("; fully validated", run.Everything, StringComparison.Ordinal);
    }

    private static string Ask(NameServer resolver, string name) =>
        ForeignTool.Run("dig", "@127.0.0.1", "-p", $"{resolver.Port}", "+dnssec", "+tries=2", "+time=5", name,
            "A").MustSucceed().Output;
}
