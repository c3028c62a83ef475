namespace DnssecToolkit.Planning;

/// <summary>How the signed zone's SOA serial is chosen.</summary>
public enum SerialPolicy
{
    /// <summary>One more than the greater of the input's and the last published.</summary>
    Increment,

    /// <summary>The run's moment in seconds since 1970.</summary>
    UnixTime,

    /// <summary>The run's day and a count, <c>YYYYMMDDnn</c>.</summary>
    DateCounter,

    /// <summary>The input's, as it is.</summary>
    Keep,
}
