using DnssecToolkit.Backup;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A certificate of destruction.</summary>
/// <param name="Row">The key's row, which the keyindex has no longer.</param>
/// <param name="Key">The key's public half.</param>
/// <param name="Place">Where its private half was.</param>
/// <param name="Moment">When it was destroyed.</param>
/// <param name="Manner">How, and how it was seen that it is gone, as a clause.</param>
/// <param name="Copies">The copies of it that the register of backups knows, which are not destroyed.</param>
public sealed record DestroyedKey(
    KeyIndexEntry Row, ZoneKey Key, KeyReference Place, Timestamp Moment, string Manner,
    IReadOnlyList<BackupCopy> Copies)
{
    /// <summary>The SHA-256 digest of its DS, by which it is known.</summary>
    public string Digest => BackupCopy.DigestOf(Key);

    /// <summary>Gives the certificate as a line.</summary>
    public override string ToString() =>
        $"{Row}: destroyed at {Moment}: {Manner}; SHA-256 of its DS {Digest}; it was in {Place}"
        + (Copies.Count == 0 ? "" : "; copies remain: "
            + string.Join(", ", Copies.Select(copy => $"{copy.Place} (set {copy.Set})")));
}
