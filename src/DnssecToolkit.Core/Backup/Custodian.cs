namespace DnssecToolkit.Backup;

/// <summary>Who keeps a share.</summary>
/// <param name="Name">The custodian.</param>
/// <param name="Fingerprint">The share's fingerprint: 16 hexadecimal digits.</param>
public sealed record Custodian(string Name, string Fingerprint);
