using System.Diagnostics;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <content>What is done when something fails: one method for each step, and calls that are made again after
/// it.</content>
public sealed partial class TokenConnection
{
    private int _generation;
    private int _isLost;

    /// <summary>Grows with each recovery: handles of an earlier generation have to be found again.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    /// <summary>Whether the module was started again for another token, and its sessions and login are
    /// gone.</summary>
    internal bool IsBehind => Token is not null && _epoch != _module.Running.Epoch;

    /// <summary>Held by the one token of the module that recovers.</summary>
    internal Lock Recovering => _module.Running.Recovering;

    /// <summary>Counts it among the lost, and says, once, that its work goes to other tokens from here
    /// on.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="left">How many tokens are left.</param>
    internal void Lose(Exception failure, int left)
    {
        _use.Losses.Add(Token.ToUri(), failure.Message);
        if (left > 0 && Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            _use.Hosting.Tell(new TokenEvent(TokenEventKind.Remark, Place,
                $"{failure.Message}; going on without it, with {left} {(left == 1 ? "token" : "tokens")}"));
        }
    }

    /// <summary>Makes a call in a session of the pool until it works, recovering in between.</summary>
    /// <param name="call">The call: it gets a session and the generation.</param>
    /// <exception cref="KeyUnavailableException">Nothing is left to try.</exception>
    internal void Do(Func<nuint, int, TokenFault?> call)
    {
        while (true)
        {
            int generation = Generation;
            TokenFault? fault = DoOnce(call, generation);
            if (fault is null)
            {
                return;
            }

            Recover(fault, generation);
        }
    }

    /// <summary>What a call gave was right: the next failure begins at the foot of the ladder
    /// again.</summary>
    internal void Worked() => _recovery.Worked();

    /// <summary>Recovers from what the caller found wrong.</summary>
    /// <exception cref="KeyUnavailableException">Nothing is left to try.</exception>
    internal void Recover(TokenFault fault, int generation) => _recovery.After(fault, generation);

    /// <summary>Ends the module's process, if it has one, so that calls under way come back.</summary>
    internal void Abandon() => _module.Running.Abandon();

    /// <summary>Takes one step, with the time that the ladder gives it.</summary>
    /// <returns>Why it did not help, or null.</returns>
    internal TokenFault? Perform(RecoveryStep step) => Perform(step, RecoveryLadder.DeadlineOf(step));

    /// <summary>Takes one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="deadline">How long it may take; calls under way then come back, because the caller
    /// abandons them.</param>
    /// <returns>Why it did not help, or null.</returns>
    internal TokenFault? Perform(RecoveryStep step, TimeSpan deadline)
    {
        long start = Stopwatch.GetTimestamp();
        if (step == RecoveryStep.Retry)
        {
            _ = Interlocked.Increment(ref _generation);
            return null;
        }

        if (step >= RecoveryStep.NewProcess && _use.Hosting.IsIsolated)
        {
            Abandon();
        }

        ReaderWriterLockSlim calls = _module.Running.Calls;
        if (!calls.TryEnterWriteLock(deadline))
        {
            return new TokenFault("other calls do not come back",
                "take the token out and put it in again, or start its daemon again", RecoveryStep.NewProcess);
        }

        try
        {
            string? locked = step >= RecoveryStep.Login ? _use.StateDirectory : null;
            using LoginLock alone = LoginLock.Take(locked, ModulePath, _use.Hosting);
            return PerformAlone(step, () => deadline - Stopwatch.GetElapsedTime(start));
        }
        finally
        {
            _ = Interlocked.Increment(ref _generation);
            calls.ExitWriteLock();
        }
    }

    private TokenFault? PerformAlone(RecoveryStep step, Func<TimeSpan> left)
    {
        if (IsBehind && step < RecoveryStep.NewProcess)
        {
            return Establish(left);
        }

        switch (step)
        {
            case RecoveryStep.NewSession:
                CloseIdle();
                return null;
            case RecoveryStep.Login when Token is not null:
                CloseIdle();
                Close(_anchor);
                return LogInto(Token);
            case RecoveryStep.Login or RecoveryStep.RestartModule:
                return _module.Running.Restart() ?? Establish(left);
            case RecoveryStep.NewProcess:
                return _module.Running.Replace() ?? Establish(left);
            default:
                return OperatorCommand.Run(_use.Hosting, left())
                    ?? (_use.Hosting.IsIsolated ? _module.Running.Replace()
                    : _module.Running.Restart()) ?? Establish(left);
        }
    }

    private TokenFault? DoOnce(Func<nuint, int, TokenFault?> call, int generation)
    {
        ReaderWriterLockSlim calls = _module.Running.Calls;
        calls.EnterReadLock();
        try
        {
            if (_epoch != _module.Running.Epoch)
            {
                return new TokenFault("the module was started again for another token", null,
                    RecoveryStep.Login);
            }

            if (TokenFault.Unless(TryRent(out nuint session), "cannot open a session") is { } fault)
            {
                return fault;
            }

            try
            {
                return call(session, generation);
            }
            finally
            {
                Return(session);
            }
        }
        finally
        {
            calls.ExitReadLock();
        }
    }
}
