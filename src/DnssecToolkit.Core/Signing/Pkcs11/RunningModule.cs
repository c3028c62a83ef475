using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A module that is running, here or in a child process: what all who use its path share.</summary>
/// <param name="path">Its full path.</param>
internal sealed class RunningModule(string path)
{
    private RemoteCryptoki? _functions;
    private int _users;
    private bool _isOurs;
    private bool _isIsolated;
    private bool _needsNetwork;
    private bool _isOpenTold;
    private TokenHosting _hosting = TokenHosting.InProcess;

    /// <summary>Its path.</summary>
    public string Path => path;

    /// <summary>Its functions.</summary>
    public ICryptoki Functions => _functions ?? throw new InvalidOperationException("nobody uses the module");

    /// <summary>How often it was started again: sessions, handles and slots of an earlier epoch are
    /// void.</summary>
    public int Epoch { get; private set; }

    /// <summary>Calls under way hold it for reading; whoever starts the module again, for writing.</summary>
    public ReaderWriterLockSlim Calls { get; } = new();

    /// <summary>One of its tokens at a time recovers: what another does to the module is no failure of this
    /// one.</summary>
    public Lock Recovering { get; } = new();

    /// <summary>Joins those who use it; the first one loads and starts it.</summary>
    /// <param name="hosting">Where it runs.</param>
    /// <param name="tally">Counts a second start, or null.</param>
    /// <exception cref="KeyUnavailableException">It cannot be loaded or does not start.</exception>
    public void Join(TokenHosting hosting, RecoveryTally? tally)
    {
        if (_users == 0)
        {
            _functions = RemoteCryptoki.Load(hosting, path);
            (_hosting, _isIsolated, _needsNetwork) = (hosting, hosting.IsIsolated, false);
            TokenFault? fault = Start();
            if (fault is { From: not null } && hosting.IsIsolated)
            {
                hosting.Tell(new TokenEvent(
                    TokenEventKind.Recovering, path, $"{fault.Text}; starting a new process for the module"));
                tally?.Add(RecoveryStep.NewProcess);
                fault = Replace();
            }

            if (fault is not null)
            {
                End();
                throw fault.ToException(path, "", profile: null);
            }
        }

        _users++;
    }

    /// <summary>Leaves it; the last one ends it.</summary>
    public void Leave()
    {
        _users--;
        if (_users == 0)
        {
            End();
        }
    }

    /// <summary>C_Finalize and C_Initialize.</summary>
    /// <returns>Why it does not start, or null.</returns>
    public TokenFault? Restart()
    {
        if (!_isOurs)
        {
            return new TokenFault(
                "the module was started by another library in this process, and cannot be started again from here",
                "run without --in-process", RecoveryStep.NewProcess);
        }

        _ = Functions.End();
        Epoch++;
        return Start();
    }

    /// <summary>Ends the module's process and starts another.</summary>
    /// <returns>Why it does not start, or null.</returns>
    public TokenFault? Replace()
    {
        Epoch++;
        try
        {
            _functions!.Replace();
        }
        catch (KeyUnavailableException fault)
        {
            return new TokenFault(fault.Message, fault.Hint, RecoveryStep.NewProcess);
        }

        return Start();
    }

    /// <summary>Takes the network from the module's process, before it is given a PIN, unless a token needs
    /// it.</summary>
    /// <param name="profile">The profile of the token that is to be used.</param>
    /// <returns>Why it has to be started again first, or null.</returns>
    public TokenFault? Confine(DeviceProfile profile)
    {
        _needsNetwork |= profile.Network.HoldsWith(ProcessEnvironment.ForTokenHost(_hosting.Environment));
        if (!_isIsolated || (_needsNetwork && !_functions!.IsNetworkClosed))
        {
            return null;
        }

        if (_needsNetwork)
        {
            return new TokenFault(
                "its process gave up the network for another token's sake", null, RecoveryStep.NewProcess);
        }

        // A system without such filters is no reason not to sign.
        ReturnValue closed = _functions!.CloseNetwork();
        if (!closed.IsOk && !closed.IsOfHost && !_isOpenTold)
        {
            _isOpenTold = true;
            _hosting.Tell(new TokenEvent(TokenEventKind.Remark, path,
                "this system has no filter (seccomp) that takes the network from its process; going on with it open"));
        }

        return closed.IsOfHost ? TokenFault.Of(closed, "its process does not give up the network") : null;
    }

    /// <summary>Ends the module's process at once, or what is asked of it in this one; calls under way come
    /// back.</summary>
    public void Abandon() => _functions?.Abandon();

    private TokenFault? Start()
    {
        ReturnValue result = Functions.Initialize();
        _isOurs = result.IsOk;
        return result == ReturnValue.CKR_CRYPTOKI_ALREADY_INITIALIZED ? null
            : Advised(TokenFault.Unless(result, "the module does not start"), result);
    }

    // Before it has started, its path alone tells what it is.
    private TokenFault? Advised(TokenFault? fault, ReturnValue result) => fault is null ? null : fault with
    {
        Hint = DeviceProfiles.Named(new Pkcs11Uri { ModulePath = Path })
            .Select(profile => profile.AdviceOn(result)).FirstOrDefault(advice => advice is not null)
            ?? fault.Hint,
    };

    private void End()
    {
        if (_isOurs)
        {
            _ = Functions.End();
            _isOurs = false;
        }

        _functions?.Dispose();
        _functions = null;
    }
}
