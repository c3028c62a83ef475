using System.Collections.Concurrent;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A token that is logged in, and its pool of sessions.</summary>
/// <remarks>Safe for several threads. One session stays open all the time: with the last one the login would
/// go too.</remarks>
public sealed partial class TokenConnection : IDisposable
{
    // Far more than the slowest device needs for the signatures of all threads before; the end of hope for
    // one that hangs.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private const int RandomOctets = 64;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Pkcs11Module _module;
    private readonly Pkcs11Uri _uri;
    private readonly TokenUse _use;
    private readonly KeptPin _pin;
    private readonly TokenRecovery _recovery;
    private readonly ConcurrentBag<nuint> _idle = [];
    private readonly Lock _writing = new();
    private SemaphoreSlim _free = new(1);
    private IReadOnlyDictionary<DnssecAlgorithm, TokenRate> _measured =
        new Dictionary<DnssecAlgorithm, TokenRate>();
    private nuint _anchor;
    private int _epoch;
    private int _open;

    private TokenConnection(Pkcs11Module module, Pkcs11Uri uri, TokenUse use)
    {
        _module = module;
        _uri = uri;
        _use = use;
        _pin = new KeptPin(use.Pins, uri.PinSource);
        _recovery = new TokenRecovery(this, use.Hosting, use.Tally);
    }

    /// <summary>The token.</summary>
    public Pkcs11Token Token { get; private set; } = null!;

    /// <summary>Its profile.</summary>
    public DeviceProfile Profile { get; private set; } = null!;

    /// <summary>How many sessions sign at once: no more are in use at any time, whatever the number of
    /// threads.</summary>
    public int UsefulSessions { get; private set; } = 1;

    /// <summary>How many of them are worth using with an algorithm: all, unless a measurement said
    /// less.</summary>
    internal int UsefulSessionsFor(DnssecAlgorithm algorithm) =>
        _use.Pool == SessionPool.ByMeasurement && _measured.TryGetValue(algorithm, out TokenRate? rate)
            ? Math.Min(UsefulSessions, rate.Sessions) : UsefulSessions;

    /// <summary>The path of its module.</summary>
    public string ModulePath => _module.Path;

    /// <summary>The caller's wish to stop.</summary>
    internal CancellationToken Stop => _use.Hosting.Stop;

    /// <summary>The module's functions.</summary>
    internal ICryptoki Functions => _module.Functions;

    /// <summary>One at a time may make or remove objects: SoftHSM fails when two do.</summary>
    internal Lock Writing => _writing;

    /// <summary>The token for messages, found or not.</summary>
    internal string Place => Token?.ToString() ?? _uri.ToString();

    /// <summary>Opens a token and logs in.</summary>
    /// <param name="module">Its module; remains its owner's, and must outlive the connection.</param>
    /// <param name="uri">Fits exactly one token that is present.</param>
    /// <param name="use">PINs, threads, and what to do when something fails.</param>
    /// <exception cref="UsageException">Several tokens fit.</exception>
    /// <exception cref="KeyUnavailableException">The token is absent, or there is no session or login to be
    /// had.</exception>
    public static TokenConnection Open(Pkcs11Module module, Pkcs11Uri uri, TokenUse use)
    {
        TokenConnection connection = new(module, uri, use);
        return connection.Opened(connection.EstablishAlone);
    }

    /// <summary>Opens a token that was looked at already.</summary>
    /// <param name="module">Its module; remains its owner's, and must outlive the connection.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="use">PINs, threads, and what to do when something fails.</param>
    /// <exception cref="KeyUnavailableException">There is no session to be had, or no login.</exception>
    internal static TokenConnection Open(Pkcs11Module module, Pkcs11Token token, TokenUse use)
    {
        TokenConnection connection = new(module, token.ToUri(), use);
        return connection.Opened(() => connection.LogInto(token));
    }

    /// <summary>Mixes the numbers of the token's own generator (C_GenerateRandom) into those of the system: a
    /// second source, never the only one.</summary>
    /// <exception cref="KeyUnavailableException">The token has no generator, or fails.</exception>
    public void MixRandom()
    {
        byte[] octets = new byte[RandomOctets];
        Do((session, _) => TokenFault.Unless(Functions.GenerateRandom(session, octets),
            "cannot give random numbers"));
        SecondRandomness.Mix(octets);
        CryptographicOperations.ZeroMemory(octets);
    }

    /// <summary>Asks for the serial number now: some devices show it only after the login.</summary>
    /// <returns>Empty where it does not say.</returns>
    public string AskSerial() => Functions.GetTokenInfo((nuint)Token.Slot, out CkTokenInfo info).IsOk
        ? Pkcs11Token.Of((nuint)Token.Slot, info).Serial : "";

    /// <summary>Whether the token has a mechanism.</summary>
    /// <exception cref="KeyUnavailableException">It does not say, and nothing is left to try.</exception>
    internal bool Has(nuint mechanism)
    {
        while (true)
        {
            int generation = Generation;
            ReturnValue asked = Functions.GetMechanismInfo((nuint)Token.Slot, mechanism, out _);
            if (asked.IsOk || asked == ReturnValue.CKR_MECHANISM_INVALID)
            {
                return asked.IsOk;
            }

            Recover(TokenFault.Of(asked, "cannot say what it can do"), generation);
        }
    }

    /// <summary>Throws unless a function did what it was asked.</summary>
    /// <param name="result">What it gave.</param>
    /// <param name="what">What failed, as a clause.</param>
    /// <exception cref="KeyUnavailableException">It did not.</exception>
    internal void Demand(ReturnValue result, string what)
    {
        if (!result.IsOk)
        {
            throw TokenFault.Of(result, what).ToException(Place, "", Profile);
        }
    }

    /// <summary>Whether the token wraps keys by a mechanism; every token has CKM_AES_GCM for data, and few
    /// for keys.</summary>
    internal bool Wraps(WrappingMechanism mechanism) =>
        Functions.GetMechanismInfo((nuint)Token.Slot, mechanism.Number, out CkMechanismInfo info).IsOk
        && (mechanism.Form != WrappingForm.Gcm || (info.Flags.Value & Ck.CKF_WRAP) != 0);

    /// <summary>Takes a session from the pool, or opens one; waits while all are in use.</summary>
    /// <exception cref="KeyUnavailableException">The token gives no more, or none became free in
    /// time.</exception>
    internal nuint Rent()
    {
        Demand(TryRent(out nuint session), "cannot open a session");
        return session;
    }

    /// <summary>Gives a session back that is in order.</summary>
    internal void Return(nuint session)
    {
        _idle.Add(session);
        _ = _free.Release();
    }

    /// <summary>Closes a session that did not come from the pool.</summary>
    internal void Close(nuint session) => _ = Functions.CloseSession(session);

    /// <summary>Opens a session to make or remove objects in; closed with <see cref="Close"/>.</summary>
    internal nuint OpenForWriting()
    {
        Demand(OpenSession(SessionKind.ReadWrite, out nuint session), "cannot open a session");
        return session;
    }

    /// <summary>Closes all sessions, which logs out.</summary>
    public void Dispose()
    {
        // A recovery that goes on must not find the PIN half wiped and try what is left of it.
        if (!_module.Running.Calls.TryEnterWriteLock(Farewell))
        {
            return;
        }

        try
        {
            _pin.Dispose();
            if (_epoch == _module.Running.Epoch && Token is not null)
            {
                CloseIdle();
                Close(_anchor);
            }
        }
        finally
        {
            _module.Running.Calls.ExitWriteLock();
        }
    }

    private TokenConnection Opened(Func<TokenFault?> establish)
    {
        try
        {
            TokenFault? fault;
            using (LoginLock.Take(_use.StateDirectory, ModulePath, _use.Hosting))
            {
                fault = establish();
            }

            if (fault is not null)
            {
                // There is no login yet: a step below that would leave it out.
                fault = fault.From < RecoveryStep.Login ? fault with { From = RecoveryStep.Login } : fault;
                _recovery.After(fault, Generation);
            }

            _recovery.Worked();
            return this;
        }
        catch (ToolkitException)
        {
            Dispose();
            throw;
        }
    }

    // A token that gives fewer sessions than it said is used with those that it gives.
    private ReturnValue TryRent(out nuint session)
    {
        while (true)
        {
            if (!_free.Wait(LongestWait))
            {
                session = 0;
                return ReturnValue.CKR_SESSION_COUNT;
            }

            if (_idle.TryTake(out session))
            {
                return ReturnValue.CKR_OK;
            }

            ReturnValue result = OpenSession(Profile.Session, out session);
            if (result.IsOk)
            {
                _ = Interlocked.Increment(ref _open);
                return result;
            }

            if (result != ReturnValue.CKR_SESSION_COUNT || Volatile.Read(ref _open) == 0)
            {
                _ = _free.Release();
                return result;
            }
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out nuint session))
        {
            Close(session);
        }

        Volatile.Write(ref _open, 0);
    }

    // One of the token's sessions is the anchor.
    private int CountUsefulSessions()
    {
        int wanted = _use.Pool switch
        {
            _ when !Profile.SignsInParallel => 1,
            SessionPool.AllThreads => _use.Threads,
            SessionPool.ByMeasurement when _measured.Count > 0 => _measured.Values.Max(rate => rate.Sessions),
            _ => Profile.UsefulSessions == 0 ? _use.Threads : Profile.UsefulSessions,
        };
        return Math.Clamp(Math.Min(wanted, (Token.MaximumSessions ?? int.MaxValue) - 1), 1, _use.Threads);
    }

    private ReturnValue OpenSession(SessionKind kind, out nuint session)
    {
        nuint flags = Ck.CKF_SERIAL_SESSION | (kind == SessionKind.ReadWrite ? Ck.CKF_RW_SESSION : 0);
        return Functions.OpenSession((nuint)Token.Slot, flags, out session);
    }
}
