namespace DnssecToolkit.Planning;

/// <summary>What tokens have to do for a plan, in seconds: each key counts in its own token, at its own
/// rate.</summary>
/// <param name="most">How many seconds each token may sign.</param>
/// <param name="keys">For each of the plan's keys its token, and the seconds that a signature takes; null for
/// one that is in no token, or whose rate is not known: it costs nothing here.</param>
public sealed class TokenTimes(double most, IReadOnlyList<(string Token, double Seconds)?> keys)
{
    private readonly Dictionary<string, double> _spent = new(StringComparer.Ordinal);

    /// <summary>The seconds of the token that has most to do.</summary>
    public double Longest => _spent.Values.DefaultIfEmpty(0).Max();

    /// <summary>Counts signatures that are made whatever they take.</summary>
    /// <param name="key">The key's place in the plan's keys.</param>
    /// <param name="count">How many.</param>
    public void Add(int key, int count)
    {
        if (keys[key] is { } cost)
        {
            _spent[cost.Token] = _spent.GetValueOrDefault(cost.Token) + (count * cost.Seconds);
        }
    }

    /// <summary>Counts a signature, where its token has time for it.</summary>
    /// <param name="key">The key's place in the plan's keys.</param>
    /// <returns>Whether it has.</returns>
    public bool TryAdd(int key)
    {
        if (keys[key] is { } cost && _spent.GetValueOrDefault(cost.Token) + cost.Seconds > most)
        {
            return false;
        }

        Add(key, 1);
        return true;
    }
}
