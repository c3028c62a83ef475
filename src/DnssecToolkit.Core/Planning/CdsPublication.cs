namespace DnssecToolkit.Planning;

/// <summary>Which CDS and CDNSKEY records the zone publishes for its parent (RFC 7344, RFC 8078).</summary>
public enum CdsPublication
{
    /// <summary>Those of the input, if any, as they are.</summary>
    AsInput,

    /// <summary>Those of the KSKs and CSKs that sign the key set.</summary>
    Publish,

    /// <summary>The delete form, which asks the parent to remove its DS (RFC 8078 §4).</summary>
    Delete,

    /// <summary>None; the input's are left out.</summary>
    None,
}
