using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>A published key and the token that has its private half.</summary>
/// <param name="Name">Tells keys of one zone apart: algorithm, and the tag without the REVOKE bit.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="IsSep">Whether it is a KSK or CSK.</param>
/// <param name="Token">Its place in a token.</param>
/// <param name="IsReady">Whether it could take over: published, not revoked, and a KSK's DS seen at the
/// parent, where that is known.</param>
internal sealed record KeyPlace((DnssecAlgorithm Algorithm, KeyTag Tag) Name, DnssecAlgorithm Algorithm,
    bool IsSep,
    Pkcs11Uri Token, bool IsReady)
{
    /// <summary>The place of a key in a zone.</summary>
    internal static KeyPlace Of(ZoneKey key, Pkcs11Uri token, bool isReady) =>
        new(NameOf(key), key.Algorithm, key.IsSep, token, isReady && !key.IsRevoked);

    /// <summary>The place of a key in a keyindex, or null where that is no token.</summary>
    /// <param name="row">The key.</param>
    /// <param name="moment">When it should be ready.</param>
    internal static KeyPlace? Of(KeyIndexEntry row, Timestamp moment) =>
        row.Key is { } text && KeyReference.TryParse(text, out KeyReference? place)
            && place.Token is { } token
            ? new KeyPlace((row.Algorithm, new KeyTag((ushort)row.Tag)), row.Algorithm, row.IsSep, token,
                row.StateAt(moment) is KeyState.Published or KeyState.Active
                    && (!row.IsSep || row.DsSeen is not null))
            : null;

    /// <summary>What tells a key from others of its zone.</summary>
    internal static (DnssecAlgorithm, KeyTag) NameOf(ZoneKey key) =>
        (key.Algorithm, key.PlainAndRevokedTags()[0]);

    /// <summary>Whether this key could stand in for another that is lost with its device.</summary>
    /// <remarks>For a key that cannot leave its device alone: all others can have a copy. The standby must be
    /// in a device of another kind, as two tokens of one chip burn together, and in another token: one may be
    /// named in two ways, and its module by two paths. What does not say what it is does not count.</remarks>
    internal bool StandsInFor(KeyPlace other) => IsReady && Name != other.Name && IsSep == other.IsSep
        && Algorithm == other.Algorithm
        && DeviceProfiles.Named(other.Token) is [{ KeysCanLeave: false }]
        && DeviceProfiles.Named(Token) is { Count: > 0 } kinds && kinds.All(kind => kind.KeysCanLeave)
        && (Differ(Token.Token, other.Token.Token) || Differ(Token.Serial, other.Token.Serial));

    private static bool Differ(string? one, string? other) =>
        one is not null && other is not null && one != other;
}
