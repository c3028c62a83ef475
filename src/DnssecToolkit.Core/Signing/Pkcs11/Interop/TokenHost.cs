using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipes;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The child's side: loads one module and does what its parent asks through a pipe, each lane in a
/// thread of its own.</summary>
/// <remarks>It ends with its parent, at the end of the pipe, and at the first octet that is out of order. In
/// the tool's own process (--in-process) it is the same, in threads: so that a call which does not come back
/// is told from there too.</remarks>
internal sealed class TokenHost
{
    private const int Ended = 0;
    private const int OutOfOrder = 3;

    private readonly ICryptoki _functions;
    private readonly Stream _answers;
    private readonly bool _isProcess;
    private readonly Lock _writing = new();
    private readonly BlockingCollection<(FrameHeader Header, byte[] Body)>?[] _lanes =
        new BlockingCollection<(FrameHeader, byte[])>?[FrameHeader.MostLanes];

    private TokenHost(ICryptoki functions, Stream answers, bool isProcess)
    {
        _functions = functions;
        _answers = answers;
        _isProcess = isProcess;
    }

    /// <summary>Serves until the parent is gone.</summary>
    /// <param name="arguments">Descriptor to read from, descriptor to write to, process number of the parent,
    /// path of the module.</param>
    /// <returns>The exit status; nobody but the parent sees it.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [{ } input, { } output, { } parent, { } module]
            || !int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || !HostLimits.Apply(number))
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
        int status = Run(module, requests, answers, isProcess: true);
        HostLimits.End(status);
        return status;
    }

    /// <summary>Serves in threads of this process, until the pipe ends.</summary>
    /// <param name="module">The module's path.</param>
    /// <param name="requests">Its end of the pipe for requests; closed at the end.</param>
    /// <param name="answers">Its end of the pipe for answers; closed at the end.</param>
    public static void RunHere(string module, Stream requests, Stream answers)
    {
        using (requests)
        using (answers)
        {
            _ = Run(module, requests, answers, isProcess: false);
        }
    }

    private static int Run(string module, Stream requests, Stream answers, bool isProcess)
    {
        FrameWriter greeting = new();
        try
        {
            Cryptoki functions = Cryptoki.Load(module);
            answers.Write(greeting.Octets([]).Octets([]).Finish(0, 0));
            return new TokenHost(functions, answers, isProcess).Serve(requests);
        }
        catch (KeyUnavailableException fault)
        {
            answers.Write(greeting.Octets(Encode(fault.Message)).Octets(Encode(fault.Hint ?? ""))
                .Finish(0, 0));
            return OutOfOrder;
        }
    }

    private static byte[] Encode(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private int Serve(Stream requests)
    {
        while (FrameHeader.TryReceive(requests, out FrameHeader header, out byte[] body))
        {
            LaneOf(header.Lane).Add((header, body));
        }

        Array.ForEach(_lanes, lane => lane?.CompleteAdding());
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
            bool isOurs = TryAnswer((HostOperation)header.Operation, body, answer.Clear());
            if (HostCalls.HasSecret((HostOperation)header.Operation))
            {
                SecretMemory.Wipe(body);
            }

            if (!isOurs || !TrySend(answer.Finish(header.Lane, 0)))
            {
                End();
            }
        }
    }

    private void End()
    {
        if (_isProcess)
        {
            HostLimits.End(OutOfOrder);
        }

        _answers.Dispose(); // which the other side sees
    }

    private bool TryAnswer(HostOperation operation, byte[] body, FrameWriter answer)
    {
        if (operation != HostOperation.CloseNetwork || !_isProcess)
        {
            return HostCalls.TryAnswer(_functions, operation, body, answer);
        }

        _ = answer.Number(
            HostFilter.TryCloseNetwork()
                ? ReturnValue.CKR_OK.Number : ReturnValue.CKR_FUNCTION_NOT_SUPPORTED.Number);
        return body.Length == 0;
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
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false; // the parent is gone
        }
    }
}
