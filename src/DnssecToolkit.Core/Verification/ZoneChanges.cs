using DnssecToolkit.Time;

namespace DnssecToolkit.Verification;

/// <summary>What changed since the previous version, signatures and chains apart.</summary>
public sealed record ZoneChanges
{
    /// <summary>The previous version's serial.</summary>
    public required SerialNumber PreviousSerial { get; init; }

    /// <summary>Names with data that were not there.</summary>
    public required long NamesAdded { get; init; }

    /// <summary>Names with data that are gone.</summary>
    public required long NamesRemoved { get; init; }

    /// <summary>Names whose data changed.</summary>
    public required long NamesChanged { get; init; }

    /// <summary>Zone cuts that were not there.</summary>
    public required long DelegationsAdded { get; init; }

    /// <summary>Zone cuts that are gone.</summary>
    public required long DelegationsRemoved { get; init; }

    /// <summary>Zone cuts that stayed and lost all their DS.</summary>
    public required long DsRemoved { get; init; }

    /// <summary>Zone cuts whose DS came, went or changed.</summary>
    public required long DsChanged { get; init; }

    /// <summary>Zone cuts that stayed and have other servers.</summary>
    public required long NsChanged { get; init; }

    /// <summary>Zone cuts that stayed and have DS for the first time.</summary>
    public required long DsAdded { get; init; }

    /// <summary>Zone cuts that stayed with DS, and have other ones.</summary>
    public required long DsReplaced { get; init; }

    /// <summary>The keys that were not there, such as <c>13/02371</c>.</summary>
    public required IReadOnlyList<string> KeysAdded { get; init; }

    /// <summary>The keys that are gone.</summary>
    public required IReadOnlyList<string> KeysRemoved { get; init; }

    /// <summary>Whether the zone's own content, or its keys, changed at all.</summary>
    public bool Any =>
        NamesAdded + NamesRemoved + NamesChanged > 0 || KeysAdded.Count + KeysRemoved.Count > 0;
}
