using DnssecToolkit.Names;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration;

/// <summary>How the DS of children come into a zone: after their servers were asked.</summary>
public sealed record ChildrenPolicy
{
    /// <summary>The name that zones use it by.</summary>
    public required string Name { get; init; }

    /// <summary>Whether CDS and CDNSKEY of secure children are followed (RFC 7344, RFC 8078).</summary>
    public bool FollowsCds { get; init; }

    /// <summary>Whether children that are not yet secure may become so by signaling names (RFC
    /// 9615).</summary>
    public bool Bootstraps { get; init; }

    /// <summary>A resolver that validates, for signaling names and for addresses of servers without glue; or
    /// null.</summary>
    public ServerAddress? Resolver { get; init; }

    /// <summary>How often each child is asked for its CDS and CDNSKEY, in seconds.</summary>
    public long Every { get; init; } = 86_400;

    /// <summary>How many children a run asks at most.</summary>
    public int Most { get; init; } = 1_000;

    /// <summary>How long a run asks them at most, in seconds: it ends with the answers to the questions that
    /// are on their way then.</summary>
    public long Within { get; init; } = 300;

    /// <summary>How long a child has to have been served signed before its first DS, in seconds; its TTLs at
    /// least.</summary>
    public long Wait { get; init; } = 86_400;

    /// <summary>Addresses that are asked for a child in place of its servers'.</summary>
    public IReadOnlyDictionary<DomainName, IReadOnlyList<ServerAddress>> Servers { get; init; } =
        new Dictionary<DomainName, IReadOnlyList<ServerAddress>>();
}
