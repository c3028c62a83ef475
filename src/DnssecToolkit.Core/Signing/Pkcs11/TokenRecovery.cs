using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Climbs the ladder for one token: a step higher for each failure since something last worked,
/// until nothing is left to try.</summary>
/// <param name="connection">The token.</param>
/// <param name="hosting">How long it may take, and what the operator offers.</param>
/// <param name="tally">Counts the steps and the time of all tokens.</param>
internal sealed class TokenRecovery(TokenConnection connection, TokenHosting hosting, RecoveryTally tally)
{
    private const int MostProcessesForLogin = 4;

    private readonly Lock _climbing = new();
    private readonly int[] _uses = new int[RecoveryLadder.Rungs.Count];
    private int _next;
    private TimeSpan _spent;
    private KeyUnavailableException? _end;

    /// <summary>Something worked: the next failure begins at the foot of the ladder again.</summary>
    public void Worked()
    {
        if (Volatile.Read(ref _next) != 0)
        {
            Volatile.Write(ref _next, 0);
        }
    }

    /// <summary>Recovers from a failure, so that the call may be made again.</summary>
    /// <param name="fault">What failed.</param>
    /// <param name="generation">The connection's generation when it was called; if it has another now,
    /// somebody has recovered already.</param>
    /// <exception cref="KeyUnavailableException">Nothing is left to try, or the time for it is used
    /// up.</exception>
    public void After(TokenFault fault, int generation)
    {
        lock (_climbing)
        {
            // What others met while the last step failed is only its echo.
            if (_end is { } end)
            {
                throw new KeyUnavailableException(end.Message, end.Hint, end);
            }

            if (generation != connection.Generation)
            {
                return;
            }

            lock (connection.Recovering)
            {
                Climb(fault.From is not null && connection.IsBehind ? Follow(fault) : fault);
            }
        }
    }

    // Another token had the module started again: this one goes there too, which is no step up its own
    // ladder.
    private TokenFault? Follow(TokenFault fault)
    {
        RecoveryRung login = RecoveryLadder.Rungs[(int)RecoveryStep.Login];
        tally.Add(login.Step);
        hosting.Tell(new TokenEvent(TokenEventKind.Recovering, connection.Place,
            $"{fault.Text}; another token had the module started again, {login.Words}"));
        TokenFault? failed = PerformInTime(login);
        return failed is { From: < RecoveryStep.Login } ? failed with { From = RecoveryStep.Login } : failed;
    }

    private void Climb(TokenFault? fault)
    {
        for (TokenFault? last = fault; last is not null;)
        {
            int rung = RungFor(last);
            if (rung < 0)
            {
                throw _end = last.ToException(connection.Place, Tried(), connection.Profile);
            }

            RecoveryRung next = RecoveryLadder.Rungs[rung];
            Volatile.Write(ref _next, rung + 1);
            _uses[rung]++;
            tally.Add(next.Step);
            hosting.Tell(new TokenEvent(TokenEventKind.Recovering, connection.Place,
                $"{last.Text}; {next.Words}"));
            long start = Stopwatch.GetTimestamp();
            hosting.Pause(next.Pause);
            TokenFault? failed = PerformInTime(next);
            last = failed is not null && next.Step == RecoveryStep.OperatorCommand
                ? Both(last, failed) : failed;
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            _spent += took;
            tally.Spend(took);
        }
    }

    // What the command was to mend is what the operator has to know.
    private static TokenFault Both(TokenFault first, TokenFault failed) => failed with
    {
        Text = $"{first.Text}; {failed.Text}",
        Hint = failed.Hint ?? first.Hint,
        Result = failed.Result ?? first.Result,
    };

    // What is late in another process is ended with it; the step after that may help.
    private TokenFault? PerformInTime(RecoveryRung rung)
    {
        TimeSpan deadline = hosting.StepDeadlines.GetValueOrDefault(rung.Step, rung.Deadline);
        bool isLate = false; // by the timer, and not by a clock that may differ from it by a hair
        using Timer late = new(_ => Abandon(), null, deadline, Timeout.InfiniteTimeSpan);
        TokenFault? fault = connection.Perform(rung.Step, deadline);
        return fault is null || !Volatile.Read(ref isLate) ? fault : fault with
        {
            Text = string.Create(CultureInfo.InvariantCulture,
                $"{rung.Words} took longer than {deadline.TotalSeconds:0.#} s: {fault.Text}"),
            From = fault.From is null ? null : RecoveryStep.NewProcess,
        };

        void Abandon()
        {
            Volatile.Write(ref isLate, true);
            connection.Abandon();
        }
    }

    private int RungFor(TokenFault fault)
    {
        if (fault.From is not { } first || tally.Spent > hosting.Patience)
        {
            return -1;
        }

        for (int rung = Math.Max(_next, (int)first); rung < RecoveryLadder.Rungs.Count; rung++)
        {
            bool isPossible = RecoveryLadder.Rungs[rung].Step switch
            {
                RecoveryStep.NewProcess => hosting.IsIsolated,
                RecoveryStep.OperatorCommand => hosting.RestartCommand.Count > 0,
                _ => true,
            };
            if (isPossible && _uses[rung] < RecoveryLadder.Rungs[rung].MostUses)
            {
                return rung;
            }
        }

        return RungForLogin(fault);
    }

    // A new process has to log in, and a login fails by chance as any call does. Whether the PIN may be tried
    // again is not decided here.
    private int RungForLogin(TokenFault fault)
    {
        const int process = (int)RecoveryStep.NewProcess;
        return fault.IsLogin && hosting.IsIsolated && _uses[process] is > 0 and < MostProcessesForLogin
            ? process : -1;
    }

    private string Tried()
    {
        string[] steps =
            [.. RecoveryLadder.Rungs.Zip(_uses).Where(pair => pair.Second > 0).Select(pair => pair.Second == 1
            ? pair.First.Words : $"{pair.First.Words} {pair.Second} times")];
        return steps.Length == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"; gave up after {string.Join(", ", steps)} ({_spent.TotalSeconds:0.0} s)");
    }
}
