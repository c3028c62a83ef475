using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Verification;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Resolving;

/// <summary>No server of a zone goes unmentioned: each is asked, at an address from the operator, the zone or a
/// resolver, or said not to be, with the reason.</summary>
public sealed class ServerAddressTests : IDisposable
{
    private const string Outside = """
        @ SOA ns1.example.net. h 1 7200 3600 1209600 600
        @ NS ns1.example.net.
        @ NS ns2.example.net.

        """;

    private const string Addresses = """
        @ SOA ns1 h 1 7200 3600 1209600 600
        @ NS ns1
        ns1 A 127.99.0.1
        ns1 A 127.99.0.2

        """;

    private readonly TemporaryDirectory _files = new();

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    [ForeignToolFact("named")]
    public void A_server_outside_of_the_zone_is_asked_where_the_operator_says_that_it_is()
    {
        string zone = _files.Write("zone", Outside);
        using NameServer server = Serve("example.", Outside);
        string address = $"127.0.0.1#{server.Port}";
        string[] both = ["--server", $"ns1.example.net={address}", "--server", $"NS2.example.net.={address}"];
        Assert.DoesNotContain("SERVER-", Ask(zone, both).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SERVER-", Ask(zone, "--server", address).Output, StringComparison.Ordinal);

        // One that the zone does not name is asked beside those.
        string hidden = Ask(zone, [.. both, "--server", "hidden.example=127.99.0.9#9"]).Output;
        Assert.Contains("hidden.example. (127.99.0.9#9) does not answer", hidden, StringComparison.Ordinal);
    }

    [ForeignToolFact("named")]
    public void A_server_outside_of_the_zone_is_looked_up_by_the_resolver_and_the_one_without_address_is_told()
    {
        using NameServer resolver = Serve("example.net.", Addresses);
        string zone = _files.Write("zone", Outside);
        string found = Ask(zone, "--resolver", $"127.0.0.1#{resolver.Port}").Output;
        Assert.Contains("fault [SERVER-SILENT] 2 times", found, StringComparison.Ordinal);
        Assert.Contains("zone:2: ns1.example.net. (127.99.0.1) does not answer", found,
            StringComparison.Ordinal);
        Assert.Contains("ns1.example.net. (127.99.0.2) does not answer", found, StringComparison.Ordinal);
        Assert.Contains("[SERVER-NOT-ASKED] once", found, StringComparison.Ordinal);
        Assert.Contains("zone:3: ns2.example.net. was not asked: it has no address", found,
            StringComparison.Ordinal);
        Assert.Contains($"{resolver.Port} answers NXDOMAIN for its address", found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resolver_that_is_not_there_is_the_reason_why_a_server_was_not_asked()
    {
        string told = Ask(_files.Write("zone", Outside), "--resolver",
            $"127.0.0.1#{LoopbackPorts.Free()}").Output;
        Assert.Contains("warning [SERVER-NOT-ASKED] 2 times", told, StringComparison.Ordinal);
        Assert.Contains("does not answer: connection refused", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_resolver_the_system_knows_the_names_of_its_hosts_and_other_octets_are_no_host_name()
    {
        const string Text =
            "@ SOA localhost. h 1 7200 3600 1209600 600\n@ NS localhost.\n@ NS a\\032b.example.net.\n";
        string zone = _files.Write("zone", Text);
        string told = Ask(zone).Output;
        Assert.DoesNotContain("localhost. was not asked", told, StringComparison.Ordinal);
        const string Reason = "was not asked: it has no address in the zone, and its name is no host name";
        Assert.Contains(Reason, told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_that_names_a_thousand_servers_has_64_of_them_asked_and_all_others_told()
    {
        string many = "@ SOA ns h 1 7200 3600 1209600 600\n"
            + string.Concat(Enumerable.Range(0, 100).Select(i => $"@ NS n{i}\nn{i} A 127.99.1.{i}\n"));
        VerifyzoneRun run = Ask(_files.Write("zone", many));
        Assert.Contains("warning [SERVER-NOT-ASKED] 36 times", run.Output, StringComparison.Ordinal);
        Assert.Contains("it comes after 64 others", run.Output, StringComparison.Ordinal);
        Assert.Contains("fault [SERVER-SILENT] 64 times", run.Output, StringComparison.Ordinal);
    }

    [ForeignToolFact("unshare", "ip")]
    public void A_host_without_a_route_to_one_family_says_which_servers_it_did_not_ask_for_that()
    {
        string zone = _files.Write("zone", """
            @ SOA ns1 h 1 7200 3600 1209600 600
            @ NS ns1
            @ NS ns2
            ns1 A 127.9.9.9
            ns1 AAAA 2001:db8::1
            ns2 AAAA 2001:db8::2

            """);
        string told = WithoutNetwork(zone, "ip link set lo up");
        Assert.Contains("fault [SERVER-SILENT] once", told, StringComparison.Ordinal);
        Assert.Contains("ns1.example. (127.9.9.9) does not answer: UDP: connection refused", told,
            StringComparison.Ordinal);
        Assert.Contains("warning [SERVER-NOT-ASKED] 2 times", told, StringComparison.Ordinal);
        Assert.Contains("zone:3: ns2.example. (2001:db8::2) was not asked: this host has no route to it",
            told, StringComparison.Ordinal);

        string offline = WithoutNetwork(zone, "true");
        Assert.Contains("fault [SERVER-SILENT] 3 times", offline, StringComparison.Ordinal);
        Assert.Contains("does not answer: UDP: no route to it; TCP: no route to it", offline,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server", "ns1.example.net=nowhere")]
    [InlineData("--server", "=127.0.0.1")]
    [InlineData("--resolver", "resolver.example.net")]
    [InlineData("--server", "127.0.0.1 ns1.example.net=127.0.0.1")]
    public void What_is_no_address_is_refused(string option, string values)
    {
        string zone = _files.Write("zone", Outside);
        string[] options = [.. values.Split(' ').SelectMany(value => new[] { option, value })];
        Assert.Equal(ExitStatus.Usage, Ask(zone, options).Status);
        Assert.Equal(ExitStatus.Usage, VerifyzoneRun.Run(zone, "--resolver", "127.0.0.1").Status);
    }

    private NameServer Serve(string apex, string text) => NameServer.StartNamed(
        DomainName.Parse(apex), _files.Write("served", $"$ORIGIN {apex}\n$TTL 60\n{text}"));

    private static VerifyzoneRun Ask(string zone, params string[] options) =>
        VerifyzoneRun.Run([zone, "-o", "example", "--check-servers", .. options]);

    private static string WithoutNetwork(string zone, string before)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "verifyzone");
        string command = $"{before} && exec '{tool}' '{zone}' -o example --check-servers";
        ForeignRun run = ForeignTool.Run("unshare", "--net", "sh", "-c", command);
        Assert.True(run.ExitCode == (int)ExitStatus.Refused, run.Error);
        return run.Output;
    }
}
