namespace DnssecToolkit.Resolving;

/// <summary>What became of a query.</summary>
public enum AnswerStatus
{
    /// <summary>A whole message came.</summary>
    Answered,

    /// <summary>An answer came that did not fit UDP.</summary>
    Truncated,

    /// <summary>Nothing came.</summary>
    Silent,

    /// <summary>Something came that is no DNS message.</summary>
    Malformed,
}
