using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>The parent's side: one child process with one module in it, fed through a pipe, watched, and
/// ended when it does not answer.</summary>
/// <remarks>Where modules run in this process (--in-process) the pipe leads to a thread; then a call that
/// does not come back is given up, and nothing is asked of the module any more.</remarks>
internal sealed class TokenHostProcess : IDisposable
{
    private const int LongestGreeting = 4_096;
    private const int UnderWay = 2;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly TokenHosting _hosting;
    private readonly string _module;
    private readonly AnonymousPipeServerStream _requests;
    private readonly AnonymousPipeServerStream _answers;
    private readonly ConcurrentStack<HostLane> _idle = [];
    private readonly ConcurrentDictionary<int, HostLane> _lanes = [];
    private readonly TaskCompletionSource<byte[]?> _greeting =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _writing = new();
    private readonly Timer _watch;
    private Process? _process;
    private long _leaving = long.MaxValue; // when calls have to be over because the caller wishes to stop
    private ReturnValue _end = ReturnValue.CKR_OK;

    private TokenHostProcess(TokenHosting hosting, string module)
    {
        _hosting = hosting;
        _module = module;
        HandleInheritability reach = hosting.IsIsolated
            ? HandleInheritability.Inheritable : HandleInheritability.None;
        _requests = new AnonymousPipeServerStream(PipeDirection.Out, reach);
        _answers = new AnonymousPipeServerStream(PipeDirection.In, reach);
        _watch = new Timer(_ => Watch(), null, Tick, Tick);
    }

    /// <summary>Starts a child and lets it load a module.</summary>
    /// <param name="hosting">How.</param>
    /// <param name="module">The module's full path.</param>
    /// <exception cref="KeyUnavailableException">It does not start, or cannot load the module.</exception>
    public static TokenHostProcess Start(TokenHosting hosting, string module)
    {
        TokenHostProcess host = new(hosting, module);
        // The system ends a child with the thread that made it, not with the process (PR_SET_PDEATHSIG): this
        // one lives as long as the child.
        new Thread(host.StartAndRead) { IsBackground = true, Name = "token host" }.Start();
        try
        {
            host.Greet();
            return host;
        }
        catch (KeyUnavailableException)
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Asks for something and waits for the answer.</summary>
    /// <param name="operation">What for.</param>
    /// <param name="write">Writes the request's body.</param>
    /// <param name="deadline">How long the child may take.</param>
    /// <param name="answer">The answer's body, empty where there is none.</param>
    /// <returns>CKR_OK if there is an answer, else why the child is gone.</returns>
    public ReturnValue Exchange(
        HostOperation operation, Action<FrameWriter> write, TimeSpan deadline, out byte[] answer)
    {
        byte[] taken = [];
        ReturnValue reached =
            Exchange(operation, 1, (_, asked) => write(asked), deadline, body => (taken = body) is not null);
        answer = taken;
        return reached;
    }

    /// <summary>Asks several things one after the other; the next is under way already when an answer comes,
    /// so that the child is never idle in between.</summary>
    /// <param name="operation">What for.</param>
    /// <param name="count">How many.</param>
    /// <param name="write">Writes a request's body, by its number.</param>
    /// <param name="deadline">How long the child may take for each.</param>
    /// <param name="take">Takes an answer's body, in order; false where no more are to be asked for. Those
    /// under way still come.</param>
    /// <returns>CKR_OK if there were answers, else why the child is gone.</returns>
    public ReturnValue Exchange(
        HostOperation operation, int count, Action<int, FrameWriter> write, TimeSpan deadline,
        Func<byte[], bool> take)
    {
        HostLane lane = _idle.TryPop(out HostLane? idle) ? idle : NewLane();
        bool hasSecret = HostCalls.HasSecret(operation);
        ReturnValue reached = ReturnValue.CKR_OK;
        bool isWanted = true;
        int sent = 0;
        for (int taken = 0; reached.IsOk && taken < (isWanted ? count : sent); taken++)
        {
            for (; isWanted && sent < Math.Min(count, taken + UnderWay); sent++)
            {
                write(sent, hasSecret ? lane.Request.ClearForSecret() : lane.Request.Clear());
                lane.Ask();
                Send(lane, lane.Request.Finish(lane.Number, operation), Deadline());
            }

            if (!_end.IsOk)
            {
                lane.End(); // it ended before it could know of this call
            }

            byte[]? body = lane.Wait(Deadline());
            reached = body is null ? _end : ReturnValue.CKR_OK;
            isWanted = body is not null && take(body) && isWanted;
        }

        _ = hasSecret ? lane.Request.Clear() : null;
        _idle.Push(lane);
        return reached;

        long Deadline() => Environment.TickCount64 + (long)deadline.TotalMilliseconds;
    }

    /// <summary>Ends the child, whatever it is doing.</summary>
    /// <param name="reason">What calls under way give.</param>
    public void Kill(ReturnValue reason)
    {
        _end = _end.IsOk ? reason : _end;
        TokenHosting.HasStuckModule |= reason == ReturnValue.HostStuck;
        try
        {
            _process?.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }

        foreach (HostLane lane in _lanes.Values)
        {
            lane.End();
        }
    }

    /// <summary>Lets the child end, and ends it if it does not.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        _end = _end.IsOk ? ReturnValue.HostGone : _end;
        _requests.Dispose();
        if (_process?.WaitForExit(Farewell) == false)
        {
            Kill(ReturnValue.HostGone);
            _ = _process.WaitForExit(Farewell);
        }
    }

    private ReturnValue Late => _hosting.IsIsolated ? ReturnValue.HostHung : ReturnValue.HostStuck;

    private void Greet()
    {
        if (!_greeting.Task.Wait(_hosting.CallDeadline))
        {
            Kill(Late);
            throw new KeyUnavailableException(
                $"{_module}: it was not loaded in {_hosting.CallDeadline.TotalSeconds:0} seconds",
                "see that it is a PKCS#11 module, and that what it needs at its start is there");
        }

        FrameReader greeting = new(_greeting.Task.Result ?? throw new KeyUnavailableException(
            $"{_module}: the process for it ended at its start", "look above for what it printed"));
        string fault = Pkcs11Token.TextOf(greeting.Octets(LongestGreeting));
        string hint = Pkcs11Token.TextOf(greeting.Octets(LongestGreeting));
        if (fault.Length > 0 || !greeting.IsWhole)
        {
            throw new KeyUnavailableException(
                fault.Length > 0 ? fault : $"{_module}: its process talks nonsense", hint.Length > 0
                    ? hint : null);
        }
    }

    private HostLane NewLane()
    {
        lock (_lanes)
        {
            HostLane lane = new(_lanes.Count);
            return _lanes.TryAdd(lane.Number, lane) && lane.Number < FrameHeader.MostLanes
                ? lane : throw new InvalidOperationException("too many calls to a token host at once");
        }
    }

    // A child that is stopped as a whole empties no pipe: the one that fills it has its deadline from here
    // on.
    private void Send(HostLane lane, ReadOnlySpan<byte> frame, long deadline)
    {
        try
        {
            lock (_writing)
            {
                lane.Expect(deadline);
                _requests.Write(frame);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Kill(ReturnValue.HostGone);
        }
    }

    private void StartAndRead()
    {
        bool isStarted = _hosting.IsIsolated ? TryStart() : StartHere();
        while (isStarted && FrameHeader.TryReceive(_answers, out FrameHeader header, out byte[] body))
        {
            bool isFirst = !_greeting.Task.IsCompleted;
            bool isAwaited = isFirst ? _greeting.TrySetResult(body)
                : _lanes.TryGetValue(header.Lane, out HostLane? lane) && lane.TryAnswer(body);
            if (!isAwaited || header.Operation != 0)
            {
                Kill(ReturnValue.HostGarbled);
            }
        }

        Kill(ReturnValue.HostGone);
        _ = _greeting.TrySetResult(null);
        _answers.Dispose();
    }

    private bool StartHere()
    {
        AnonymousPipeClientStream requests = new(PipeDirection.In, _requests.ClientSafePipeHandle);
        AnonymousPipeClientStream answers = new(PipeDirection.Out, _answers.ClientSafePipeHandle);
        Thread module = new(() => TokenHost.RunHere(_module, requests, answers))
        {
            IsBackground = true,
            Name = "module"
        };
        module.Start();
        return true;
    }

    private bool TryStart()
    {
        ProcessStartInfo start = new(_hosting.Command[0], [
            .. _hosting.Command.Skip(
                1), _requests.GetClientHandleAsString(), _answers.GetClientHandleAsString(),
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture), _module])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in ProcessEnvironment.ForTokenHost(_hosting.Environment))
        {
            start.Environment[name] = value;
        }

        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            _hosting.Tell(new TokenEvent(TokenEventKind.Printed, _module,
                $"{_hosting.Command[0]}: {fault.Message}"));
            return false;
        }
        finally
        {
            _requests.DisposeLocalCopyOfClientHandle();
            _answers.DisposeLocalCopyOfClientHandle();
        }

        _process.StandardInput.Close();
        Action<string> tell = line => _hosting.Tell(new TokenEvent(TokenEventKind.Printed, _module, line));
        _ = HostPrintouts.ReadAsync(_process.StandardOutput, tell);
        _ = HostPrintouts.ReadAsync(_process.StandardError, tell);
        return true;
    }

    private void Watch()
    {
        long now = Environment.TickCount64;
        _leaving = _hosting.Stop.IsCancellationRequested
            ? Math.Min(_leaving, now + (long)Farewell.TotalMilliseconds)
            : _leaving;
        if (_lanes.Values.Any(lane => lane.IsLate(now) || (now > _leaving && lane.IsBusy)))
        {
            Kill(Late);
        }
    }
}
