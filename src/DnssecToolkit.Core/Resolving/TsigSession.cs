using System.Buffers.Binary;
using System.Security.Cryptography;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Resolving;

/// <summary>One question and its answers under transaction signatures: signs the one and checks the others
/// (RFC 8945 §5).</summary>
/// <param name="key">The key; remains the caller's.</param>
/// <param name="clock">Gives the moment by the machine's clock: the other end compares it with its
/// own.</param>
internal sealed class TsigSession(TsigKey key, Func<Timestamp> clock)
{
    private const ushort Fudge = 300; // seconds; RFC 8945 §10
    private const ushort ClassAny = 255;
    private const int MostUnsigned = 99; // RFC 8945 §5.3.1

    private readonly List<byte[]> _unsigned = [];
    private byte[] _mac = [];
    private bool _isFirst = true;

    /// <summary>Whether the last message that came had a signature; so must the last of all.</summary>
    internal bool IsSettled => !_isFirst && _unsigned.Count == 0;

    /// <summary>Signs a query.</summary>
    /// <param name="message">A whole message without a signature.</param>
    /// <returns>The same with one at its end.</returns>
    internal byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] timers = new byte[8];
        ulong now = (ulong)clock().Seconds;
        BinaryPrimitives.WriteUInt16BigEndian(timers, (ushort)(now >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(timers.AsSpan(2), unchecked((uint)now));
        BinaryPrimitives.WriteUInt16BigEndian(timers.AsSpan(6), Fudge);
        using IncrementalHash mac = key.Begin();
        mac.AppendData(message);
        AppendVariables(mac, timers, error: 0, other: []);
        _mac = mac.GetHashAndReset();

        ReadOnlySpan<byte> algorithm = key.Algorithm.Name.Wire;
        byte[] id = message[..2].ToArray();
        byte[] rdata = [.. algorithm, .. timers, .. Number(_mac.Length), .. _mac, .. id, 0, 0, 0, 0];
        byte[] signed = [.. message, .. key.Name.Wire, .. Number((int)RRType.TSIG), .. Number(ClassAny), 0, 0,
            0, 0, .. Number(rdata.Length), .. rdata];
        BinaryPrimitives.WriteUInt16BigEndian(signed.AsSpan(10),
            checked((ushort)(BinaryPrimitives.ReadUInt16BigEndian(message[10..]) + 1)));
        return signed;
    }

    /// <summary>Checks the next message that came.</summary>
    /// <param name="message">A whole message, of unknown origin.</param>
    /// <returns>What is wrong, as a lower-case clause; null where it is signed well, or may be unsigned in
    /// its place.</returns>
    internal string? Check(byte[] message)
    {
        if (!TsigRecord.TryFind(message, out TsigRecord? record))
        {
            return "it cannot be read";
        }

        if (record is null)
        {
            // The first message has to be signed, and at least each hundredth.
            _unsigned.Add(message);
            return _isFirst ? "it is not signed" : _unsigned.Count > MostUnsigned
                ? "more than 99 messages in a row are not signed" : null;
        }

        string? fault = record.Fault(key)
            ?? (Matches(message, record) ? null
                : "its signature is wrong: is the secret the same at both ends?");
        if (fault is null && Math.Abs(record.TimeSigned - clock().Seconds) > record.Fudge)
        {
            fault = $"it was signed at {record.TimeSigned}, and the clock here says {clock().Seconds}";
        }

        _unsigned.Clear();
        _isFirst = false;
        _mac = record.Mac;
        return fault;
    }

    private bool Matches(byte[] message, TsigRecord record)
    {
        using IncrementalHash mac = key.Begin();
        mac.AppendData(Number(_mac.Length));
        mac.AppendData(_mac);
        _unsigned.ForEach(mac.AppendData);
        byte[] bare = message[..record.Start];
        BinaryPrimitives.WriteUInt16BigEndian(bare, record.OriginalId);
        BinaryPrimitives.WriteUInt16BigEndian(bare.AsSpan(10),
            (ushort)(BinaryPrimitives.ReadUInt16BigEndian(bare.AsSpan(10)) - 1));
        mac.AppendData(bare);
        if (_isFirst)
        {
            AppendVariables(mac, record.Timers, record.Error, record.Other);
        }
        else
        {
            mac.AppendData(record.Timers);
        }

        return CryptographicOperations.FixedTimeEquals(mac.GetHashAndReset(), record.Mac);
    }

    // RFC 8945 §4.3.3
    private void AppendVariables(IncrementalHash mac, ReadOnlySpan<byte> timers, ushort error,
        ReadOnlySpan<byte> other)
    {
        mac.AppendData(key.Name.Wire);
        mac.AppendData(Number(ClassAny));
        mac.AppendData([0, 0, 0, 0]);
        mac.AppendData(key.Algorithm.Name.Wire);
        mac.AppendData(timers);
        mac.AppendData(Number(error));
        mac.AppendData(Number(other.Length));
        mac.AppendData(other);
    }

    private static byte[] Number(int value) => [(byte)(value >> 8), unchecked((byte)value)];
}
