using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>The moments of a key's life, by the names that BIND's key files give them; an unset moment is
/// null, and null never comes.</summary>
/// <remarks>A key without any moment (an old key file, or another tool's) is published and active always, as
/// BIND has it; a key with a <see cref="Created"/> and nothing else is only generated.</remarks>
public sealed record KeyTiming
{
    /// <summary>No moment at all: published and active always.</summary>
    public static KeyTiming None { get; } = new();

    /// <summary>When it was made.</summary>
    public Timestamp? Created { get; init; }

    /// <summary>When it enters the DNSKEY RRset.</summary>
    public Timestamp? Publish { get; init; }

    /// <summary>When it begins to sign.</summary>
    public Timestamp? Activate { get; init; }

    /// <summary>When it ceases to sign.</summary>
    public Timestamp? Inactive { get; init; }

    /// <summary>When its REVOKE flag is set (RFC 5011).</summary>
    public Timestamp? Revoke { get; init; }

    /// <summary>When it leaves the DNSKEY RRset.</summary>
    public Timestamp? Delete { get; init; }

    /// <summary>When its DS was seen at the parent.</summary>
    public Timestamp? DSPublish { get; init; }

    /// <summary>When CDS and CDNSKEY for it are to appear.</summary>
    public Timestamp? SyncPublish { get; init; }

    /// <summary>When CDS and CDNSKEY for it are to go.</summary>
    public Timestamp? SyncDelete { get; init; }

    /// <summary>Whether there is no moment at all.</summary>
    public bool IsEmpty => this == None;

    /// <summary>Says which of the moments contradict each other: an end that is not after its beginning; null
    /// where none do.</summary>
    public string? Contradiction()
    {
        (string End, Timestamp? Ends, string Beginning, Timestamp? Begins)[] pairs =
        [
            ("Inactive", Inactive, "Activate", Activate),
            ("Delete", Delete, "Publish", Publish),
            ("Delete", Delete, "Activate", Activate),
            ("Delete", Delete, "Revoke", Revoke),
            ("SyncDelete", SyncDelete, "SyncPublish", SyncPublish),
        ];
        foreach ((string end, Timestamp? ends, string beginning, Timestamp? begins) in pairs)
        {
            if (ends <= begins)
            {
                return $"{end} ({ends}) is not after {beginning} ({begins})";
            }
        }

        return Delete < Inactive ? $"Delete ({Delete}) comes before Inactive ({Inactive})" : null;
    }

    /// <summary>The state at a moment; intervals include their start and not their end.</summary>
    /// <remarks>The later stage wins where moments are out of order. A key with Activate and without Publish
    /// is published from the start, as BIND does it; one to be revoked or activated before its publication
    /// waits for that.</remarks>
    public KeyState StateAt(Timestamp moment) => moment switch
    {
        _ when IsEmpty => KeyState.Active,
        _ when moment >= Delete => KeyState.Removed,
        _ when !IsPublishedBy(moment) => KeyState.Generated,
        _ when moment >= Revoke => KeyState.Revoked,
        _ when moment >= Inactive => KeyState.Retired,
        _ when moment >= Activate => KeyState.Active,
        _ => KeyState.Published,
    };

    /// <summary>Whether CDS and CDNSKEY for the key are due at a moment.</summary>
    public bool IsSyncedAt(Timestamp moment) => moment >= SyncPublish && !(moment >= SyncDelete);

    private bool IsPublishedBy(Timestamp moment) =>
        Publish is null ? Activate is not null : moment >= Publish;
}
