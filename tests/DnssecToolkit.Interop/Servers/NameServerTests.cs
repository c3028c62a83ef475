using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Servers;

/// <summary>The servers that other tests lean on do start, answer and stop.</summary>
public class NameServerTests
{
    private const string Zone = """
        $ORIGIN example.
        $TTL 3600
        @   SOA ns.example. hostmaster.example. 1 7200 3600 1209600 3600
            NS  ns
        ns  A   192.0.2.53
        """ + "\n";

    [ForeignToolFact("named", "dig")]
    public void StartNamed_AnswersForTheZone()
    {
        using TemporaryDirectory directory = new();
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."),
            directory.Write("zone", Zone));
        Assert.Equal("192.0.2.53\n", Dig(server));
    }

    [ForeignToolFact("knotd", "dig")]
    public void StartKnotd_AnswersForTheZone()
    {
        using TemporaryDirectory directory = new();
        using NameServer server = NameServer.StartKnotd(DomainName.Parse("example."),
            directory.Write("zone", Zone));
        Assert.Equal("192.0.2.53\n", Dig(server));
    }

    private static string Dig(NameServer server) => ForeignTool
        .Run("dig", "@127.0.0.1", "-p", $"{server.Port}", "+short", "+norec", "ns.example.", "A")
        .MustSucceed().Output;
}
