using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The tokens that a run had to do without, each once, whether others had copies of their keys or
/// not. Safe for several threads.</summary>
public sealed class TokenLosses
{
    private readonly Lock _gate = new();
    private readonly List<TokenLoss> _all = [];

    /// <summary>Those known by now, in the order of their loss.</summary>
    public IReadOnlyList<TokenLoss> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Adds one; the first reason stays.</summary>
    internal void Add(Pkcs11Uri token, string reason)
    {
        string name = token.OfToken().ToString();
        lock (_gate)
        {
            if (!_all.Exists(loss => loss.Token == name))
            {
                _all.Add(new TokenLoss(name, reason));
            }
        }
    }
}
