using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What a key in a token is called: its label (CKA_LABEL) and its identifier (CKA_ID).</summary>
/// <param name="Label">The label, which people read.</param>
/// <param name="Id">The identifier: random for a new key; not used where keys have none.</param>
internal sealed record TokenKeyName(string Label, byte[] Id)
{
    private const int IdLength = 8;

    /// <summary>A first name for a key that is to be made: the key tag is known only afterwards, and some
    /// devices never change a label.</summary>
    public static TokenKeyName New(DeviceProfile profile, DomainName zone, KeyRole role)
    {
        byte[] id = RandomNumberGenerator.GetBytes(IdLength);
        string mark = Convert.ToHexStringLower(id.AsSpan(0, 4));
        return new TokenKeyName(Shortened(profile, $"{zone} {role} {mark}", $"{role.ToString()[0]}{mark}"),
            id);
    }

    /// <summary>A name for a key that there is: by zone, role and tag, with an identifier that follows from
    /// its public half, so that tokens which take copies call it the same.</summary>
    public static TokenKeyName Of(DeviceProfile profile, ZoneKey key) =>
        Of(profile, key, key.IsSep ? KeyRole.KSK : KeyRole.ZSK, SHA256.HashData(key.PublicKey)[..IdLength]);

    /// <summary>The same with the identifier that it has.</summary>
    public static TokenKeyName Of(DeviceProfile profile, ZoneKey key, KeyRole role, byte[] id)
    {
        string tag = key.Tag.Value.ToString("00000", CultureInfo.InvariantCulture);
        return new TokenKeyName(Shortened(profile, $"{key.Zone} {role} {tag}", $"{role.ToString()[0]}{tag}"),
            id);
    }

    /// <summary>The URI of the private key.</summary>
    public Pkcs11Uri UriIn(TokenConnection connection) => new()
    {
        Token = connection.Token.Label,
        Serial = connection.Profile.SerialIsUnique && connection.Token.Serial.Length > 0
            ? connection.Token.Serial
            : null,
        Object = Label,
        Id = connection.Profile.KeysHaveId ? Id : default(ReadOnlyMemory<byte>?),
        Type = "private",
        ModulePath = connection.ModulePath,
    };

    private static string Shortened(DeviceProfile profile, string whole, string brief)
    {
        int most = profile.MaximumLabelLength;
        return most == 0 || whole.Length <= most ? whole : brief[..Math.Min(most, brief.Length)];
    }
}
