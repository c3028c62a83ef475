namespace DnssecToolkit.Keys;

/// <summary>One key of a zone as a key directory has it.</summary>
/// <param name="Key">The DNSKEY.</param>
/// <param name="Timing">Its moments: the .private file's, or the .key file's comments where there is no
/// .private file.</param>
/// <param name="File">The .key file.</param>
public sealed record DirectoryKey(ZoneKey Key, KeyTiming Timing, string File)
{
    /// <summary>The TTL written in the .key file, in seconds, or null.</summary>
    public uint? Ttl { get; init; }

    /// <summary>Where its private half is, or null: an offline KSK, for instance.</summary>
    public KeyReference? Reference { get; init; }

    /// <summary>The key with its private half, or null where that is elsewhere or locked.</summary>
    public SoftwareKey? Software { get; init; }

    /// <summary>Gives <c>zone/algorithm/tag</c>.</summary>
    public override string ToString() => Key.ToString();
}
