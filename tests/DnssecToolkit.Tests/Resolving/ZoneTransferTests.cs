using System.Buffers.Binary;
using System.Net;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Resolving;
using DnssecToolkit.Tests.Cryptography.OneKeyBatches;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>Primaries that break the rules of transfers and of their signatures (RFC 5936, RFC
/// 8945).</summary>
public class ZoneTransferTests
{
    private static readonly DomainName Zone = DomainName.Parse("example.");
    private static readonly Timestamp Now = new(1_800_000_000);
    private static readonly TransferPolicy Patient = new()
    {
        MessageTimeout = TimeSpan.FromMinutes(1),
        Timeout = TimeSpan.FromMinutes(2),
        MostOctets = 100_000,
    };

    [Fact]
    public async Task A_transfer_in_several_messages_is_put_together()
    {
        (SerialNumber serial, List<MessageRecord> records) = await FetchAsync([Soa(7), Host("a")],
            [Host("b")], [Soa(7)]);
        Assert.Equal(new SerialNumber(7), serial);
        Assert.Equal(["example.", "a.example.", "b.example."],
            records.Select(record => record.Owner.ToString()));
    }

    [Fact]
    public async Task What_is_no_whole_zone_is_refused()
    {
        await RefusedAsync("it closed the connection before the end", [Soa(7), Host("a")]);
        await RefusedAsync("it does not begin with the zone's SOA", [Host("a"), Soa(7)]);
        await RefusedAsync("the zone changed during the transfer", [Soa(7), Host("a"), Soa(8)]);
        await RefusedAsync("records follow the SOA at its end", [Soa(7), Soa(7), Host("a")]);
        await RefusedAsync("a.other. does not belong to the zone",
            [Soa(7), Record("a.other.", RRType.A, [192, 0, 2, 1])]);
        await RefusedAsync("it is longer than 100000 octets",
            [.. Enumerable.Repeat(new[] { Soa(7), Host("a") }, 1), .. Enumerable.Range(0, 3_000)
                .Select(_ => new[] { Host("a") })]);
    }

    [Fact]
    public async Task A_primary_that_stops_talking_is_left()
    {
        using LoopbackServer silent = new(IPAddress.Loopback, _ => [], query => [0, 5, 1, 2]);
        UnreadableInputException failure =
            await Assert.ThrowsAsync<UnreadableInputException>(() =>
                new ZoneTransfer(silent.Address, null, () => Now,
                    Patient with { MessageTimeout = TimeSpan.FromSeconds(1) })
            .FetchAsync(Zone, _ => { }, CancellationToken.None));
        Assert.Contains("example.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signatures_are_asked_of_the_first_the_last_and_each_hundredth_message()
    {
        using TsigKey key = Key("right");
        byte[][][] many = [[Soa(7)], .. Enumerable.Range(0, 120).Select(_ => new[] { Host("a") }), [Soa(7)]];
        await FetchAsync(key, position => true, key, many);
        await FetchAsync(key, position => position % 90 == 0 || position == 121, key, many);
        await RefusedAsync("it is not signed", key, position => position > 0, key, many);
        await RefusedAsync("its last message is not signed", key, position => position % 90 == 0, key, many);
        await RefusedAsync("more than 99 messages in a row are not signed", key,
            position => position is 0 or 121, key, many);
        using TsigKey other = Key("wrong");
        await RefusedAsync("its signature is wrong", other, position => true, key, many);
    }

    [Fact]
    public async Task A_changed_octet_anywhere_in_a_signed_transfer_is_noticed()
    {
        using TsigKey key = Key("right");
        SeededNumbers random = new(8945);
        int refused = 0;
        for (int i = 0; i < 150; i++)
        {
            int which = random.Below(2);
            int where = 20 + random.Below(180);
            int bit = 1 << random.Below(8);
            byte[][][] messages = [[Soa(7), Host("a")], [Host("b"), Soa(7)]];
            byte[] Spoil(byte[] message, int position)
            {
                message[position == which ? where % message.Length : 0] ^= (byte)(position == which
                    ? bit : 0);
                return message;
            }

            List<MessageRecord> records = [];
            using LoopbackServer server = Server(messages, key, _ => true, Spoil);
            try
            {
                await new ZoneTransfer(server.Address, key, () => Now, Patient)
                    .FetchAsync(Zone, records.Add, CancellationToken.None);

                // RFC 8945 covers names in any case, and not the TTL and class of its own record.
                Assert.Equal(["example.", "a.example.", "b.example."],
                    records.Select(record => record.Owner.ToString().ToLowerInvariant()));
            }
            catch (UnreadableInputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 130, 150);
    }

    [Fact]
    public void A_signature_from_another_time_is_refused()
    {
        using TsigKey key = Key("right");
        byte[] query = QueryMessage.Write(1, new Question(Zone, RRType.AXFR));
        TsigSession ours = new(key, () => Now);
        byte[] asked = ours.Sign(query);
        byte[] answer = Signer.Answer(key, asked, [Message(1, RRType.AXFR, [Soa(7), Soa(7)])], _ => true, Now
            + 301)[0];
        Assert.Contains("it was signed at", ours.Check(answer), StringComparison.Ordinal);
    }

    private static TsigKey Key(string secret) => new(DomainName.Parse("Transfer."),
        TsigAlgorithm.Find("hmac-sha256")!, System.Text.Encoding.ASCII.GetBytes(secret));

    private static async Task RefusedAsync(string why, params byte[][][] messages)
    {
        UnreadableInputException failure =
            await Assert.ThrowsAsync<UnreadableInputException>(() => FetchAsync(messages));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string why, TsigKey ours, Func<int, bool> isSigned, TsigKey theirs,
        byte[][][] messages)
    {
        UnreadableInputException failure =
            await Assert.ThrowsAsync<UnreadableInputException>(() =>
                FetchAsync(ours, isSigned, theirs, messages));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static Task<(SerialNumber, List<MessageRecord>)> FetchAsync(params byte[][][] messages) =>
        FetchAsync(null, _ => false, null, messages);

    private static async Task<(SerialNumber, List<MessageRecord>)> FetchAsync(TsigKey? ours,
        Func<int, bool> isSigned, TsigKey? theirs, byte[][][] messages)
    {
        List<MessageRecord> records = [];
        using LoopbackServer server = Server(messages, theirs, isSigned, (message, _) => message);
        SerialNumber serial = await new ZoneTransfer(server.Address, ours, () => Now, Patient)
            .FetchAsync(Zone, records.Add, CancellationToken.None);
        return (serial, records);
    }

    private static LoopbackServer Server(byte[][][] messages, TsigKey? key, Func<int, bool> isSigned,
        Func<byte[], int, byte[]> change) =>
        new(IPAddress.Loopback, _ => [], query =>
        {
            byte[][] plain =
                [.. messages.Select(records =>
                    Message(BinaryPrimitives.ReadUInt16BigEndian(query), RRType.AXFR, records))];
            byte[][] sent = key is null ? plain : Signer.Answer(key, query, plain, isSigned, Now);
            return [.. sent.SelectMany((message, position) => change(message, position) is var changed
                ? (byte[])[(byte)(changed.Length >> 8), (byte)(changed.Length & 0xFF), .. changed] : [])];
        });

    private static byte[] Message(ushort id, RRType type, byte[][] records) =>
    [
        (byte)(id >> 8), (byte)(id & 0xFF), 0x84, 0, 0, 1, 0, (
            byte)records.Length, 0, 0, 0, 0, .. Zone.Wire, 0, (byte)type, 0, 1, .. records.SelectMany(record => record),
    ];

    private static byte[] Soa(byte serial) => Record("example.", RRType.SOA,
        [0, 0, 0, 0, 0, serial, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);

    private static byte[] Host(string label) => Record($"{label}.example.", RRType.A, [192, 0, 2, 1]);

    private static byte[] Record(string owner, RRType type, byte[] rdata) =>
        [.. DomainName.Parse(owner).Wire, 0, (byte)type, 0, 1, 0, 0, 1, 44, 0, (byte)rdata.Length, .. rdata];
}
