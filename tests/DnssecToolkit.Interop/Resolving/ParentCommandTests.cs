using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Resolving;

/// <summary><c>keyall parent</c> records what a real parent serves.</summary>
public sealed class ParentCommandTests : IDisposable
{
    private const string Parent =
        "$TTL 300\n. SOA a. hostmaster. 1 7200 3600 1209600 300\n. NS a.\na. A 127.0.0.1\nexample. NS ns.example.\nns.example. A 192.0.2.1\n";

    private readonly TemporaryDirectory _directory = new();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("named", "dnssec-dsfromkey")]
    public void A_DS_is_seen_when_the_parent_has_it_and_gone_when_it_has_not()
    {
        Prepare();
        Assert.DoesNotContain("ds-seen=", Ask(Parent, ExitStatus.Done, "20261201000000"),
            StringComparison.Ordinal);

        string ds = Ds();
        Assert.Contains("ds-seen=20261202000000", Ask(Parent + ds, ExitStatus.Done, "20261202000000"),
            StringComparison.Ordinal);
        Assert.Contains("ds-seen=20261202000000", File.ReadAllText(_directory["keyindex"]),
            StringComparison.Ordinal);
        Assert.Equal("", Ask(Parent + ds, ExitStatus.Done, "20261203000000")); // nothing new
        Assert.Contains("ds-gone=20261204000000", Ask(Parent, ExitStatus.Done, "20261204000000"),
            StringComparison.Ordinal);

        Ask(Parent + ds, ExitStatus.Done, "20261205000000");
        string again = File.ReadAllText(_directory["keyindex"]);
        Assert.Contains("ds-seen=20261205000000", again, StringComparison.Ordinal); // not before resolvers could have it again
        Assert.DoesNotContain("ds-gone=", again, StringComparison.Ordinal);
    }

    // RFC 8901: resolvers follow the DS of every signer, also before his key is published here.
    [ForeignToolFact("named", "dnssec-dsfromkey")]
    public void The_DS_of_another_signers_KSK_is_seen_and_gone_like_our_own()
    {
        Prepare();
        string ours = Ds();
        Directory.CreateDirectory(_directory["theirs"]);
        ToolRuns.Keyall(ExitStatus.Done, "key", "generate", "--zone", "example", "--keys",
            _directory["theirs"], "--type", "ksk", "-P", "none", "-A", "none");
        string key = Directory.GetFiles(_directory["theirs"], "*.key").Single();
        string theirs = DsOf(key);
        ToolRuns.Keyall(ExitStatus.Done, "roll", "foreign", "--key", key, "--signer", "b.example",
            "--keyindex", _directory["keyindex"], "--keys", _directory["keys"], "--zone", "example",
            "--time", "20261110000000", "--at", "20261220000000", "--yes", "--for-real");
        Ask(Parent + ours, ExitStatus.Done, "20261201000000");
        Assert.DoesNotContain("ds-seen=", Foreign(), StringComparison.Ordinal);
        string own = Own();

        Ask(Parent + ours + theirs, ExitStatus.Done, "20261202000000");
        Assert.Contains("ds-seen=20261202000000", Foreign(), StringComparison.Ordinal);
        Ask(Parent + ours, ExitStatus.Done, "20261224000000");
        Assert.Contains("ds-seen=20261202000000 ds-gone=20261224000000", Foreign(),
            StringComparison.Ordinal);
        Assert.Equal(own, Own());
        Assert.Contains("ds-seen=20261201000000", own, StringComparison.Ordinal);
    }

    [ForeignToolFact("named")]
    public void A_silent_server_of_the_parent_proves_nothing()
    {
        Prepare();
        string before = File.ReadAllText(_directory["keyindex"]);
        using NameServer server = NameServer.StartNamed(DomainName.Root, _directory.Write("parent", Parent));
        string said = Run(ExitStatus.Refused, "20261201000000", $"127.0.0.1#{server.Port}", "127.0.0.1#1");
        Assert.Contains("[PARENT-SILENT]", said, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_directory["keyindex"]));
    }

    [ForeignToolFact("named")]
    public void The_servers_of_the_parent_are_those_of_the_configuration_and_one_that_is_left_out_is_named()
    {
        Prepare();
        using NameServer server = NameServer.StartNamed(DomainName.Root, _directory.Write("parent", Parent));
        _directory.Write("zone",
            "$TTL 300\n@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            parents:
              above: { servers: ["127.0.0.1#{{server.Port}}", "127.0.0.1#1"] }
            zones:
              - { zone: example, file: {{_directory["zone"]}}, keys: {{_directory["keys"]}}, keyindex: {{_directory["keyindex"]}}, parent: above, output: {{_directory["signed"]}} }
            """);
        string[] parent = ["parent", "--keyindex", _directory["keyindex"], "--zone", "example", "--keys",
            _directory["keys"], "--dry-run"];
        Assert.Contains("[PARENT-SILENT]",
            ToolRuns.Keyall(ExitStatus.Refused,
                [.. parent, "--config", _directory["dnssec.yaml"]]), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1#1 is a server of the parent by the configuration, and is not asked",
            ToolRuns.Keyall(ExitStatus.Done,
                [.. parent, "--config", _directory["dnssec.yaml"], "--server",
                    $"127.0.0.1#{server.Port}"]), StringComparison.Ordinal);
        Assert.Contains("no server of the parent is named", ToolRuns.Keyall(ExitStatus.Usage, parent),
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-dsfromkey")]
    public void A_server_that_the_parent_names_and_the_operator_does_not_is_asked_too()
    {
        Prepare();
        string parent = Parent + ". NS b.\nb. A 127.0.0.2\n" + Ds();
        using NameServer server = NameServer.StartNamed(DomainName.Root, _directory.Write("parent", parent));
        string silent = Run(ExitStatus.Refused, "20261202000000", $"127.0.0.1#{server.Port}");
        Assert.Contains("[PARENT-SILENT] b. (127.0.0.2#", silent, StringComparison.Ordinal);
        Assert.DoesNotContain("ds-seen=", File.ReadAllText(_directory["keyindex"]), StringComparison.Ordinal);

        using AddressRelay second = new("127.0.0.2", server);
        string said = Run(ExitStatus.Done, "20261203000000", $"127.0.0.1#{server.Port}");
        Assert.Contains($"b. (127.0.0.2#{server.Port}) is a server of the parent by its NS RRset", said,
            StringComparison.Ordinal);
        Assert.Contains("ds-seen=20261203000000", File.ReadAllText(_directory["keyindex"]),
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-dsfromkey")]
    public void A_server_of_the_parent_that_nobody_knows_where_to_ask_proves_nothing_unless_the_operator_leaves_it_out()
    {
        Prepare();
        string parent = Parent + ". NS nowhere.example.\n" + Ds();
        using NameServer server = NameServer.StartNamed(DomainName.Root, _directory.Write("parent", parent));
        string address = $"127.0.0.1#{server.Port}";
        Assert.Contains("[PARENT-NOT-ASKED] nowhere.example. serves .",
            Run(ExitStatus.Refused, "20261202000000", address), StringComparison.Ordinal);
        Assert.DoesNotContain("ds-seen=", File.ReadAllText(_directory["keyindex"]), StringComparison.Ordinal);
        Run(ExitStatus.Done, "20261203000000", address, "--only-named");
        Assert.Contains("ds-seen=20261203000000", File.ReadAllText(_directory["keyindex"]),
            StringComparison.Ordinal);
    }

    private string Ds() => DsOf(Directory.GetFiles(_directory["keys"], "*.key")
        .Single(file => File.ReadAllText(file).Contains(" 257 3 ", StringComparison.Ordinal)));

    private static string DsOf(string key) =>
        ForeignTool.Run("dnssec-dsfromkey", "-2", key).MustSucceed().Output;

    private string Foreign() => File.ReadLines(_directory["keyindex"])
        .Single(row => row.Contains(" signer=b.example", StringComparison.Ordinal));

    private string Own() => string.Join('\n', File.ReadLines(_directory["keyindex"])
        .Where(row => !row.Contains(" signer=", StringComparison.Ordinal)));

    private string Ask(string zone, ExitStatus expected, string moment)
    {
        using NameServer server = NameServer.StartNamed(DomainName.Root, _directory.Write("parent", zone));
        return Run(expected, moment, $"127.0.0.1#{server.Port}");
    }

    private string Run(ExitStatus expected, string moment, params string[] servers) =>
        ToolRuns.Keyall(expected, [
        "parent", "--keyindex", _directory["keyindex"], "--zone", "example", "--keys", _directory["keys"], "--time", moment, "--for-real",
        .. servers.SelectMany(server => server[0] == '-' ? [server] : (string[])["--server", server])]);

    private void Prepare()
    {
        Directory.CreateDirectory(_directory["keys"]);
        ToolRuns.Keyall(
            ExitStatus.Done, "run", "--zone", "example", "--keyindex", _directory["keyindex"], "--keys",
            _directory["keys"], "--yes", "--for-real",
            "--time", "20261101000000");
    }
}
