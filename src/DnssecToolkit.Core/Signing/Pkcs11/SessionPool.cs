namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What says how many sessions of a token sign at once; never more than there are threads.</summary>
public enum SessionPool
{
    /// <summary>What `keyall token bench` has measured, else the profile.</summary>
    ByMeasurement,

    /// <summary>The profile.</summary>
    ByProfile,

    /// <summary>One for each thread, to see whether that is faster.</summary>
    AllThreads,
}
