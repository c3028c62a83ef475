using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The modules and tokens of one run, each opened at first use and once.</summary>
/// <param name="use">Where PINs come from, how many threads sign, where modules run.</param>
/// <param name="module">The module for URIs that name none, or null.</param>
/// <remarks>Safe for several threads. A token that could not be opened is not tried again.</remarks>
public sealed class OpenTokens(TokenUse use, string? module = null) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Pkcs11Module> _modules = new(StringComparer.Ordinal);
    private readonly List<TokenConnection> _connections = [];
    private readonly Dictionary<string, KeyUnavailableException> _absent = new(StringComparer.Ordinal);

    /// <summary>What the tokens share.</summary>
    public TokenUse Use => use;

    /// <summary>Whether any of them was asked to sign.</summary>
    public bool WereNeeded { get; private set; }

    /// <summary>The directory that remembers what concerns tokens, or null where there is none.</summary>
    public string? StateDirectory => use.StateDirectory;

    /// <summary>The same modules and tokens, to be opened anew, for what has to be done after a wish to stop:
    /// taking back what was begun.</summary>
    public OpenTokens ThatNothingStops() =>
        new(use with { Hosting = use.Hosting with { Stop = CancellationToken.None } }, module);

    /// <summary>Opens the token that a URI names.</summary>
    /// <param name="uri">A URI that fits exactly one token which is present.</param>
    /// <exception cref="UsageException">No module is named, or several tokens fit.</exception>
    /// <exception cref="KeyUnavailableException">The token is absent, or does not let us in.</exception>
    public TokenConnection Connect(Pkcs11Uri uri)
    {
        lock (_gate)
        {
            string place =
                string.Join('\n', uri.ModulePath, uri.Token, uri.Manufacturer, uri.Model, uri.Serial,
                    uri.SlotId);
            if (_absent.TryGetValue(place, out KeyUnavailableException? before))
            {
                // A dead token is not searched for again for each of a thousand zones.
                throw new KeyUnavailableException(before.Message, before.Hint, before);
            }

            try
            {
                return Opened(uri);
            }
            catch (KeyUnavailableException fault)
            {
                _absent.Add(place, fault);
                throw;
            }
        }
    }

    private TokenConnection Opened(Pkcs11Uri uri)
    {
        Pkcs11Module opened = ModuleOf(uri);
        TokenConnection? known =
            _connections.Find(connection => connection.ModulePath == opened.Path
                && connection.Token.Fits(uri));
        if (known is null)
        {
            known = TokenConnection.Open(opened, uri, use);
            _connections.Add(known);
        }

        return known;
    }

    /// <summary>Opens a signer for a key in a token: found, proven, and ready.</summary>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="uri">Where its private half is.</param>
    /// <param name="work">How many signatures it will make, roughly.</param>
    /// <remarks>Where several tokens have copies of the key, those that cannot be used are remarked on and
    /// left out.</remarks>
    /// <exception cref="UsageException">No module is named, or several tokens fit.</exception>
    /// <exception cref="KeyUnavailableException">Token or key are absent, or it is another key.</exception>
    public Pkcs11Signer OpenSigner(ZoneKey key, Pkcs11Uri uri, int work = 1)
    {
        WereNeeded = true;
        List<TokenKey> proven = [];
        KeyUnavailableException? first = null;
        foreach (Pkcs11Uri place in use.AlsoTokens.Select(uri.In).Prepend(uri))
        {
            TokenConnection? connection = null;
            try
            {
                connection = Connect(place);
                if (!proven.Exists(token => token.Connection == connection))
                {
                    proven.Add(Pkcs11Signer.Prove(connection, key, place));
                }
            }
            catch (KeyUnavailableException fault)
            {
                use.Losses.Add(connection?.Token.ToUri() ?? place, fault.Message);
                if (use.AlsoTokens.Count == 0)
                {
                    throw;
                }

                first ??= fault;
                use.Hosting.Tell(
                    new TokenEvent(TokenEventKind.Remark, place.ToString(),
                        $"{fault.Message}; going on without it"));
            }
        }

        return proven.Count > 0 ? Pkcs11Signer.Of(key, proven, work)
            : throw new KeyUnavailableException(first!.Message, first.Hint, first);
    }

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
            $"{uri}: no PKCS#11 module is named",
            "give --module PATH, or put ?module-path=PATH at the end of the URI");
        if (!_modules.TryGetValue(path, out Pkcs11Module? opened))
        {
            using (LoginLock.Take(use.StateDirectory, path, use.Hosting))
            {
                opened = Pkcs11Module.Open(path, use.Hosting, use.Tally);
            }

            _modules.Add(path, opened);
        }

        return opened;
    }
}
