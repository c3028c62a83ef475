using System.Buffers.Binary;
using System.Net.Sockets;

namespace DnssecToolkit.Resolving;

/// <summary>Messages over TCP, each after its length in two octets (RFC 1035 §4.2.2).</summary>
/// <param name="socket">A connected socket; remains the caller's.</param>
internal sealed class StreamMessages(Socket socket)
{
    /// <summary>Sends a message.</summary>
    public async Task SendAsync(byte[] message, CancellationToken stop)
    {
        byte[] sent = [(byte)(message.Length >> 8), unchecked((byte)message.Length), .. message];
        for (int done = 0; done < sent.Length;)
        {
            done += await socket.SendAsync(sent.AsMemory(done), stop);
        }
    }

    /// <summary>Receives a message.</summary>
    /// <returns>The message; null where the other end closed the connection before it.</returns>
    /// <exception cref="EndOfStreamException">It closed the connection within it.</exception>
    public async Task<byte[]?> ReceiveAsync(CancellationToken stop)
    {
        byte[] prefix = new byte[2];
        if (!await TryFillAsync(prefix, stop))
        {
            return null;
        }

        byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        return await TryFillAsync(message, stop) ? message : throw new EndOfStreamException();
    }

    private async Task<bool> TryFillAsync(byte[] buffer, CancellationToken stop)
    {
        int filled = 0;
        while (filled < buffer.Length)
        {
            int received = await socket.ReceiveAsync(buffer.AsMemory(filled), stop);
            if (received == 0)
            {
                return false;
            }

            filled += received;
        }

        return true;
    }
}
