namespace DnssecToolkit.Planning;

/// <summary>Whether signatures of the previous signed zone may be kept.</summary>
public enum SignatureReuse
{
    /// <summary>Kept where RRset, key and parameters are unchanged and the signature outlives the refresh
    /// time.</summary>
    WherePossible,

    /// <summary>None is kept.</summary>
    Never,
}
