using System.Net;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>What is said of servers that do not answer, or not over both transports, or send no
/// DNS.</summary>
public class SilentServerTests
{
    private const int QuestionEnd = 12 + 9 + 4; // header, example., type and class
    private static readonly QueryPolicy Hasty = new() { Timeout = TimeSpan.FromSeconds(2), Tries = 2 };
    private static readonly Zone Served = Zone("@ SOA ns h 1 7200 3600 1209600 600\n@ NS ns\nns A 127.0.0.1");

    [Fact]
    public void A_server_that_answers_over_both_transports_is_sound()
    {
        using LoopbackServer server = new(IPAddress.Loopback, query => [Answer(query)],
            query => Prefixed(Answer(query)));
        Assert.Empty(Codes(server, isParent: false));
    }

    [Fact]
    public void A_server_without_UDP_is_found()
    {
        using LoopbackServer server = new(IPAddress.Loopback, _ => [], query => Prefixed(Answer(query)));
        Assert.Equal(["SERVER-UDP-SILENT"], Codes(server, isParent: false));
    }

    [Fact]
    public void A_server_without_TCP_is_found()
    {
        using LoopbackServer server = new(IPAddress.Loopback, query => [Answer(query)]);
        Assert.Equal(["SERVER-TCP-SILENT"], Codes(server, isParent: false));
    }

    [Fact]
    public void A_server_that_sends_half_a_message_is_found()
    {
        using LoopbackServer server = new(IPAddress.Loopback, query => [Answer(query)[..30]],
            query => Prefixed(Answer(query)));
        Assert.Equal(["SERVER-MALFORMED"], Codes(server, isParent: false));
    }

    [Fact]
    public void A_server_that_closes_within_its_answer_is_found()
    {
        using LoopbackServer server = new(IPAddress.Loopback, query => [Answer(query)],
            query => Prefixed(Answer(query))[..40]);
        Assert.Equal(["SERVER-MALFORMED"], Codes(server, isParent: false));
    }

    [Fact]
    public void A_parent_that_says_nothing_is_found()
    {
        using LoopbackServer server = new(IPAddress.Loopback, _ => []);
        Assert.Equal(["PARENT-SILENT"], Codes(server, isParent: true));
    }

    private static string[] Codes(LoopbackServer server, bool isParent)
    {
        PublicationRequest request = new()
        {
            Moment = new Timestamp(1_794_700_800),
            ChecksServers = !isParent,
            Servers = isParent ? [] : [server.Address],
            Parents = isParent ? [server.Address] : [],
            Queries = Hasty,
        };
        IReadOnlyList<Finding> findings = PublicationCheck.Run(Served, request, default).Findings;
        return [.. findings.Select(finding => finding.Code.Tag)];
    }

    // The zone's SOA with authority where it is asked for, else nothing.
    private static byte[] Answer(byte[] query)
    {
        byte[] head = query[..QuestionEnd];
        head[2] |= 0x84; // QR, AA
        bool isSoa = query[QuestionEnd - 3] == 6;
        head[7] = isSoa ? (byte)1 : (byte)0;
        byte[] rdata = [1, (byte)'n', 0xC0, 12, 1, (byte)'h', 0xC0, 12, 0, 0, 0, 1, .. new byte[16]];
        byte[] record = [0xC0, 12, 0, 6, 0, 1, 0, 0, 14, 16, 0, (byte)rdata.Length, .. rdata];
        return [.. head, .. isSoa ? record : [], .. query[QuestionEnd..]];
    }

    private static byte[] Prefixed(byte[] message) =>
        [(byte)(message.Length >> 8), (byte)message.Length, .. message];
}
