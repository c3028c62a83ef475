using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The modules and tokens of one run, each opened at first use and once.</summary>
/// <param name="pins">Where PINs come from.</param>
/// <param name="threads">How many threads may sign at once.</param>
/// <param name="module">The module for URIs that name none, or null.</param>
/// <remarks>Safe for several threads.</remarks>
public sealed class OpenTokens(PinReader pins, int threads, string? module = null) : IDisposable
{
    private const int Searches = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pkcs11Module> _modules = new(StringComparer.Ordinal);
    private readonly List<TokenConnection> _connections = [];

    /// <summary>Opens the token that a URI names.</summary>
    /// <param name="uri">A URI that fits exactly one token which is present.</param>
    /// <exception cref="UsageException">No module is named, or several tokens fit.</exception>
    /// <exception cref="KeyUnavailableException">The token is absent, or does not let us in.</exception>
    public TokenConnection Connect(Pkcs11Uri uri)
    {
        lock (_gate)
        {
            Pkcs11Module opened = ModuleOf(uri);
            TokenConnection? known = _connections.Find(connection => connection.ModulePath == opened.Path && connection.Token.Fits(uri));
            if (known is not null)
            {
                return known;
            }

            Pkcs11Token token = Search(opened, uri);
            TokenConnection connection = TokenConnection.Open(opened, token, DeviceProfiles.For(token), threads, pins, uri.PinSource);
            _connections.Add(connection);
            return connection;
        }
    }

    /// <summary>Opens a signer for a key in a token: found, proven, and ready.</summary>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="uri">Where its private half is.</param>
    /// <exception cref="UsageException">No module is named, or several tokens fit.</exception>
    /// <exception cref="KeyUnavailableException">Token or key are absent, or it is another key.</exception>
    public Pkcs11Signer OpenSigner(ZoneKey key, Pkcs11Uri uri) => Pkcs11Signer.Open(Connect(uri), key, uri);

    /// <summary>Closes tokens, then modules.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _connections.ForEach(connection => connection.Dispose());
            _connections.Clear();
            foreach (Pkcs11Module opened in _modules.Values)
            {
                opened.Dispose();
            }

            _modules.Clear();
        }
    }

    private Pkcs11Module ModuleOf(Pkcs11Uri uri)
    {
        string path = uri.ModulePath ?? module ?? throw new UsageException(
            $"{uri}: no PKCS#11 module is named", "give --module PATH, or put ?module-path=PATH at the end of the URI");
        if (!_modules.TryGetValue(path, out Pkcs11Module? opened))
        {
            opened = Pkcs11Module.Open(path);
            _modules.Add(path, opened);
        }

        return opened;
    }

    // SoftHSM misses a token now and then when another process logs in at that moment (17 of 300 starts): asking again healed
    // 1 of 17, starting the module again the other 16.
    private Pkcs11Token Search(Pkcs11Module opened, Pkcs11Uri uri)
    {
        IReadOnlyList<Pkcs11Token> present = [];
        for (int search = 0; search < Searches; search++)
        {
            present = opened.Tokens();
            Pkcs11Token[] fitting = [.. present.Where(token => token.Fits(uri) && token.IsInitialized)];
            if (fitting.Length == 1)
            {
                return fitting[0];
            }

            if (fitting.Length > 1)
            {
                throw new UsageException(
                    $"{uri}: {fitting.Length} tokens in {opened.Path} fit", "name the one by label and serial; `keyall token list` shows them");
            }

            if (!opened.IsAlone || _connections.Exists(connection => connection.ModulePath == opened.Path))
            {
                break;
            }

            Thread.Sleep(Pause * search);
            opened.Restart();
        }

        string others = string.Join(", ", present.Where(token => token.IsInitialized).Select(token => $"\"{token.Label}\""));
        throw new KeyUnavailableException(
            $"{uri}: no such token in {opened.Path}" + (others.Length > 0 ? $", only {others}" : ", nor any other"),
            "put it in, see that its daemon runs, and that this user may use it");
    }
}
