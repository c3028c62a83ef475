using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Backup;

/// <summary>A key whose private half a sealed set holds.</summary>
/// <param name="Key">The DNSKEY.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Place">Where in the set its private half is: a file's name, or the name of a token store
/// before a slash.</param>
/// <param name="Token">The key's URI in the token, or null for a file.</param>
public sealed record BackupKey(ZoneKey Key, KeyRole Role, string Place, string? Token = null)
{
    /// <summary>The DS with SHA-256, as people write it: tag, algorithm, digest type and digest.</summary>
    public string Ds
    {
        get
        {
            byte[] digest = Key.ToDsRData(DsDigestType.SHA256)[4..];
            return $"{Key.Tag} {(int)Key.Algorithm} {(int)DsDigestType.SHA256} {Convert.ToHexString(digest)}";
        }
    }
}
