namespace DnssecToolkit.Planning;

/// <summary>Why a signature is made, or why it is not.</summary>
public enum SigningReason : byte
{
    /// <summary>Not made: the previous one still fits its RRset and outlives the refresh time.</summary>
    Reused,

    /// <summary>The RRset is new, or differs from the previous one.</summary>
    NewData,

    /// <summary>The previous signature would expire within the refresh time, or is not valid yet.</summary>
    Expiring,

    /// <summary>The RRset is unchanged, but this key had not signed it.</summary>
    KeyRoll,

    /// <summary>The operator asked for every signature to be made again.</summary>
    Forced,

    /// <summary>Not made: it came from an offline KSK in a response.</summary>
    Presigned,

    /// <summary>Not made: the previous one is due to be made again and still valid, and the run's budget was
    /// used up.</summary>
    Deferred,
}
