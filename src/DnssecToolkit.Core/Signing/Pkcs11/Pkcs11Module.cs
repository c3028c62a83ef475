using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A PKCS#11 module that has been started. One is shared by all who use its path; the last one to go
/// ends it.</summary>
/// <remarks>It runs in a child process, or in this one: see <see cref="TokenHosting"/>.</remarks>
public sealed class Pkcs11Module : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(string Path, bool IsIsolated), RunningModule> All = [];

    private readonly RunningModule _running;
    private bool _isDisposed;

    private Pkcs11Module(RunningModule running) => _running = running;

    /// <summary>The module's path.</summary>
    public string Path => _running.Path;

    /// <summary>Who made it, and what it calls itself.</summary>
    public string Description { get; private init; } = "";

    /// <summary>The version of Cryptoki it says it speaks, such as 2.40.</summary>
    public string CryptokiVersion { get; private init; } = "";

    /// <summary>The module's functions.</summary>
    internal ICryptoki Functions => _running.Functions;

    /// <summary>What all who use its path share.</summary>
    internal RunningModule Running => _running;

    /// <summary>Loads and starts a module, or joins those who use it already.</summary>
    /// <param name="path">Its full path; a bare name would be searched for, and what is found could be
    /// another's.</param>
    /// <param name="hosting">Where it runs; in this process if left out.</param>
    /// <param name="tally">Counts a second start, or null.</param>
    /// <exception cref="UsageException"><paramref name="path"/> is not a full path.</exception>
    /// <exception cref="KeyUnavailableException">It cannot be loaded or does not start.</exception>
    public static Pkcs11Module Open(string path, TokenHosting? hosting = null, RecoveryTally? tally = null)
    {
        if (!System.IO.Path.IsPathFullyQualified(path))
        {
            throw new UsageException($"{path}: a PKCS#11 module is named by its full path",
                "Debian keeps most of them in /usr/lib/x86_64-linux-gnu/pkcs11 or /usr/lib/softhsm");
        }

        hosting ??= TokenHosting.InProcess;
        lock (Gate)
        {
            if (!All.TryGetValue((path, hosting.IsIsolated), out RunningModule? running))
            {
                running = new RunningModule(path);
                All.Add((path, hosting.IsIsolated), running);
            }

            running.Join(hosting, tally);
            try
            {
                return Described(running);
            }
            catch (KeyUnavailableException)
            {
                running.Leave();
                throw;
            }
        }
    }

    /// <summary>Gives the tokens that are present, by slot.</summary>
    /// <exception cref="KeyUnavailableException">The module fails.</exception>
    public IReadOnlyList<Pkcs11Token> Tokens()
    {
        Demand(TryListTokens(out IReadOnlyList<Pkcs11Token> tokens), Path, "cannot list its slots");
        return tokens;
    }

    /// <summary>Gives the tokens that are present, by slot.</summary>
    internal ReturnValue TryListTokens(out IReadOnlyList<Pkcs11Token> tokens)
    {
        ReturnValue result = Functions.GetSlotList(out nuint[] slots);
        List<Pkcs11Token> present = [];
        foreach (nuint slot in slots)
        {
            // A token that goes between the two calls is not a fault of the module.
            ReturnValue asked = Functions.GetTokenInfo(slot, out CkTokenInfo info);
            if (asked.IsOk)
            {
                present.Add(Pkcs11Token.Of(slot, info));
            }

            result = asked.IsOfHost ? asked : result;
        }

        tokens = present;
        return result;
    }

    /// <summary>Leaves the module; it ends when the last one leaves.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _running.Leave();
            }
        }
    }

    /// <summary>Throws unless a function did what it was asked.</summary>
    /// <param name="result">What it gave.</param>
    /// <param name="place">The module or token.</param>
    /// <param name="what">What failed, as a clause.</param>
    /// <exception cref="KeyUnavailableException">It did not.</exception>
    internal static void Demand(ReturnValue result, string place, string what)
    {
        if (!result.IsOk)
        {
            throw Failure(result, place, what);
        }
    }

    /// <summary>Makes the exception for a function that failed.</summary>
    internal static KeyUnavailableException Failure(ReturnValue result, string place, string what) =>
        new($"{place}: {what}: {result}", result.Advice);

    private static Pkcs11Module Described(RunningModule running)
    {
        Demand(running.Functions.GetInfo(out CkInfo info), running.Path, "cannot say what it is");
        string[] words = [Pkcs11Token.TextOf(info.ManufacturerId),
            Pkcs11Token.TextOf(info.LibraryDescription)];
        return new Pkcs11Module(running)
        {
            Description = string.Join(", ", words.Where(word => word.Length > 0)),
            CryptokiVersion = $"{info.CryptokiVersion.Major}.{info.CryptokiVersion.Minor}",
        };
    }
}
