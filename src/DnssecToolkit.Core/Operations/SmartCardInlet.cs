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
public sealed class SmartCardInlet(SmartCard card, Func<OpenTokens> open, Pkcs11Uri where, Func<string> pin) : IKeyInlet
{
    /// <inheritdoc/>
    public string Kind => SmartCardOutlet.Kind;

    /// <inheritdoc/>
    public IReadOnlyList<Pkcs11Uri> Put(BackupContents contents, IReadOnlyList<BackupKey> keys)
    {
        byte[][] wrapped = [.. keys.Select(key => contents.Files.TryGetValue(SmartCardOutlet.NameOf(key.Key),
            out ReadOnlyMemory<byte> octets)
            ? octets.ToArray() : throw new KeyUnavailableException($"{key.Key}: the set does not have it",
                "take another copy"))];
        using (OpenTokens tokens = open())
        {
            TokenConnection connection = tokens.Connect(where);
            _ = SmartCardOutlet.StateOf(card, connection.Token);
            foreach (BackupKey key in keys)
            {
                TokenKeyImport.DemandAbsent(connection, key.Key);
            }
        }

        int done = 0;
        try
        {
            foreach (byte[] blob in wrapped)
            {
                card.Unwrap(blob, pin());
                done++;
            }

            return Prove(keys);
        }
        catch (Exception cause)
        {
            // The program that was under way may have put its key in before it ended.
            KeyRollback.After(cause, () => TakeBack(keys.Take(done + 1)));
            throw;
        }
    }

    /// <inheritdoc/>
    public void TakeBack(IReadOnlyList<Pkcs11Uri> keys)
    {
        using OpenTokens tokens = open().ThatNothingStops();
        TokenKeyWrapping.Remove(tokens.Connect(where), keys);
    }

    // By its public half: what else has a key's name on the card is not ours.
    private void TakeBack(IEnumerable<BackupKey> keys)
    {
        using OpenTokens tokens = open().ThatNothingStops();
        TokenConnection connection = tokens.Connect(where);
        foreach (BackupKey key in keys)
        {
            _ = TokenKeyRemoval.RemoveExactly(connection, BackupUnwrapping.UriOf(key).In(connection.Token.ToUri(connection.ModulePath)), key.Key);
        }
    }

    private List<Pkcs11Uri> Prove(IReadOnlyList<BackupKey> keys)
    {
        List<Pkcs11Uri> placed = [];
        using OpenTokens tokens = open();
        TokenConnection connection = tokens.Connect(where);
        foreach (BackupKey key in keys)
        {
            Pkcs11Uri uri = BackupUnwrapping.UriOf(key).In(connection.Token.ToUri(connection.ModulePath));
            using Pkcs11Signer signer = Pkcs11Signer.Open(connection, key.Key, uri);
            placed.Add(uri);
        }

        return placed;
    }
}
