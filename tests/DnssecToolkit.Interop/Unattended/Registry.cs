using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Keyall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Some zones with keys and a configuration, in a directory of their own, run as often as a test wants.</summary>
internal sealed class Registry : IDisposable
{
    private readonly string _zoneFields;
    private readonly string _sections;

    /// <summary>Makes keys and unsigned zones.</summary>
    /// <param name="zones">The zones' names.</param>
    /// <param name="zoneFields">More fields of every zone, such as <c>server: s,</c>.</param>
    /// <param name="sections">More sections of the configuration.</param>
    internal Registry(string[] zones, string zoneFields = "", string sections = "")
    {
        Zones = zones;
        Now = Start;
        _zoneFields = zoneFields;
        _sections = sections;
        foreach (string directory in (string[])["unsigned", "keys", "signed", "ds"])
        {
            Directory.CreateDirectory(Files[directory]);
        }

        foreach (string zone in zones)
        {
            WriteZone(zone, TextOf(1, 20));
            MakeKey(zone, "ksk");
            MakeKey(zone, "zsk");
        }

        Configure();
    }

    internal string[] Zones { get; }

    internal TemporaryDirectory Files { get; } = new();

    /// <summary>The moment of the first run: the present, because foreign verifiers and processes have only the clock of the machine.</summary>
    internal Timestamp Start { get; } = Clock.Now;

    /// <summary>What the clock says to runs in this process; it stands still until a test moves it.</summary>
    internal Timestamp Now { get; set; }

    internal string State => Files["state"];

    /// <summary>The content of a zone with so many names.</summary>
    internal static string TextOf(int serial, int names) =>
        string.Create(CultureInfo.InvariantCulture,
            $"$TTL 300\n@ SOA ns1 hostmaster {serial} 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n")
        + string.Concat(Enumerable.Range(0, names).Select(i => $"n{i} A 192.0.2.{i % 200}\n"));

    internal string Signed(string zone) => Files[$"signed/{zone}"];

    /// <summary>Puts another text in an unsigned zone file's place, as a registry's program does.</summary>
    internal void WriteZone(string zone, string text)
    {
        Files.Write($"unsigned/.{zone}.new", text);
        File.Move(Files[$"unsigned/.{zone}.new"], Files[$"unsigned/{zone}"], overwrite: true);
    }

    /// <summary>Writes the configuration.</summary>
    internal void Configure(string? sections = null, string? zoneFields = null) => Files.Write("dnssec.yaml", $$"""
        state: {{State}}
        settle: 0
        clock: { ahead: 60d }
        {{sections ?? _sections}}
        zones:
          - { directory: {{Files["unsigned"]}}, keys: {{Files["keys"]}}, {{zoneFields ?? _zoneFields}} output: "{{Files["signed"]}}/{zone}" }
        """);

    /// <summary>Runs signall in this process.</summary>
    internal SignallRun Signall(params string[] arguments) =>
        SignallRun.Run(() => Now, [.. arguments, "--config", Files["dnssec.yaml"]]);

    /// <summary>Runs over the zones; verbose, so that all is told.</summary>
    internal SignallRun Run(params string[] arguments) => Signall(["run", "--verbose", .. arguments]);

    /// <summary>Starts signall as a process of its own.</summary>
    internal Process StartProcess(params string[] arguments) => Process.Start(new ProcessStartInfo(
        SignallProcess.Executable,
        [.. arguments, "--config", Files["dnssec.yaml"]])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>The serial in a zone's signed file.</summary>
    internal uint SerialOf(string zone) =>
        uint.Parse(File.ReadLines(Signed(zone)).First().Split(' ')[6], CultureInfo.InvariantCulture);

    /// <summary>Fails the test unless BIND's verifier accepts a zone's signed file at the present moment.</summary>
    internal void MustBeSound(string zone) => ForeignTool.Run(
        "dnssec-verify", "-q", HasSingleKeys ? "-z" : "-x", "-o", zone, Signed(zone)).MustSucceed();

    /// <summary>Whether one key of a zone does everything, so that verifiers must not ask for a KSK and a ZSK.</summary>
    internal bool HasSingleKeys { get; init; }

    /// <summary>All lines of the journal.</summary>
    internal string Journal => string.Concat(Directory.GetFiles(State, "journal-*.jsonl")
        .Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();

    private void MakeKey(string zone, string type) => ToolRuns.Run(
        KeyallCommand.Create(), ExitStatus.Done, Start - 86_400, "key", "generate", "--zone", zone, "--keys",
        Files["keys"], "--type", type);
}
