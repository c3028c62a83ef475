namespace DnssecToolkit.Operations;

/// <summary>How a signing ended.</summary>
public enum SigningOutcome
{
    /// <summary>A new signed zone stands at the output path.</summary>
    Signed,

    /// <summary>The signed zone that stands there would have come out the same, so it was left
    /// alone.</summary>
    Unchanged,

    /// <summary>A dry run: nothing was signed or written.</summary>
    Planned,
}
