namespace DnssecToolkit.Diagnostics;

/// <summary>How much a finding matters to the operator.</summary>
public enum Severity
{
    /// <summary>Worth knowing; nothing has to be done.</summary>
    Note,

    /// <summary>Resolvers still get right answers, but somebody should look at it.</summary>
    Warning,

    /// <summary>The input cannot be used, or resolvers would get wrong or bogus answers.</summary>
    Fault,
}
