using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A PKCS#11 module that has been started. One is shared by all who use its path; the last one to go ends it.</summary>
/// <remarks>The module runs in this process: one that hangs or crashes takes the process with it. A child process that speaks for a
/// module would stand where <see cref="Cryptoki"/> does.</remarks>
public sealed class Pkcs11Module : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Running> All = new(StringComparer.Ordinal);

    private readonly Running _running;
    private bool _isDisposed;

    private Pkcs11Module(Running running) => _running = running;

    /// <summary>The module's path.</summary>
    public string Path => _running.Path;

    /// <summary>Who made it, and what it calls itself.</summary>
    public string Description { get; private init; } = "";

    /// <summary>The version of Cryptoki it says it speaks, such as 2.40.</summary>
    public string CryptokiVersion { get; private init; } = "";

    /// <summary>The module's functions.</summary>
    internal Cryptoki Functions => _running.Functions;

    /// <summary>Whether nobody else in this process uses the module, so that it can be started again.</summary>
    internal bool IsAlone
    {
        get
        {
            lock (Gate)
            {
                return _running.Users == 1 && _running.IsOurs;
            }
        }
    }

    /// <summary>Loads and starts a module, or joins those who use it already.</summary>
    /// <param name="path">Its full path; a bare name would be searched for, and what is found could be another's.</param>
    /// <param name="environment">Variables that the module reads while it starts, such as SOFTHSM2_CONF.</param>
    /// <exception cref="UsageException"><paramref name="path"/> is not a full path.</exception>
    /// <exception cref="KeyUnavailableException">It cannot be loaded or does not start.</exception>
    public static Pkcs11Module Open(string path, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!System.IO.Path.IsPathFullyQualified(path))
        {
            throw new UsageException($"{path}: a PKCS#11 module is named by its full path", "Debian keeps most of them in /usr/lib/x86_64-linux-gnu/pkcs11 or /usr/lib/softhsm");
        }

        lock (Gate)
        {
            if (!All.TryGetValue(path, out Running? running))
            {
                foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
                {
                    ProcessEnvironment.Set(name, value);
                }

                running = new Running(path, Cryptoki.Load(path));
                All.Add(path, running);
            }

            running.Join();
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
        Demand(Functions.GetSlotList(out nuint[] slots), Path, "cannot list its slots");
        List<Pkcs11Token> tokens = [];
        foreach (nuint slot in slots)
        {
            // A token that goes between the two calls is not a fault of the module.
            if (Functions.GetTokenInfo(slot, out CkTokenInfo info).IsOk)
            {
                tokens.Add(Pkcs11Token.Of(slot, info));
            }
        }

        return tokens;
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

    /// <summary>Ends the module and starts it again: the only cure when it missed a token at its start.</summary>
    /// <exception cref="KeyUnavailableException">It does not start again.</exception>
    internal void Restart()
    {
        lock (Gate)
        {
            _running.Restart();
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

    private static Pkcs11Module Described(Running running)
    {
        Demand(running.Functions.GetInfo(out CkInfo info), running.Path, "cannot say what it is");
        string[] words = [Pkcs11Token.TextOf(info.ManufacturerId), Pkcs11Token.TextOf(info.LibraryDescription)];
        return new Pkcs11Module(running)
        {
            Description = string.Join(", ", words.Where(word => word.Length > 0)),
            CryptokiVersion = $"{info.CryptokiVersion.Major}.{info.CryptokiVersion.Minor}",
        };
    }

    /// <summary>What all who use one path share.</summary>
    private sealed class Running(string path, Cryptoki functions)
    {
        public string Path => path;

        public Cryptoki Functions => functions;

        public int Users { get; private set; }

        /// <summary>Whether we started it; what another library in this process started is not ours to end.</summary>
        public bool IsOurs { get; private set; }

        public void Join()
        {
            if (Users == 0)
            {
                Start();
            }

            Users++;
        }

        public void Leave()
        {
            Users--;
            if (Users == 0 && IsOurs)
            {
                _ = functions.End();
            }
        }

        public void Restart()
        {
            _ = functions.End();
            Start();
        }

        private void Start()
        {
            ReturnValue result = functions.Initialize();
            IsOurs = result.IsOk;
            if (result != ReturnValue.CKR_CRYPTOKI_ALREADY_INITIALIZED)
            {
                Demand(result, path, "the module does not start");
            }
        }
    }
}
