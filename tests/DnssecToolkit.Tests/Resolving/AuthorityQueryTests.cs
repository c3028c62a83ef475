using System.Net;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>What a query makes of servers that are slow, silent, forged or broken.</summary>
public class AuthorityQueryTests
{
    private static readonly Question Soa = new(DomainName.Parse("example."), RRType.SOA);
    private static readonly QueryPolicy Patient = new() { Timeout = TimeSpan.FromMinutes(1), Tries = 1 };
    private static readonly QueryPolicy Hasty = new() { Timeout = TimeSpan.FromMilliseconds(200), Tries = 3 };

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Ask_HearsAServerOfEitherFamily(string address)
    {
        using LoopbackServer server = new(IPAddress.Parse(address), query => [Answer(query)]);
        AuthorityAnswer answer = await new AuthorityQuery(server.Address, Patient).AskAsync(Soa, default);
        Assert.True(answer.IsWhole, answer.Failure);
        Assert.True(answer.Message.IsAuthoritative);
        Assert.Equal(Soa, answer.Message.Question);
    }

    [Fact]
    public async Task Ask_PassesOverAnswersToOtherQueries()
    {
        using LoopbackServer server = new(
            IPAddress.Loopback,
            query => [[], [1], Altered(Answer(query), 1), Altered(Answer(query), 13), query, Answer(query)]);
        AuthorityAnswer answer = await new AuthorityQuery(server.Address, Patient)
            .AskOverUdpAsync(Soa, default);
        Assert.True(answer.IsWhole, answer.Failure);
    }

    [Fact]
    public async Task Ask_RepeatsTheQuestionToASilentServer()
    {
        using LoopbackServer server = new(IPAddress.Loopback, _ => []);
        AuthorityAnswer answer = await new AuthorityQuery(server.Address, Hasty)
            .AskOverUdpAsync(Soa, default);
        Assert.Equal(AnswerStatus.Silent, answer.Status);
        Assert.True(SpinWait.SpinUntil(() => server.QueryCount == 3, Patient.Timeout)); // the server may be slower than the question
    }

    [Fact]
    public async Task Ask_GoesToTcpWhereTheAnswerIsTruncated()
    {
        using LoopbackServer server = new(
            IPAddress.Loopback, query => [Truncated(query)], query => Prefixed(Answer(query)));
        AuthorityQuery asking = new(server.Address, Patient);
        Assert.Equal(AnswerStatus.Truncated, (await asking.AskOverUdpAsync(Soa, default)).Status);
        Assert.True((await asking.AskAsync(Soa, default)).IsWhole);
    }

    [Fact]
    public async Task AskOverTcp_RejectsAnAnswerThatIsCut()
    {
        using LoopbackServer server = new(IPAddress.Loopback, _ => [],
            query => Prefixed(Answer(query))[..20]);
        AuthorityAnswer answer = await new AuthorityQuery(server.Address, Patient)
            .AskOverTcpAsync(Soa, default);
        Assert.Equal(AnswerStatus.Malformed, answer.Status);
    }

    [Fact]
    public async Task AskOverTcp_RejectsTruncationAndOtherIds()
    {
        using LoopbackServer truncating = new(IPAddress.Loopback, _ => [],
            query => Prefixed(Truncated(query)));
        Assert.Equal(AnswerStatus.Malformed,
            (await new AuthorityQuery(truncating.Address, Patient).AskOverTcpAsync(Soa, default)).Status);
        using LoopbackServer forging = new(IPAddress.Loopback, _ => [],
            query => Prefixed(Altered(Answer(query), 0)));
        Assert.Equal(AnswerStatus.Malformed,
            (await new AuthorityQuery(forging.Address, Patient).AskOverTcpAsync(Soa, default)).Status);
    }

    [Fact]
    public async Task Ask_EndsWhenItIsStopped()
    {
        using LoopbackServer server = new(IPAddress.Loopback, _ => []);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new AuthorityQuery(server.Address, Patient).AskAsync(Soa, stop.Token));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1#5353", "192.0.2.1#5353")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("2001:db8::1#53", "2001:db8::1")]
    public void TryParse_ReadsAddressesAndPorts(string text, string shown)
    {
        Assert.True(ServerAddress.TryParse(text, out ServerAddress? server));
        Assert.Equal(shown, server.ToString());
    }

    [Theory]
    [InlineData("ns1.example")]
    [InlineData("192.513")]
    [InlineData("192.0.2.1#0")]
    [InlineData("192.0.2.1#66000")]
    [InlineData("192.0.2.1#53#53")]
    [InlineData("")]
    public void TryParse_RefusesAllElse(string text) => Assert.False(ServerAddress.TryParse(text, out _));

    // The query itself with QR and AA set: a response of no records but its OPT.
    private static byte[] Answer(byte[] query) => Altered(query, 2, 0x84);

    private static byte[] Truncated(byte[] query) => Altered(query, 2, 0x86);

    private static byte[] Altered(byte[] message, int offset, byte bits = 0xFF)
    {
        byte[] copy = [.. message];
        copy[offset] ^= bits;
        return copy;
    }

    private static byte[] Prefixed(byte[] message) =>
        [(byte)(message.Length >> 8), (byte)message.Length, .. message];
}
