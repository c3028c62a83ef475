using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Interop.Servers;

/// <summary>A foreign name server on loopback with one zone, for as long as the test lasts.</summary>
public sealed partial class NameServer : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TemporaryDirectory _directory;
    private readonly List<string> _said = [];

    private NameServer(string program, IEnumerable<string> arguments, TemporaryDirectory directory, int port)
    {
        _directory = directory;
        Port = port;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(ForeignTool.Find(program)!, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = directory.FullName,
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The port on 127.0.0.1, for UDP and TCP.</summary>
    public int Port { get; }

    /// <summary>Its process, to be told of new zone files by a signal.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Everything the server has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Starts BIND's <c>named</c> with the zone, and further options, and waits until it answers for it.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; its log is in the message.</exception>
    public static NameServer StartNamed(DomainName zone, string zoneFile, string options = "") =>
        StartNamedWith(
        zone, $$"""zone "{{zone}}" { type primary; file "{{Path.GetFullPath(zoneFile)}}"; };""", "allow-transfer { any; };" + options);

    /// <summary>Starts BIND's <c>named</c> with statements of its configuration, and waits until it answers for a zone.</summary>
    /// <param name="zone">The zone that it has to answer for.</param>
    /// <param name="statements">Its zones, and whatever else stands outside of the options.</param>
    /// <param name="options">Further options.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; its log is in the message.</exception>
    public static NameServer StartNamedWith(DomainName zone, string statements, string options = "")
    {
        TemporaryDirectory directory = new();
        int port = LoopbackPorts.Free();
        string configuration = directory.Write("named.conf", $$"""
            options {
                directory "{{directory.FullName}}";
                pid-file none;
                session-keyfile none;
                listen-on port {{port}} { 127.0.0.1; };
                listen-on-v6 { none; };
                {{(options.Contains("recursion", StringComparison.Ordinal) ? "" : "recursion no; dnssec-validation no;")}}
                notify no;
                check-names primary ignore;
                max-cache-size 16M;
                {{options}}
            };
            controls { };
            {{statements}}
            """);
        return Started(new NameServer("named", ["-g", "-n", "1", "-c", configuration], directory, port),
            zone);
    }

    /// <summary>Starts the <c>named</c> of BIND 9.20, which signs the zone by a policy with offline KSKs, and waits until it answers.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="zoneFile">Its unsigned file.</param>
    /// <param name="policy">The file with the policy <c>off</c>.</param>
    /// <param name="keys">The directory of the ZSKs.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; its log is in the message.</exception>
    public static NameServer StartSigningNamed(DomainName zone, string zoneFile, string policy, string keys)
    {
        TemporaryDirectory directory = new();
        int port = LoopbackPorts.Free();
        string control = $$"""key "control" { algorithm hmac-sha256; secret "{{Convert.ToBase64String(Guid.NewGuid().ToByteArray())}}"; };""";
        int controlPort = LoopbackPorts.Free();
        directory.Write("rndc.conf", $$"""
            {{control}}
            options { default-key "control"; default-server 127.0.0.1; default-port {{controlPort}}; };

            """);
        string configuration = directory.Write("named.conf", $$"""
            include "{{policy}}";
            {{control}}
            controls { inet 127.0.0.1 port {{controlPort}} allow { 127.0.0.1; } keys { "control"; }; };
            options {
                directory "{{directory.FullName}}";
                pid-file none;
                session-keyfile none;
                listen-on port {{port}} { 127.0.0.1; };
                listen-on-v6 { none; };
                recursion no;
                notify no;
                max-cache-size 16M;
            };
            zone "{{zone}}" { type primary; file "{{directory.Write("zone", File.ReadAllText(zoneFile))}}"; dnssec-policy "off"; inline-signing yes; key-directory "{{keys}}"; };
            """);
        return Started(new NameServer("named-9.20", ["-g", "-n", "1", "-c", configuration], directory, port),
            zone);
    }

    /// <summary>Gives BIND 9.20's server a command.</summary>
    public ForeignRun Control(params string[] command) =>
        ForeignTool.Run("rndc-9.20", ["-c", _directory["rndc.conf"], .. command]);

    /// <summary>Starts <c>unbound</c>, which validates what it gets from a server of some zones, and waits until it answers for the first.</summary>
    /// <param name="zones">The zones, that of the trust anchor first.</param>
    /// <param name="port">Where their server listens on loopback.</param>
    /// <param name="trustAnchor">A DNSKEY record.</param>
    /// <param name="moment">The moment at which signatures have to be valid, <c>YYYYMMDDHHMMSS</c>; null for the present.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; its log is in the message.</exception>
    public static NameServer StartUnbound(DomainName[] zones, int port, string trustAnchor, string? moment)
    {
        TemporaryDirectory directory = new();
        int own = LoopbackPorts.Free();
        string configuration = directory.Write("unbound.conf", $"""
            server:
                directory: "{directory.FullName}"
                chroot: ""
                username: ""
                pidfile: ""
                use-syslog: no
                interface: 127.0.0.1
                port: {own}
                num-threads: 1
                do-ip6: no
                do-not-query-localhost: no
                module-config: "validator iterator"
                trust-anchor: "{trustAnchor}"
                {(moment is null ? "" : $"val-override-date: \"{moment}\"")}
            {string.Concat(zones.Select(zone => $"stub-zone:\n    name: \"{zone}\"\n    stub-addr: 127.0.0.1@{port}\n"))}
            """);
        return Started(new NameServer("unbound", ["-d", "-c", configuration], directory, own), zones[0]);
    }

    /// <summary>Ends the server, by its own process, and removes its files.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(StopTimeout);
        }

        _process.Dispose();
        _directory.Dispose();
    }

    private static NameServer Started(NameServer server, DomainName zone)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (waited.Elapsed < StartTimeout && !server._process.HasExited)
        {
            if (server.AnswersFor(zone))
            {
                return server;
            }

            Thread.Sleep(50);
        }

        string log = server.Log;
        server.Dispose();
        throw new InvalidOperationException($"the name server does not answer for {zone}; it said:\n{log}");
    }

    // A query for the SOA in 12 + n + 4 octets (RFC 1035 §4.1); ready means no error and at least one answer.
    private bool AnswersFor(DomainName zone)
    {
        ReadOnlySpan<byte> name = zone.Wire;
        byte[] query = new byte[12 + name.Length + 4];
        query[2] = 1; // recursion desired, for a server that is a resolver
        query[5] = 1; // QDCOUNT
        name.CopyTo(query.AsSpan(12));
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(12 + name.Length), (ushort)RRType.SOA);
        query[^1] = 1; // class IN
        using UdpClient client = new();
        client.Client.ReceiveTimeout = 500;
        try
        {
            client.Connect(IPAddress.Loopback, Port);
            client.Send(query);
            IPEndPoint? from = null;
            byte[] answer = client.Receive(ref from);
            return answer.Length > 12 && (answer[3] & 0x0F) == 0
                && BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6)) > 0;
        }
        catch (SocketException)
        {
            return false; // not listening yet
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_said)
            {
                _said.Add(line);
            }
        }
    }
}
