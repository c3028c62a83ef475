namespace DnssecToolkit.Keys;

/// <summary>Whether the private half of a new key may leave the token that makes it.</summary>
public enum KeyExport
{
    /// <summary>As is that device's way.</summary>
    AsDevice,

    /// <summary>Encrypted by another key (CKA_EXTRACTABLE), so that it can be backed up.</summary>
    Wrapped,
}
