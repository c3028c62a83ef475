namespace DnssecToolkit.Schedule;

/// <summary>What a rehearsal lets the parent do with the DS records that the keyindex does not record as seen
/// or gone.</summary>
public enum ParentConduct
{
    /// <summary>It adds each DS as soon as it may be asked for, and takes the old one out at the last safe
    /// moment.</summary>
    Adds,

    /// <summary>It has one DS, and puts the new one into its place when its registration delay is
    /// over.</summary>
    Replaces,

    /// <summary>It does nothing: keys whose DS it has are held beyond their dates.</summary>
    Silent,
}
