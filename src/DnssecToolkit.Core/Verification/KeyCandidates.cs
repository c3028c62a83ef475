using DnssecToolkit.Records;

namespace DnssecToolkit.Verification;

/// <summary>The keys of one algorithm and tag, as far as they are tried for a signature.</summary>
/// <remarks>Resolvers stop early as well, since colliding tags were used to keep them
/// busy (KeyTrap, CVE-2023-50387).</remarks>
internal sealed class KeyCandidates
{
    /// <summary>The most keys that are tried for a signature.</summary>
    public const int Maximum = 4;

    private readonly ApexKey[] _signing;
    private readonly ApexKey[] _vouching;

    /// <summary>Takes the keys in the RRset's order: 1 at least.</summary>
    public KeyCandidates(IReadOnlyList<ApexKey> keys)
    {
        First = keys[0];
        Second = keys.Count > 1 ? keys[1] : null;
        Count = keys.Count;
        _signing = [.. keys.Where(key => key.MaySign).Take(Maximum)];
        _vouching = [.. keys.Where(key => key.MayVouch).Take(Maximum)];
    }

    /// <summary>The first of all.</summary>
    public ApexKey First { get; }

    /// <summary>The second, or null.</summary>
    public ApexKey? Second { get; }

    /// <summary>How many keys have this algorithm and tag, fit or not.</summary>
    public int Count { get; }

    /// <summary>The keys to try for a signature over an RRset of a type:
    /// 0 to <see cref="Maximum"/>.</summary>
    public ApexKey[] For(RRType type) => type == RRType.DNSKEY ? _vouching : _signing;
}
