using System.Buffers.Binary;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>What stands in front of a frame.</summary>
/// <param name="BodyLength">The octets that follow.</param>
/// <param name="Lane">Which of the calls under way it belongs to.</param>
/// <param name="Operation">What is asked for; zero in an answer.</param>
internal readonly record struct FrameHeader(int BodyLength, ushort Lane, ushort Operation)
{
    /// <summary>Its own octets.</summary>
    public const int Length = 8;

    /// <summary>The longest body: room for the RRset of a hostile zone, and an end to what a broken peer can
    /// make us keep.</summary>
    public const int LongestBody = 16 << 20;

    /// <summary>Calls under way at once.</summary>
    public const int MostLanes = 256;

    /// <summary>Reads it.</summary>
    /// <param name="octets">Eight octets.</param>
    /// <param name="header">The header.</param>
    /// <returns>Whether length and lane are within their bounds.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, out FrameHeader header)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        header = new FrameHeader(
            (int)Math.Min(length, LongestBody),
            BinaryPrimitives.ReadUInt16LittleEndian(octets[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(octets[6..]));
        return length <= LongestBody && header.Lane < MostLanes;
    }

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteInt32LittleEndian(octets, BodyLength);
        BinaryPrimitives.WriteUInt16LittleEndian(octets[4..], Lane);
        BinaryPrimitives.WriteUInt16LittleEndian(octets[6..], Operation);
    }

    /// <summary>Reads a frame from a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="header">The header.</param>
    /// <param name="body">The body.</param>
    /// <returns>False at the end of the stream, and where it is no frame.</returns>
    public static bool TryReceive(Stream stream, out FrameHeader header, out byte[] body)
    {
        Span<byte> octets = stackalloc byte[Length];
        header = default;
        body = [];
        if (stream.ReadAtLeast(octets, Length, throwOnEndOfStream: false) < Length
            || !TryRead(octets, out header))
        {
            return false;
        }

        // A PIN comes out of the pipe straight into memory that is not swapped out; who takes the request
        // wipes it.
        body = HostCalls.HasSecret((HostOperation)header.Operation) ? SecretMemory.Allocate(header.BodyLength)
            : GC.AllocateUninitializedArray<byte>(header.BodyLength);
        return stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) == body.Length;
    }
}
