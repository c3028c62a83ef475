using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Puts keys into a SmartCard-HSM that another card with the same DKEK gave.</summary>
/// <remarks>OpenSC reads a card once, at its start: the module is started anew for the proof.</remarks>
/// <param name="card">The card in its reader.</param>
/// <param name="open">Opens tokens.</param>
/// <param name="where">Names the card to PKCS#11.</param>
/// <param name="pin">Gives the PIN.</param>
public sealed class SmartCardInlet(SmartCard card, Func<OpenTokens> open, Pkcs11Uri where, Func<string> pin)
    : IKeyInlet
{
    /// <inheritdoc/>
    public string Kind => SmartCardOutlet.Kind;

    /// <summary>Gives keys as another card gave them, encrypted by the DKEK.</summary>
    /// <exception cref="KeyUnavailableException">The set does not have one.</exception>
    public static byte[][] BlobsOf(BackupContents contents, IReadOnlyList<BackupKey> keys) =>
    [
        .. keys.Select(key => contents.Files.TryGetValue(SmartCardOutlet.NameOf(key.Key),
            out ReadOnlyMemory<byte> octets)
            ? octets.ToArray() : throw new KeyUnavailableException($"{key.Key}: the set does not have it",
                "take another copy")),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<PlacedKey> Put(BackupContents contents, IReadOnlyList<BackupKey> keys, Action begins)
    {
        byte[][] wrapped = BlobsOf(contents, keys);
        using (OpenTokens tokens = open())
        {
            TokenConnection connection = tokens.Connect(where);
            _ = SmartCardOutlet.StateOf(card, connection.Token);
            foreach (BackupKey key in keys)
            {
                TokenKeyImport.DemandAbsent(connection, key.Key);
            }
        }

        begins();
        foreach (byte[] blob in wrapped)
        {
            card.Unwrap(blob, pin());
        }

        return Prove(keys);
    }

    /// <inheritdoc/>
    public void TakeBack(IReadOnlyList<BackupKey> keys)
    {
        using OpenTokens tokens = open().ThatNothingStops();
        TokenConnection connection = tokens.Connect(where);
        foreach (BackupKey key in keys)
        {
            _ = TokenKeyRemoval.RemoveExactly(connection, PlaceOf(key, connection), key.Key);
        }
    }

    private static Pkcs11Uri PlaceOf(BackupKey key, TokenConnection connection) =>
        BackupUnwrapping.UriOf(key).In(connection.Token.ToUri(connection.ModulePath));

    private List<PlacedKey> Prove(IReadOnlyList<BackupKey> keys)
    {
        List<PlacedKey> placed = [];
        using OpenTokens tokens = open();
        TokenConnection connection = tokens.Connect(where);
        foreach (BackupKey key in keys)
        {
            Pkcs11Uri uri = PlaceOf(key, connection);
            using Pkcs11Signer signer = Pkcs11Signer.Open(connection, key.Key, uri);
            placed.Add(new PlacedKey(key, uri));
        }

        return placed;
    }
}
