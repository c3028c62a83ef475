using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using DnssecToolkit.Bundles;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Resolving;
using DnssecToolkit.Tests.ZoneFiles;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>What a child asks for, where the child is an attacker: it may harm itself, and never its
/// parent.</summary>
public sealed class ChildObservationTests : IDisposable
{
    private const int Rounds = 400;
    private static readonly DomainName Child = DomainName.Parse("child.example.");
    private static readonly Timestamp Now = new(1_795_219_200);
    private static readonly QueryPolicy Patient = new() { Timeout = TimeSpan.FromMinutes(1), Tries = 1 };

    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ZoneKey _key;
    private readonly Dictionary<RRType, (byte[][] RData, byte[][] Signatures)> _served = [];
    private Func<byte[], byte[]> _change = answer => answer;

    public ChildObservationTests()
    {
        ECPoint point = _private.ExportParameters(includePrivateParameters: false).Q;
        _key = new ZoneKey(Child, [1, 1, 3, (byte)DnssecAlgorithm.ECDSAP256SHA256, .. point.X!, .. point.Y!]);
        Serve(RRType.SOA, [[0, 0, .. new byte[20]]]);
        Serve(RRType.DNSKEY, [_key.RData.ToArray()]);
        Ask([Ds], [_key.RData.ToArray()]);
    }

    public void Dispose() => _private.Dispose();

    private byte[] Ds => _key.ToDsRData(DsDigestType.SHA256);

    [Fact]
    public async Task A_signed_request_is_read_and_trusted()
    {
        ChildObservation seen = await LookAsync();
        Assert.Null(seen.Doubt);
        Assert.Equal((byte[][])[Ds], seen.Request(out string? fault));
        Assert.Null(fault);
        Assert.Null(seen.Objection([Ds]));
        Assert.True(seen.IsRequestTrusted([Ds]));
        Assert.False(seen.IsRequestTrusted([[.. Ds[..^1], (byte)(Ds[^1] ^ 0xFF)]]));
    }

    public static TheoryData<string, string[], string[], string> Hostile => new()
    {
        { "a DS of another key beside the CDNSKEY", ["DS", "0001 0D 02 " + new string('A', 64)], ["KEY"],
            "do not fit each other" },
        { "the right digest under another tag", ["TAG"], ["KEY"], "do not fit each other" },
        { "a removal and a key", ["DS", "0000 00 00 00"], [], "a removal and for keys at once" },
        { "SHA-1 alone", ["SHA1"], [], "no digest by SHA-256 or SHA-384" },
        { "types of digest that nobody knows", ["0001 0D 63 " + new string('A', 64)], [],
            "no digest by SHA-256 or SHA-384" },
        { "a CDNSKEY of another protocol", [], ["0101 04 0D AABB"], "is no zone key" },
        { "a CDNSKEY that is no zone key", [], ["0001 03 0D AABB"], "is no zone key" },
        { "more than any rollover needs",
            [.. Enumerable.Range(0, 17)
                .Select(i => $"00{i:X2} 0D 02 " + new string('A', 64))], [], "with more than 16 records" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_request_that_would_harm_is_refused_with_the_reason(string what, string[] cds,
        string[] cdnskey, string fault)
    {
        Ask([.. cds.Select(Octets)], [.. cdnskey.Select(Octets)]);
        ChildObservation seen = await LookAsync();
        Assert.Null(seen.Doubt);
        Assert.Null(seen.Request(out string? told));
        Assert.True(told?.Contains(fault, StringComparison.Ordinal), $"{what}: {told}");
    }

    [Theory]
    [InlineData("0001 0D 02 AABB")]
    [InlineData("0001 0D 01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_digest_of_another_length_than_its_type_has_makes_the_answer_worth_nothing(string ds)
    {
        Ask([Ds, Octets(ds)], []); // in the parent it would be a fault of the parent's
        ChildObservation seen = await LookAsync();
        Assert.NotNull(seen.Doubt);
        Assert.Null(seen.Request(out _));
    }

    [Fact]
    public async Task Digests_by_SHA1_and_unknown_types_are_left_out_beside_a_good_one()
    {
        Ask([Ds, Octets("SHA1"), Octets("0001 0D 63 AABB")], []);
        Assert.Equal((byte[][])[Ds], (await LookAsync()).Request(out _));
    }

    [Fact]
    public async Task A_removal_is_read_and_only_with_a_signature_trusted()
    {
        Ask([Octets("0000 00 00 00")], [Octets("0000 03 00 00")]);
        ChildObservation seen = await LookAsync();
        Assert.Empty(seen.Request(out _)!);
        Assert.True(seen.IsRequestTrusted([Ds]));
        _served[RRType.CDS] = (_served[RRType.CDS].RData, []);
        Assert.False((await LookAsync()).IsRequestTrusted([Ds]));
    }

    [Fact]
    public async Task No_answer_of_a_hostile_server_throws_or_makes_another_DS_set_trusted()
    {
        byte[][] wanted = [Ds];
        int whole = 0;
        for (int round = 0; round < Rounds; round++)
        {
            TextMutator mutator = new(unchecked(20_261_121 + round));
            int target = mutator.Next(4); // of the four answers
            _change = answer => target-- == 0 ? Damaged(answer, mutator) : answer;
            ChildObservation seen = await LookAsync();
            IReadOnlyList<byte[]>? set = seen.Request(out string? fault);
            whole += seen.Doubt is null ? 1 : 0;
            Assert.True(set is null || fault is null, $"round {round}");
            if (set is not null && seen.IsRequestTrusted(wanted))
            {
                Assert.Equal(wanted, set); // nothing that was not signed
            }

            Assert.All(set ?? [], ds => Assert.Equal(4 + DsDigest.LengthOf((DsDigestType)ds[3]), ds.Length));
            _ = seen.Objection(wanted);
        }

        Assert.InRange(whole, Rounds / 10, Rounds); // not all of them fell at the first hurdle
    }

    [Fact]
    public async Task At_signaling_names_a_hostile_resolver_confirms_nothing_but_what_the_child_has()
    {
        ChildObservation seen = await LookAsync();
        DomainName[] servers = [DomainName.Parse("ns.operator.test.")];
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            TextMutator mutator = new(unchecked(20_261_121 + round));
            int target = round % 3; // the answer for CDS, that for CDNSKEY, none
            byte[]? damaged = null;
            using LoopbackServer resolver = new(IPAddress.Loopback, query =>
            {
                byte[] answer = Answer(query, flags: 0x0020);
                return [target-- == 0 ? damaged = Damaged(answer, mutator) : answer];
            });
            string? objection = await new SignalingNames(resolver.Address, Patient)
                .ObjectionAsync(Child, servers, seen, CancellationToken.None);
            refused += objection is null ? 0 : 1;
            bool isSame = damaged is null || HasSame(damaged);
            Assert.True(isSame == objection is null, $"round {round}: {objection}");
        }

        Assert.InRange(refused, Rounds / 3, Rounds);
        using LoopbackServer blind = new(IPAddress.Loopback, query => [Answer(query)]);
        string? told = await new SignalingNames(blind.Address, Patient)
            .ObjectionAsync(Child, servers, seen, CancellationToken.None);
        Assert.Contains("is not validated", told, StringComparison.Ordinal);
    }

    // Whether a damaged answer still has the records of the child: the damage met a TTL, a signature or
    // nothing.
    private bool HasSame(byte[] answer)
    {
        if (!DnsMessage.TryRead(answer, out DnsMessage? message, out _)
            || message.Question is not { } question)
        {
            return false;
        }

        IEnumerable<string> found = message.Answers(question.Name, question.Type)
            .Select(rdata => Convert.ToHexString(rdata.Span)).Order(StringComparer.Ordinal);
        return found.SequenceEqual(_served[question.Type].RData.Select(Convert.ToHexString)
            .Order(StringComparer.Ordinal));
    }

    // Where the question of a message ends.
    private static int HeadOf(byte[] message)
    {
        int at = 12;
        while (message[at] != 0)
        {
            at += message[at] + 1;
        }

        return at + 5;
    }

    // The id and the question stay: else it is no answer, and waited for.
    private static byte[] Damaged(byte[] answer, TextMutator mutator)
    {
        int head = HeadOf(answer);
        if (mutator.Next(3) == 0)
        {
            return [.. answer[..head],
                .. mutator.Mutate(answer[head..], ["\xC0\x0C", "\0", "\xFF\xFF", "\0\x3B", "\0\x2E"])];
        }

        for (int flips = mutator.Next(6); flips >= 0; flips--)
        {
            answer[head + mutator.Next(answer.Length - head)] = (byte)mutator.Next(256);
        }

        return answer;
    }

    private void Ask(byte[][] cds, byte[][] cdnskey)
    {
        Serve(RRType.CDS, cds);
        Serve(RRType.CDNSKEY, cdnskey);
    }

    private void Serve(RRType type, byte[][] rdata) =>
        _served[type] = (rdata, rdata.Length == 0 ? [] : [Sign(type, rdata)]);

    private byte[] Sign(RRType type, byte[][] rdata)
    {
        BundleSignature signature = new()
        {
            KeyIdentifier = "",
            Ttl = 300,
            TypeCovered = type,
            Algorithm = DnssecAlgorithm.ECDSAP256SHA256,
            Labels = (byte)Child.LabelCount,
            OriginalTtl = 300,
            Expiration = Now + 86_400,
            Inception = Now - 3_600,
            Tag = _key.Tag,
            Signer = Child,
        };
        byte[] message = signature.MessageOver(Child, rdata.Select(octets => (ReadOnlyMemory<byte>)octets));
        return (signature with { Octets = [.. _private.SignData(message, HashAlgorithmName.SHA256)] })
            .ToRData();
    }

    private async Task<ChildObservation> LookAsync()
    {
        using LoopbackServer server = new(IPAddress.Loopback, query => [_change(Answer(query))]);
        return await ChildObservation.AskAsync(Child, [server.Address], Patient, Now, CancellationToken.None);
    }

    private byte[] Answer(byte[] query) => Answer(query, flags: 0);

    private byte[] Answer(byte[] query, ushort flags)
    {
        int end = HeadOf(query);
        RRType type = (RRType)BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end - 4));
        (byte[][] rdata, byte[][] signatures) = _served[type];
        List<byte> answer = [query[0], query[1], 0x84, (byte)flags, 0, 1, 0,
            (byte)(rdata.Length + signatures.Length), 0, 0, 0, 0, .. query[12..end]];
        foreach ((RRType own, byte[] octets) in rdata.Select(octets => (type, octets))
            .Concat(signatures.Select(octets => (RRType.RRSIG, octets))))
        {
            answer.AddRange([0xC0, 12, (byte)((int)own >> 8), (byte)own, 0, 1, 0, 0, 1, 44,
                (byte)(octets.Length >> 8), (byte)octets.Length, .. octets]);
        }

        return [.. answer];
    }

    private byte[] Octets(string text) => text switch
    {
        "DS" => Ds,
        "KEY" => _key.RData.ToArray(),
        "SHA1" => _key.ToDsRData(DsDigestType.SHA1),
        "TAG" => [(byte)(Ds[0] ^ 0xFF), .. Ds[1..]],
        _ => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal)),
    };
}
