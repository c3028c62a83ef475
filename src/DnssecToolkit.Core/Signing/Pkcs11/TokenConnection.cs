using System.Collections.Concurrent;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A token that is logged in, and its pool of sessions.</summary>
/// <remarks>Safe for several threads. One session stays open all the time: with the last one the login would go too.</remarks>
public sealed class TokenConnection : IDisposable
{
    // Far more than the slowest device needs for the signatures of all threads before; the end of hope for one that hangs.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly Pkcs11Module _module;
    private readonly nuint _anchor;
    private readonly ConcurrentBag<nuint> _idle = [];
    private readonly Lock _writing = new();
    private readonly SemaphoreSlim _free;

    private TokenConnection(Pkcs11Module module, Pkcs11Token token, DeviceProfile profile, int threads, nuint anchor)
    {
        UsefulSessions = UsefulSessionsOf(token, profile, threads);
        _free = new SemaphoreSlim(UsefulSessions);
        _module = module;
        Token = token;
        Profile = profile;
        _anchor = anchor;
    }

    /// <summary>The token.</summary>
    public Pkcs11Token Token { get; }

    /// <summary>Its profile.</summary>
    public DeviceProfile Profile { get; }

    /// <summary>How many sessions sign at once: no more are in use at any time, whatever the number of threads.</summary>
    public int UsefulSessions { get; }

    /// <summary>The path of its module.</summary>
    public string ModulePath => _module.Path;

    /// <summary>The module's functions.</summary>
    internal Cryptoki Functions => _module.Functions;

    /// <summary>One at a time may make or remove objects: SoftHSM fails when two do.</summary>
    internal Lock Writing => _writing;

    /// <summary>Opens a token and logs in.</summary>
    /// <param name="module">Its module; remains its owner's, and must outlive the connection.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="threads">How many threads may sign at once.</param>
    /// <param name="pins">Where the PIN comes from.</param>
    /// <param name="pinSource">The <c>pin-source</c> of the URI, or null.</param>
    /// <exception cref="KeyUnavailableException">There is no session to be had, or no login.</exception>
    public static TokenConnection Open(
        Pkcs11Module module, Pkcs11Token token, DeviceProfile profile, int threads, PinReader pins, string? pinSource = null)
    {
        nuint anchor = OpenSession(module.Functions, token, profile.Session);
        try
        {
            if (token.NeedsLogin)
            {
                TokenLogin.Login(module, token, profile, anchor, pins, pinSource);
            }

            return new TokenConnection(module, token, profile, threads, anchor);
        }
        catch (ToolkitException)
        {
            _ = module.Functions.CloseSession(anchor);
            throw;
        }
    }

    /// <summary>Whether the token has a mechanism.</summary>
    internal bool Has(nuint mechanism) => Functions.GetMechanismInfo((nuint)Token.Slot, mechanism, out _).IsOk;

    /// <summary>Takes a session from the pool, or opens one; waits while all are in use.</summary>
    /// <exception cref="KeyUnavailableException">The token gives no more, or none became free in time.</exception>
    internal nuint Rent()
    {
        if (!_free.Wait(LongestWait))
        {
            throw new KeyUnavailableException(
                $"{Token}: no session became free in {LongestWait.TotalSeconds:0} seconds; it seems to hang", "take it out and put it in again, or start its daemon again");
        }

        if (_idle.TryTake(out nuint idle))
        {
            return idle;
        }

        try
        {
            return OpenSession(Functions, Token, Profile.Session);
        }
        catch (KeyUnavailableException)
        {
            _ = _free.Release();
            throw;
        }
    }

    /// <summary>Gives a session back that is in order.</summary>
    internal void Return(nuint session)
    {
        _idle.Add(session);
        _ = _free.Release();
    }

    /// <summary>Gives a session back in which something failed: it is closed.</summary>
    internal void Discard(nuint session)
    {
        Close(session);
        _ = _free.Release();
    }

    /// <summary>Closes a session that did not come from the pool.</summary>
    internal void Close(nuint session) => _ = Functions.CloseSession(session);

    /// <summary>Opens a session to make or remove objects in; closed with <see cref="Close"/>.</summary>
    internal nuint OpenForWriting() => OpenSession(Functions, Token, SessionKind.ReadWrite);

    /// <summary>Closes all sessions, which logs out.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out nuint session))
        {
            Close(session);
        }

        Close(_anchor);
        _free.Dispose();
    }

    // One of the token's sessions is the anchor.
    private static int UsefulSessionsOf(Pkcs11Token token, DeviceProfile profile, int threads)
    {
        int most = profile.UsefulSessions == 0 ? threads : Math.Min(threads, profile.UsefulSessions);
        return Math.Max(1, Math.Min(most, (token.MaximumSessions ?? int.MaxValue) - 1));
    }

    private static nuint OpenSession(Cryptoki functions, Pkcs11Token token, SessionKind kind)
    {
        nuint flags = Ck.CKF_SERIAL_SESSION | (kind == SessionKind.ReadWrite ? Ck.CKF_RW_SESSION : 0);
        Pkcs11Module.Demand(functions.OpenSession((nuint)token.Slot, flags, out nuint session), token.ToString(), "cannot open a session");
        return session;
    }
}
