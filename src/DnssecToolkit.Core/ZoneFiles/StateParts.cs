namespace DnssecToolkit.ZoneFiles;

/// <summary>Parts of <see cref="ReaderState"/>.</summary>
[Flags]
internal enum StateParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The origin.</summary>
    Origin = 1,

    /// <summary>The last owner.</summary>
    Owner = 2,

    /// <summary>The default TTL.</summary>
    DefaultTtl = 4,

    /// <summary>The last TTL.</summary>
    LastTtl = 8,
}
