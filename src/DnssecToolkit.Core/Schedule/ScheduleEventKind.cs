namespace DnssecToolkit.Schedule;

/// <summary>What happens to a key.</summary>
public enum ScheduleEventKind
{
    /// <summary>It begins to sign the zone before it is published.</summary>
    Presign,

    /// <summary>It enters the DNSKEY RRset.</summary>
    Publish,

    /// <summary>Every resolver can know it (RFC 7583).</summary>
    Ready,

    /// <summary>It becomes active.</summary>
    Start,

    /// <summary>It is active no longer.</summary>
    End,

    /// <summary>No cache needs it (RFC 7583).</summary>
    Dead,

    /// <summary>It gets the REVOKE flag (RFC 5011).</summary>
    Revoke,

    /// <summary>It leaves the DNSKEY RRset.</summary>
    Remove,

    /// <summary>The last key of an algorithm that signs the zone ends: there must be another by
    /// then.</summary>
    RunsOut,
}
