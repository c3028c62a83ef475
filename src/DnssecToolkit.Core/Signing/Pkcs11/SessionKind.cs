namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What may be done in a session.</summary>
public enum SessionKind
{
    /// <summary>Use keys.</summary>
    ReadOnly,

    /// <summary>Make and remove keys too.</summary>
    ReadWrite,
}
