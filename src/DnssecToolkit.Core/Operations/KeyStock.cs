using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>The keys that a zone has in a directory, and those that are made for a keyindex.</summary>
/// <remarks>A key is whole, on its medium and in its place before the keyindex says that it exists. A run
/// that was interrupted leaves keys that the keyindex does not know: the next one takes them before it makes
/// more. Which they are a <see cref="SpareMark"/> says: a key that another keyindex, another program or a
/// person made is left alone.</remarks>
public sealed class KeyStock : IDisposable
{
    private const string Making = ".making";

    private readonly KeyDirectory _directory;
    private readonly KeyDirectoryLock _lock;
    private readonly KeyMaking _making;
    private readonly List<ZoneKey> _keys;
    private readonly List<DirectoryKey> _spare;
    private readonly List<DirectoryKey> _halfGone;
    private readonly HashSet<KeyTag> _taken;

    private KeyStock(KeyDirectory directory, KeyDirectoryLock held, IReadOnlyCollection<KeyIndexEntry> rows,
        KeyMaking making)
    {
        _directory = directory;
        _lock = held;
        _making = making;
        _keys = [.. directory.Keys.Select(key => key.Key)];
        ILookup<bool, DirectoryKey> waiting = directory.Keys
            .Where(key => IsSpare(key) && !rows.Any(row => IsRowOf(row, key.Key)))
            .ToLookup(key => IsOurs(key.Key));
        _spare = [.. waiting[true]];
        _halfGone = [.. directory.Keys.Where(key => key.Reference is null && IsMadeForThis(key.Key)
            && !rows.Any(row => IsRowOf(row, key.Key)))];
        PassedOver = [.. waiting[false].Select(key => key.Key)];
        _taken = [.. rows.SelectMany(row => row.PossibleTags)];
    }

    /// <summary>Reads what is there, and puts into place what an interrupted run had made.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="rows">The zone's rows in the keyindex.</param>
    /// <param name="making">How keys are made.</param>
    /// <param name="findings">Takes what is wrong with key files.</param>
    /// <exception cref="KeyUnavailableException">The directory cannot be read.</exception>
    /// <exception cref="UnreadableInputException">A key file has a fault.</exception>
    public static KeyStock Open(
        string path, DomainName zone, IReadOnlyCollection<KeyIndexEntry> rows, KeyMaking making,
        FindingList findings)
    {
        KeyDirectoryLock held = KeyDirectoryLock.Take(path);
        try
        {
            Place(path, zone);
            KeyDirectory directory = KeyDirectory.Read(path, zone, findings);
            if (!findings.HasFaults && making.Token is { } token
                && TakeAnnounced(directory, token, making, rows))
            {
                directory.Dispose();
                directory = KeyDirectory.Read(path, zone, findings);
            }

            if (!findings.HasFaults)
            {
                return new KeyStock(directory, held, rows, making);
            }

            directory.Dispose();
            throw new UnreadableInputException($"{path}: key files of {zone} have faults",
                findings: findings.Kept);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Gives a key for a planned row: a spare one, or a new one.</summary>
    /// <param name="planned">The row.</param>
    /// <param name="now">The moment of making.</param>
    /// <returns>The row with the key's tag and place.</returns>
    /// <exception cref="KeyUnavailableException">The key cannot be made.</exception>
    /// <exception cref="UnwritableOutputException">Its files cannot be written.</exception>
    public KeyIndexEntry Provide(PlannedKey planned, Timestamp now)
    {
        if (_spare.Find(key => key.Key.Algorithm == planned.Algorithm
            && key.Key.IsSep == (planned.Role != KeyRole.ZSK)) is { } spare)
        {
            _spare.Remove(spare);
            return planned.ToEntry(spare.Key.Tag.Value, ReferenceOf(spare));
        }

        KeyGeneration request = new(planned.Zone, planned.Algorithm, planned.Role)
        {
            Bits = _making.Bits,
            Export = _making.Export,
            Timing = new KeyTiming { Created = now },
            TakenTags = _taken,
            Tags = _making.Tags,
        };
        (ZoneKey made, string reference) = _making.Token is null
            ? MakeFiles(request) : MakeInToken(_making.Token, request);
        _keys.Add(made);
        return planned.ToEntry(made.Tag.Value, reference);
    }

    /// <summary>The keys of rows that it gave.</summary>
    public IReadOnlyList<ZoneKey> KeysOf(IReadOnlyCollection<KeyIndexEntry> rows) =>
        [.. _keys.Where(key => rows.Any(row => IsRowOf(row, key)))];

    /// <summary>Takes back the keys that were made and that no keyindex has: in tokens, then in
    /// files.</summary>
    /// <param name="tokens">What opens tokens.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="KeyUnavailableException">A token does not remove its key.</exception>
    /// <exception cref="UnwritableOutputException">A file cannot be removed.</exception>
    public IReadOnlyList<ZoneKey> TakeBack(OpenTokens tokens)
    {
        List<ZoneKey> gone = [];
        foreach (DirectoryKey key in _spare.Where(key => IsMadeForThis(key.Key)).Concat(_halfGone))
        {
            if (key.Reference?.Token is { } uri)
            {
                TokenKeyRemoval.Remove(tokens.Connect(uri), uri);
            }

            _ = PrivateFile.Destroy(Path.ChangeExtension(key.File, ".private"));
            _ = PrivateFile.Destroy(key.File);
            SpareMark.Forget(MakingPath(_directory.Path), key.Key);
            gone.Add(key.Key);
        }

        _spare.Clear();
        _halfGone.Clear();
        return gone;
    }

    /// <summary>The keys without a row that were not made for this keyindex, and not named: they are nobody's
    /// to take.</summary>
    public IReadOnlyList<ZoneKey> PassedOver { get; }

    /// <summary>Lets go of the notes of keys that have their rows now.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="rows">Its rows, as they were written.</param>
    /// <exception cref="LockHeldException">Another run makes keys there, for too long.</exception>
    public static void Entered(string path, DomainName zone, IReadOnlyCollection<KeyIndexEntry> rows)
    {
        if (SpareMark.Stale(path, MakingPath(path), zone, rows).Count == 0)
        {
            return;
        }

        // A key that is being put into its place has its note before its file.
        using KeyDirectoryLock held = KeyDirectoryLock.Take(path);
        foreach (string mark in SpareMark.Stale(path, MakingPath(path), zone, rows))
        {
            File.Delete(mark);
        }
    }

    /// <summary>The keys that were made for this keyindex, or named, and that it does not have; those
    /// included that a run was killed while it took them back.</summary>
    public IReadOnlyList<ZoneKey> Spare => [.. _spare.Concat(_halfGone).Select(key => key.Key)];

    /// <summary>Whether a row is about a key: its algorithm, and its tag without the REVOKE bit.</summary>
    public static bool IsRowOf(KeyIndexEntry row, ZoneKey key) =>
        row.Algorithm == key.Algorithm && row.Tag == key.PlainAndRevokedTags()[0].Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        _directory.Dispose();
        _lock.Dispose();
    }

    private (ZoneKey Key, string Reference) MakeFiles(KeyGeneration request)
    {
        using SoftwareKey key = request.Generate(_keys);
        string making = MakingDirectory(_directory);
        SpareMark.Write(making, key.Key, _making.KeyIndex);
        BindKeyFiles.Write(making, key);
        Place(_directory.Path, _directory.Zone);
        return (key.Key, $"file:{BindKeyName.Of(key.Key)}.private");
    }

    private (ZoneKey Key, string Reference) MakeInToken(TokenConnection token, KeyGeneration request)
    {
        string making = MakingDirectory(_directory);
        (ZoneKey key, Pkcs11Uri uri) = TokenKeyGeneration.Generate(
            token, request, _keys,
            place => new AnnouncedKey(request.Role, request.Algorithm, request.Timing.Created
                ?? default, place).Write(making, request.Zone));
        PutFiles(_directory, key, uri, _making, request.Timing);
        return (key, uri.ToString());
    }

    private static void PutFiles(KeyDirectory directory, ZoneKey key, Pkcs11Uri uri, KeyMaking how,
        KeyTiming timing)
    {
        string making = MakingDirectory(directory);
        SpareMark.Write(making, key, how.KeyIndex);
        Pkcs11Uri place = how.PinSource is null ? uri : uri.WithPinSource(how.PinSource);
        BindKeyFiles.Write(making, key, new BindTokenFile(key.Algorithm, place, timing));
        Place(directory.Path, directory.Zone);
        AnnouncedKey.Forget(making, directory.Zone);
    }

    // A run that was killed may have left a key in the token that no file tells of.
    private static bool TakeAnnounced(KeyDirectory directory, TokenConnection token, KeyMaking how,
        IReadOnlyCollection<KeyIndexEntry> rows)
    {
        string making = MakingPath(directory.Path);
        if (AnnouncedKey.Read(making, directory.Zone) is not { } announced)
        {
            return false;
        }

        KeyGeneration request = new(directory.Zone, announced.Algorithm, announced.Role);
        // A key gets its tag into its label when it is made; its identifier stays.
        Pkcs11Uri was = announced.Uri;
        Pkcs11Uri place = was.Id is null ? was
            : new()
            {
                Token = was.Token,
                Serial = was.Serial,
                Id = was.Id,
                Type = was.Type,
                ModulePath = was.ModulePath
            };
        bool isTaken = false;
        if (TokenKeyGeneration.Find(token, request, place) is { } key
            && !directory.Keys.Any(known => known.Key.PublicKey.SequenceEqual(key.PublicKey)))
        {
            HashSet<KeyTag> taken = [.. rows.SelectMany(row => row.PossibleTags),
                .. directory.Keys.SelectMany(known => known.Key.PlainAndRevokedTags())];
            isTaken = !Array.Exists(key.PlainAndRevokedTags(), taken.Contains);
            if (isTaken)
            {
                PutFiles(directory, key, place, how, new KeyTiming { Created = announced.Created });
            }
            else
            {
                TokenKeyRemoval.RemoveExactly(token, place, key); // as the run would have done that made it
            }
        }

        AnnouncedKey.Forget(making, directory.Zone);
        return isTaken;
    }

    private static string MakingDirectory(KeyDirectory directory)
    {
        string making = MakingPath(directory.Path);
        try
        {
            Directory.CreateDirectory(making, NewFile.OwnersDirectory);
            foreach (string left in FilesOf(making, directory.Zone))
            {
                File.Delete(left); // half of a pair that was never whole, so never used
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{making}: cannot be made: {e.Message}",
                "new keys are written there first", e);
        }

        return making;
    }

    // The public half first: alone it is nothing that anybody uses, and a private half alone would be a fault
    // of the directory.
    private static void Place(string path, DomainName zone)
    {
        string making = MakingPath(path);
        if (!Directory.Exists(making))
        {
            return;
        }

        try
        {
            foreach (string half in FilesOf(making, zone)
                .Where(file => Path.GetExtension(file) == ".private"))
            {
                string name = Path.GetFileNameWithoutExtension(half);
                string waiting = Path.Combine(making, name + ".key");
                string placed = Path.Combine(path, name + ".key");
                if (File.Exists(waiting))
                {
                    File.Move(waiting, placed, overwrite: false);
                }

                if (File.Exists(placed))
                {
                    File.Move(half, Path.Combine(path, name + ".private"), overwrite: false);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: a new key cannot be put there: {e.Message}",
                $"its files are in {making}", e);
        }
    }

    // Another zone's keys may be in the making there.
    private static string[] FilesOf(string making, DomainName zone) =>
        [.. Directory.GetFiles(making, "K*").Where(file =>
        BindKeyName.TryParse(Path.GetFileNameWithoutExtension(file.EndsWith(".new", StringComparison.Ordinal)
            ? file[..^4] : file), out BindKeyName name)
        && name.Zone == zone)];

    private static string MakingPath(string directory) => Path.Combine(directory, Making);

    private bool IsOurs(ZoneKey key) => _making.Adopted.Contains(key.Tag.Value) || IsMadeForThis(key);

    private bool IsMadeForThis(ZoneKey key) =>
        SpareMark.IsFor(MakingPath(_directory.Path), key, _making.KeyIndex);

    // A key with a private half and no moments of its own but that of its making, as we make them.
    private static bool IsSpare(DirectoryKey key) =>
        key.Reference is not null && key.Timing.Created is not null
            && key.Timing with { Created = null } == KeyTiming.None;

    internal static string ReferenceOf(DirectoryKey key) =>
        key.Reference!.Token?.ToString() ?? $"file:{Path.GetFileName(key.Reference.Path)}";
}
