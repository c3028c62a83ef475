using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Destroys private halves that nothing needs: objects in tokens, files on disk; each with an entry
/// in the journal before and after.</summary>
/// <remarks>A run that is killed is run again: what the journal says was begun and is not there any more has
/// been destroyed.</remarks>
public sealed class KeyDestruction
{
    /// <summary>The journal's event before a key is destroyed.</summary>
    public const string Begun = "key-destruction-begun";

    /// <summary>The journal's event when a key is destroyed: the certificate.</summary>
    public const string Done = "key-destroyed";

    private const int MonthsOfJournal = 24;

    private readonly OpenTokens _tokens;
    private readonly Journal _journal;
    private readonly Func<KeyIndexEntry, BackupRegister> _copies;
    private readonly Timestamp _now;
    private readonly HashSet<string> _begun;
    private readonly HashSet<KeyIndexEntry> _noted = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes what destruction needs.</summary>
    /// <param name="tokens">Opens tokens.</param>
    /// <param name="state">The state directory with the journal.</param>
    /// <param name="run">The run's id, for the journal.</param>
    /// <param name="copies">Gives a row's register of backups; empty where there is none.</param>
    /// <param name="now">The run's moment.</param>
    public KeyDestruction(OpenTokens tokens, StateDirectory state, string run,
        Func<KeyIndexEntry, BackupRegister> copies, Timestamp now)
    {
        _tokens = tokens;
        _journal = new Journal(state, run, now);
        _copies = copies;
        _now = now;
        _begun = BegunIn(state);
    }

    /// <summary>The digests of the keys whose destruction was begun, by the journal.</summary>
    /// <param name="state">The state directory; it may be missing.</param>
    public static HashSet<string> BegunIn(StateDirectory state) =>
        [.. Journal.Read(state, MonthsOfJournal).Where(entry => entry.Event == Begun)
            .Select(entry => entry.Details.GetValueOrDefault("sha256", ""))];

    /// <summary>Notes of the rows of one key, before the first of them is destroyed, that it goes for all of
    /// them.</summary>
    /// <param name="rows">The rows, each with its key and the place of the private half.</param>
    /// <param name="directory">The directory that relative paths count from.</param>
    /// <exception cref="UnwritableOutputException">The journal cannot be written.</exception>
    public void Begin(IReadOnlyCollection<(KeyIndexEntry Row, ZoneKey Key, KeyReference Place)> rows,
        string directory)
    {
        foreach ((KeyIndexEntry row, ZoneKey key, KeyReference place) in rows
            .Where(one => !_noted.Contains(one.Row)
                && IsThere(one.Key, one.Place, PathOf(one.Place, directory))))
        {
            NoteBegun(row, key, place);
        }
    }

    /// <summary>Destroys a key's private half, and its public half where a token has that too.</summary>
    /// <param name="row">The key's row.</param>
    /// <param name="key">The key.</param>
    /// <param name="place">Where its private half is.</param>
    /// <param name="directory">The directory that relative paths count from.</param>
    /// <exception cref="KeyUnavailableException">It is not there, or the token does not remove
    /// it.</exception>
    /// <exception cref="UnwritableOutputException">A file cannot be removed, or the journal not
    /// written.</exception>
    public DestroyedKey Destroy(KeyIndexEntry row, ZoneKey key, KeyReference place, string directory)
    {
        // The caller has held a file against the key; an object in a token is found by its public half.
        string path = PathOf(place, directory);
        bool wasBegun = _begun.Contains(BackupCopy.DigestOf(key));
        if (!wasBegun && !IsThere(key, place, path))
        {
            throw new KeyUnavailableException(
                $"{place}: {row} is not there, so that its destruction cannot be certified",
                "if it was removed by other means, note that where you keep such records and take its row out of the keyindex by hand");
        }

        if (!_noted.Contains(row))
        {
            NoteBegun(row, key, place);
        }

        string manner = place.Token is { } uri ? FromToken(key, uri) : PrivateFile.Destroy(path)
            ? "the file was overwritten and removed" : "the file was removed in a run that was interrupted";
        DestroyedKey destroyed = new(row, key, place, _now, manner,
            [.. _copies(row).Copies.Where(copy => copy.IsOf(key))]);
        Note(Done, row, key, place, destroyed.ToString());
        return destroyed;
    }

    private static string PathOf(KeyReference place, string directory) =>
        place.Path is null ? "" : Path.Combine(directory, place.Path);

    private void NoteBegun(KeyIndexEntry row, ZoneKey key, KeyReference place)
    {
        Note(Begun, row, key, place, $"{row} is not needed since {row.Removed}");
        _ = _begun.Add(BackupCopy.DigestOf(key));
        _ = _noted.Add(row);
    }

    private bool IsThere(ZoneKey key, KeyReference place, string path) =>
        place.Token is { } uri ? TokenKeyRemoval.IsThere(_tokens.Connect(uri), uri, key)
        : File.Exists(path) || File.Exists(PrivateFile.GoingOf(path));

    private void Note(string happened, KeyIndexEntry row, ZoneKey key, KeyReference place, string reason)
    {
        _journal.Append(happened, key.Zone.ToString(), reason, ("role", row.Role),
            ("algorithm", (int)key.Algorithm), ("tag", row.Tag),
            ("sha256", BackupCopy.DigestOf(key)), ("place", place),
            ("dnskey", Convert.ToBase64String(key.RData)));
        _journal.Flush();
    }

    private string FromToken(ZoneKey key, Pkcs11Uri uri)
    {
        TokenConnection connection = _tokens.Connect(uri);
        int removed = TokenKeyRemoval.RemoveExactly(connection, uri, key);
        return removed > 0
            ? $"{Quantity.Of(removed, "object")} removed from {connection.Token}, which has none of them any more"
            : $"{connection.Token} had removed it before: as the key of another zone, or in a run that was interrupted";
    }
}
