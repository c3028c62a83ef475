using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Backup;

/// <summary>One copy of one key: a row of the register.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Role">What the key is for.</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="Digest">The SHA-256 digest of its DS, REVOKE flag aside: 64 hexadecimal digits in capitals. A
/// tag is no identity.</param>
/// <param name="Made">When the set was made.</param>
/// <param name="Proven">When the key in this copy last proved itself, or null.</param>
/// <param name="Set">The set's identifier, or <see cref="NoSet"/>.</param>
/// <param name="Place">The file on its medium, as the operator named it; or the device.</param>
public sealed record BackupCopy(
    DomainName Zone, KeyRole Role, DnssecAlgorithm Algorithm, string Digest, Timestamp Made,
    Timestamp? Proven,
        string Set, string Place)
{
    /// <summary>Stands for the set of a key that went from one device into another.</summary>
    public const string NoSet = "-";

    /// <summary>What the proof was held against; a register of an earlier version does not say, and means the
    /// manifest.</summary>
    public ProofBasis Basis { get; init; }

    /// <summary>Gives the digest that a key has in the register.</summary>
    public static string DigestOf(ZoneKey key)
    {
        byte[] rdata = [.. key.RData];
        rdata[1] &= unchecked((byte)~ZoneKey.RevokeFlag);
        return Convert.ToHexString(new ZoneKey(key.Zone, rdata).ToDsRData(DsDigestType.SHA256).AsSpan(4));
    }

    /// <summary>Whether this is a copy of a key.</summary>
    public bool IsOf(ZoneKey key) =>
        Zone == key.Zone && Algorithm == key.Algorithm && Digest == DigestOf(key);
}
