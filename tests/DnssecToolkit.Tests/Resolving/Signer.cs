using System.Buffers.Binary;
using System.Security.Cryptography;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>The other end of a signed conversation, written for tests by the steps of RFC 8945
/// §5.3.</summary>
internal static class Signer
{
    /// <summary>Signs answers to a signed query.</summary>
    internal static byte[][] Answer(TsigKey key, byte[] query, byte[][] answers, Func<int, bool> isSigned,
        Timestamp now)
    {
        Assert.True(TsigRecord.TryFind(query, out TsigRecord? asked));
        byte[] before = asked!.Mac;
        byte[] timers = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(timers, ((ulong)now.Seconds << 16) | 300);
        List<byte[]> sent = [];
        IncrementalHash mac = Begin(key, before);
        for (int i = 0; i < answers.Length; i++)
        {
            mac.AppendData(answers[i]);
            if (!isSigned(i))
            {
                sent.Add(answers[i]);
                continue;
            }

            byte[] variables = [.. key.Name.Wire, 0, 255, 0, 0, 0, 0, .. key.Algorithm.Name.Wire, .. timers,
                0, 0, 0, 0];
            mac.AppendData(i == 0 ? variables : timers);
            before = mac.GetHashAndReset();
            mac = Begin(key, before);
            byte[] rdata = [.. key.Algorithm.Name.Wire, .. timers, 0, (byte)before.Length, .. before,
                .. answers[i][..2], 0, 0, 0, 0];
            byte[] whole = [.. answers[i], .. key.Name.Wire, 0, 250, 0, 255, 0, 0, 0, 0, 0,
                (byte)rdata.Length, .. rdata];
            whole[11]++;
            sent.Add(whole);
        }

        mac.Dispose();
        return [.. sent];
    }

    private static IncrementalHash Begin(TsigKey key, byte[] before)
    {
        IncrementalHash mac = key.Begin();
        mac.AppendData([0, (byte)before.Length]);
        mac.AppendData(before);
        return mac;
    }
}
