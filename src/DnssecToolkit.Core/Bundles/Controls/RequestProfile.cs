namespace DnssecToolkit.Bundles.Controls;

/// <summary>Where the limits of requests come from.</summary>
public enum RequestProfile
{
    /// <summary>From the zone's policy.</summary>
    Zone,

    /// <summary>They are the root zone's.</summary>
    Root,
}
