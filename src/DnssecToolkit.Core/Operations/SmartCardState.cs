namespace DnssecToolkit.Operations;

/// <summary>What a SmartCard-HSM says of itself.</summary>
/// <param name="Serial">Its serial number, as PKCS#11 shows it.</param>
/// <param name="CheckValue">The check value of its DKEK: 16 hexadecimal digits; null where it has none, or
/// shares are outstanding.</param>
/// <param name="Shares">How many shares the DKEK is made of, or null for no DKEK: then its keys never leave
/// it.</param>
/// <param name="Keys">Its private keys: CKA_ID in hexadecimal digits, and their numbers on the card.</param>
public sealed record SmartCardState(string Serial, string? CheckValue, int? Shares,
    IReadOnlyList<(string Id, int Reference)> Keys);
