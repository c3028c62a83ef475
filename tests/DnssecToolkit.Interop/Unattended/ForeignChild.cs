using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A zone of another operator: keys and signatures by BIND's tools, served by two
/// <c>named</c>.</summary>
internal sealed class ForeignChild : IDisposable
{
    private readonly TemporaryDirectory _files = new();
    private readonly string _name;
    private readonly string _server;
    private readonly List<NameServer> _servers = [];
    private int _serial;

    /// <summary>Makes the zone, unsigned so far.</summary>
    internal ForeignChild(string name, string server, string extra = "")
    {
        _name = name;
        _server = server;
        Write(extra);
        File.Copy(_files["unsigned"], _files["signed"]);
        for (int i = 0; i < 2; i++)
        {
            File.Copy(_files["signed"], Copy(i));
            _servers.Add(NameServer.StartNamed(DomainName.Parse(name + "."), Copy(i)));
        }
    }

    /// <summary>The servers' addresses as the configuration has them.</summary>
    internal string Addresses =>
        $"[{string.Join(", ", _servers.Select(server => $"\"127.0.0.1#{server.Port}\""))}]";

    internal int Port => _servers[0].Port;

    /// <summary>Makes a key; with sync moments of <c>dnssec-keygen</c>.</summary>
    internal string MakeKey(params string[] options) =>
        ForeignTool.Run("dnssec-keygen",
            ["-q", "-a", "ECDSAP256SHA256", "-K", _files.FullName, .. options, _name])
            .MustSucceed().Output.Trim();

    /// <summary>Changes a key's moments.</summary>
    internal void Settime(string key, params string[] options) =>
        ForeignTool.Run("dnssec-settime", ["-K", _files.FullName, .. options, key]).MustSucceed();

    /// <summary>The DS record of a key, as text.</summary>
    internal string DsOf(string key) =>
        ForeignTool.Run("dnssec-dsfromkey", "-2", _files[key + ".key"]).MustSucceed().Output.Trim();

    /// <summary>Removes a key's files.</summary>
    internal void Forget(string key)
    {
        File.Delete(_files[key + ".key"]);
        File.Delete(_files[key + ".private"]);
    }

    /// <summary>The lines of its DNSKEY file, for trust anchors.</summary>
    internal string KeyLine(string key) =>
        File.ReadLines(_files[key + ".key"]).Single(line => !line.StartsWith(';'));

    /// <summary>The CDS and CDNSKEY of its signed zone, under another name.</summary>
    internal string SignalsAt(string owner) => string.Concat(File.ReadLines(_files["signed"])
        .Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 5 && words[3] is "CDS" or "CDNSKEY")
        .Select(words => $"{owner} 300 IN {string.Join(' ', words[3..])}\n"));

    /// <summary>Signs it with all keys that are there and gives it to one server or both.</summary>
    /// <param name="extra">Further records.</param>
    /// <param name="atBoth">Whether both servers get it, or the first alone.</param>
    /// <param name="age">For how long its signatures have been valid, in seconds.</param>
    internal void Sign(string extra = "", bool atBoth = true, int age = 3600)
    {
        Write(extra);
        ForeignTool.Run("dnssec-signzone", "-q", "-S", "-O", "full", "-K", _files.FullName, "-d",
            _files.FullName, "-o", _name, "-s", $"-{age}", "-e", "+7776000", "-f", _files["signed"], _files["unsigned"]).MustSucceed();
        Serve(_files["signed"], _serial, atBoth ? 2 : 1);
    }

    /// <summary>Keeps what is signed now.</summary>
    /// <returns>What puts it back at both servers, as somebody who recorded it would.</returns>
    internal Action Record()
    {
        int serial = _serial;
        File.Copy(_files["signed"], _files[$"recorded{serial}"]);
        return () => Serve(_files[$"recorded{serial}"], serial, 2);
    }

    private void Serve(string file, int serial, int servers)
    {
        for (int i = 0; i < servers; i++)
        {
            DateTime before = File.GetLastWriteTimeUtc(Copy(i));
            File.Copy(file, Copy(i), overwrite: true);
            File.SetLastWriteTimeUtc(Copy(i), before.AddSeconds(1)); // named passes over a file that is not newer
            ForeignTool.Run("kill", "-HUP", $"{_servers[i].ProcessId}").MustSucceed();
            HiddenPrimary.AwaitSerial(_servers[i].Port, _name + ".", $"{serial}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _files.Dispose();
    }

    private void Write(string extra) => _files.Write(
        "unsigned", $"$TTL 300\n@ SOA {_server} hostmaster.example. {++_serial} 7200 3600 1209600 300\n@ NS {_server}\nwww A 192.0.2.1\n{extra}");

    private string Copy(int server) => _files[$"served{server}"];
}
