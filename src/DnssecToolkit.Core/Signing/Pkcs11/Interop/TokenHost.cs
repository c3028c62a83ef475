using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipes;
using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The child's side: loads one module and does what its parent asks through a pipe, each lane in a thread of its own.</summary>
/// <remarks>It ends with its parent, at the end of the pipe, and at the first octet that is out of order.</remarks>
internal sealed class TokenHost
{
    private const int Ended = 0;
    private const int OutOfOrder = 3;

    private readonly ICryptoki _functions;
    private readonly Stream _answers;
    private readonly Lock _writing = new();
    private readonly BlockingCollection<(FrameHeader Header, byte[] Body)>?[] _lanes =
        new BlockingCollection<(FrameHeader, byte[])>?[FrameHeader.MostLanes];

    private TokenHost(ICryptoki functions, Stream answers)
    {
        _functions = functions;
        _answers = answers;
    }

    /// <summary>Serves until the parent is gone.</summary>
    /// <param name="arguments">Descriptor to read from, descriptor to write to, process number of the parent, path of the module.</param>
    /// <returns>The exit status; nobody but the parent sees it.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [{ } input, { } output, { } parent, { } module]
            || !int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || !HostLimits.Apply(number))
        {
            return OutOfOrder;
        }

        if (!int.TryParse(input, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            || !int.TryParse(output, NumberStyles.None, CultureInfo.InvariantCulture, out int second))
        {
            return OutOfOrder;
        }

        HostLimits.CloseInherited(first, second);
        using AnonymousPipeClientStream requests = new(PipeDirection.In, input);
        using AnonymousPipeClientStream answers = new(PipeDirection.Out, output);
        FrameWriter greeting = new();
        ICryptoki functions;
        try
        {
            functions = Cryptoki.Load(module);
            answers.Write(greeting.Octets([]).Octets([]).Finish(0, 0));
        }
        catch (KeyUnavailableException fault)
        {
            answers.Write(greeting.Octets(Encode(fault.Message)).Octets(Encode(fault.Hint ?? "")).Finish(0, 0));
            return OutOfOrder;
        }

        HostLimits.End(new TokenHost(functions, answers).Serve(requests));
        return Ended;
    }

    private static byte[] Encode(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private int Serve(Stream requests)
    {
        while (FrameHeader.TryReceive(requests, out FrameHeader header, out byte[] body))
        {
            LaneOf(header.Lane).Add((header, body));
        }

        return Ended;
    }

    private BlockingCollection<(FrameHeader, byte[])> LaneOf(int number)
    {
        if (_lanes[number] is { } known)
        {
            return known;
        }

        BlockingCollection<(FrameHeader, byte[])> lane = [];
        new Thread(() => Work(lane)) { IsBackground = true }.Start();
        return _lanes[number] = lane;
    }

    private void Work(BlockingCollection<(FrameHeader Header, byte[] Body)> lane)
    {
        FrameWriter answer = new();
        foreach ((FrameHeader header, byte[] body) in lane.GetConsumingEnumerable())
        {
            bool isOurs = HostCalls.TryAnswer(_functions, (HostOperation)header.Operation, body, answer.Clear());
            if (HostCalls.HasSecret((HostOperation)header.Operation))
            {
                CryptographicOperations.ZeroMemory(body);
            }

            if (!isOurs || !TrySend(answer.Finish(header.Lane, 0)))
            {
                HostLimits.End(OutOfOrder);
            }
        }
    }

    private bool TrySend(ReadOnlySpan<byte> frame)
    {
        try
        {
            lock (_writing)
            {
                _answers.Write(frame);
            }

            return true;
        }
        catch (IOException)
        {
            return false; // the parent is gone
        }
    }
}
