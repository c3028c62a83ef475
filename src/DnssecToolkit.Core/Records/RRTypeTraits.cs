namespace DnssecToolkit.Records;

/// <summary>What sets a type apart from the many.</summary>
[Flags]
public enum RRTypeTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its RDATA is defined in class IN only; elsewhere it is opaque.</summary>
    InternetOnly = 1,

    /// <summary>A question or part of a message (RFC 6895 §3.1): it never stands in a zone.</summary>
    Meta = 2,

    /// <summary>An RRset of it has one record.</summary>
    Singleton = 4,
}
