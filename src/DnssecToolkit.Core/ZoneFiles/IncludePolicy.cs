namespace DnssecToolkit.ZoneFiles;

/// <summary>Which files <c>$INCLUDE</c> may name.</summary>
public enum IncludePolicy
{
    /// <summary>Files in the zone file's directory and below it, symbolic links resolved.</summary>
    ConfinedToDirectory,

    /// <summary>Any file.</summary>
    Anywhere,

    /// <summary>None.</summary>
    Refused,
}
