namespace DnssecToolkit.Operations;

/// <summary>How the signed zone is checked, read back from its file, before it replaces anything.</summary>
public enum ResultCheck
{
    /// <summary>Every signature and the whole chain.</summary>
    Full,

    /// <summary>The whole chain, and one signature in a hundred.</summary>
    Sample,

    /// <summary>Not at all.</summary>
    None,
}
