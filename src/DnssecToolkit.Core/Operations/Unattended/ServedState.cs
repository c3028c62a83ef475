namespace DnssecToolkit.Operations.Unattended;

/// <summary>What servers answer with that do not answer as they should, the least certain first.</summary>
internal enum ServedState
{
    /// <summary>Nothing is known, or some have the new version.</summary>
    Unknown,

    /// <summary>The version before: nobody has seen the new one.</summary>
    Old,

    /// <summary>Something else under the new serial or a later one: it is out.</summary>
    Other,
}
