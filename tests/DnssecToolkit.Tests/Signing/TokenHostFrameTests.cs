using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Tests.Signing;

/// <summary>What passes between a tool and its token host, and what happens when one side is out of
/// order.</summary>
public class TokenHostFrameTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void A_frame_gives_back_what_was_put_in()
    {
        AttributeTemplate template = new AttributeTemplate().With(Ck.CKA_LABEL, [1, 2, 3])
            .With(Ck.CKA_SIGN, true);
        byte[] frame = new FrameWriter().Number(42).Short(7).Octets([9, 9]).Numbers([1, 2]).Template(template)
            .Finish(3, HostOperation.FindObjects).ToArray();
        using MemoryStream stream = new(frame);
        Assert.True(FrameHeader.TryReceive(stream, out FrameHeader header, out byte[] body));
        Assert.Equal(new FrameHeader(frame.Length - FrameHeader.Length, 3, (ushort)HostOperation.FindObjects),
            header);
        FrameReader reader = new(body);
        Assert.Equal((nuint)42, reader.Number());
        Assert.Equal(7, reader.Short());
        Assert.Equal([9, 9], reader.Octets(2).ToArray());
        Assert.Equal<nuint>([1, 2], reader.Numbers(2));
        Assert.Equal(template.Attributes.Select(row => Convert.ToHexString(row.Value)),
            reader.Template().Attributes.Select(row => Convert.ToHexString(row.Value)));
        Assert.True(reader.IsWhole);
    }

    [Fact]
    public void A_length_beyond_its_bound_is_not_believed()
    {
        byte[] body = new FrameWriter().Octets(new byte[100]).Finish(0, 0)[FrameHeader.Length..].ToArray();
        FrameReader reader = new(body);
        Assert.True(reader.Octets(99).IsEmpty);
        Assert.False(reader.IsWhole);
        byte[] header = new byte[FrameHeader.Length];
        new FrameHeader(FrameHeader.LongestBody, 0, 0).Write(header);
        Assert.True(FrameHeader.TryRead(header, out _));
        header[3] = 0x7f;
        Assert.False(FrameHeader.TryRead(header, out _));
    }

    [Fact]
    public void A_host_answers_no_mutated_request_with_a_crash()
    {
        byte[][] requests =
        [
            Body(new FrameWriter().Number(1).Number(0x41).Number(5).Short(2).Octets(new byte[32])
                .Octets(new byte[32])),
            Body(new FrameWriter().Number(1)
                .Template(new AttributeTemplate().With(Ck.CKA_LABEL, "zone"u8.ToArray()))),
            Body(new FrameWriter().Number(1).Number(1).Octets("123456"u8)),
            Body(new FrameWriter().Number(1).Short(64)),
        ];
        FuzzSource random = new(20_261_121);
        FrameWriter answer = new();
        for (int round = 0; round < Rounds; round++)
        {
            byte[] request = random.Mutate(requests[round % requests.Length]);
            HostOperation operation = (HostOperation)random.Next(26);
            _ = HostCalls.TryAnswer(SilentModule.Instance, operation, request, answer.Clear());
        }
    }

    [Fact]
    public void A_list_of_wrong_PINs_is_read_or_refused()
    {
        string line = $"7a6f6e65 - {new string('a', 32)} {new string('b', 64)}";
        Assert.Equal("zone", Assert.Single(WrongPinFile.Parse($"# heading\n{line}\n", "f")).Label);
        byte[] text = System.Text.Encoding.ASCII.GetBytes($"# heading\n{line}\n{line}\n");
        FuzzSource random = new(4);
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                Assert.InRange(WrongPinFile.Parse(System.Text.Encoding.Latin1.GetString(random.Mutate(text)),
                    "f").Count, 0, text.Length);
            }
            catch (KeyUnavailableException refused)
            {
                Assert.StartsWith("f:", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Body(FrameWriter writer) => writer.Finish(0, 0)[FrameHeader.Length..].ToArray();

    /// <summary>Seeded mutations: octets changed, cut off, put in.</summary>
    private sealed class FuzzSource(ulong seed)
    {
        private ulong _state = seed;

        public int Next(int bound)
        {
            _state = unchecked((_state * 6_364_136_223_846_793_005UL) + 1_442_695_040_888_963_407UL);
            return (int)((_state >> 33) % (ulong)bound);
        }

        public byte[] Mutate(byte[] octets)
        {
            List<byte> mutated = [.. octets];
            for (int change = Next(4); change >= 0 && mutated.Count > 0; change--)
            {
                int place = Next(mutated.Count);
                switch (Next(4))
                {
                    case 0:
                        mutated[place] = (byte)Next(256);
                        break;
                    case 1:
                        mutated.RemoveRange(place, mutated.Count - place);
                        break;
                    case 2:
                        mutated.Insert(place, (byte)Next(256));
                        break;
                    default:
                        mutated[place] = 0xff;
                        break;
                }
            }

            return [.. mutated];
        }
    }

    /// <summary>A module that does nothing and says that it did.</summary>
    private sealed class SilentModule : ICryptoki
    {
        public static SilentModule Instance { get; } = new();

        public ReturnValue Initialize() => default;

        public ReturnValue End() => default;

        public ReturnValue GetInfo(out CkInfo info) => Nothing(out info);

        public ReturnValue GetSlotList(out nuint[] slots) => Nothing(slots = []);

        public ReturnValue GetTokenInfo(nuint slot, out CkTokenInfo info) => Nothing(out info);

        public ReturnValue GetMechanismList(nuint slot, out nuint[] mechanisms) => Nothing(mechanisms = []);

        public ReturnValue GetMechanismInfo(nuint slot, nuint mechanism, out CkMechanismInfo info) =>
            Nothing(out info);

        public ReturnValue OpenSession(nuint slot, nuint flags, out nuint session) => Nothing(out session);

        public ReturnValue CloseSession(nuint session) => default;

        public ReturnValue Login(nuint session, nuint user, ReadOnlySpan<byte> pin) => default;

        public ReturnValue FindObjects(nuint session, AttributeTemplate template, out nuint[] objects) =>
            Nothing(objects = []);

        public ReturnValue GetAttributeValue(nuint session, nuint target, nuint type, out byte[] value) =>
            Nothing(value = []);

        public ReturnValue SignMany(nuint session, nuint mechanism, nuint key, RawSignatures batch) =>
            default;

        public ReturnValue GenerateKeyPair(
            nuint session, nuint mechanism, AttributeTemplate publicHalf, AttributeTemplate privateHalf,
            out nuint publicKey, out nuint privateKey)
        {
            privateKey = 0;
            return Nothing(out publicKey);
        }

        public ReturnValue DestroyObject(nuint session, nuint target) => default;

        public ReturnValue GenerateRandom(nuint session, Span<byte> octets) => default;

        public ReturnValue InitToken(nuint slot, ReadOnlySpan<byte> soPin, ReadOnlySpan<byte> label) =>
            default;

        public ReturnValue InitPin(nuint session, ReadOnlySpan<byte> pin) => default;

        public ReturnValue SetPin(nuint session, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after) =>
            default;

        public ReturnValue Logout(nuint session) => default;

        public ReturnValue SetAttributeValue(nuint session, nuint target, AttributeTemplate template) =>
            default;

        public ReturnValue CreateObject(nuint session, AttributeTemplate template, out nuint target) =>
            Nothing(out target);

        public ReturnValue WrapKey(nuint session, nuint mechanism, nuint wrapping, nuint key,
            out byte[] wrapped) =>
            Nothing(wrapped = []);

        public ReturnValue UnwrapKey(
            nuint session, nuint mechanism, nuint wrapping, ReadOnlySpan<byte> wrapped,
            AttributeTemplate template, out nuint target) =>
            Nothing(out target);

        private static ReturnValue Nothing<T>(out T value)
            where T : struct
        {
            value = default;
            return default;
        }

        private static ReturnValue Nothing(Array _) => default;
    }
}
