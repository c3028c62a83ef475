using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations;

/// <summary>What was gathered for a sealed set: files in memory, and the keys whose private halves are among
/// them.</summary>
/// <param name="Contents">The files; to be disposed.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Stores">The token stores among them.</param>
public sealed record BackupGathering(
    BackupContents Contents, IReadOnlyList<BackupKey> Keys, IReadOnlyList<BackupStore> Stores) : IDisposable
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>Reads everything that was selected.</summary>
    /// <param name="selection">What.</param>
    /// <param name="findings">Takes what is wrong with key files, and keys that are elsewhere.</param>
    /// <exception cref="KeyUnavailableException">A key file has a fault: a copy of it would be worth
    /// nothing. Or there are none where some were asked for.</exception>
    /// <exception cref="UnreadableInputException">Something cannot be read, or is too large.</exception>
    /// <exception cref="UsageException">Two files would have one name, a token store is none, or two could
    /// have a key.</exception>
    public static BackupGathering Gather(BackupSelection selection, FindingList findings)
    {
        BackupContents contents = new();
        try
        {
            foreach ((BackupStore store, string path) in selection.Stores)
            {
                AddTree(contents, store.Place, path, findings);
                TokenStoreFiles.Demand(contents, store, path);
            }

            List<BackupKey> keys = [];
            foreach (string directory in selection.KeyDirectories)
            {
                AddKeys(directory, selection, contents, keys, findings);
            }

            DemandKeys(selection, contents);
            if (selection.Outlet is { } outlet && !keys.Exists(key => key.Place == outlet.Store.Place))
            {
                throw new KeyUnavailableException(
                    $"none of the keys in {string.Join(", ", selection.KeyDirectories)} is in the token to take keys from",
                    "name the token by the label that the .private files have");
            }

            foreach ((string part, string path) in selection.Documents)
            {
                AddDocument(contents, part, path, findings);
            }

            return new BackupGathering(contents, keys,
                [.. selection.Stores.Select(store => store.Store), .. selection.Outlet is { } way
                    ? (BackupStore[])[way.Store] : []]);
        }
        catch (ToolkitException)
        {
            contents.Dispose();
            throw;
        }
    }

    /// <summary>Wipes the files.</summary>
    public void Dispose() => Contents.Dispose();

    private static void AddKeys(
        string directory, BackupSelection selection, BackupContents contents, List<BackupKey> keys,
            FindingList findings)
    {
        int before = contents.Files.Count;
        foreach (DomainName zone in KeyDirectory.ZonesWithHalvesIn(directory)
            .Where(zone => selection.Zones.Count == 0 || selection.Zones.Contains(zone)))
        {
            using KeyDirectory read = KeyDirectory.Read(directory, zone, findings, selection.Passphrases);
            if (findings.HasFaults)
            {
                throw new KeyUnavailableException(
                    $"{directory}: key files of {zone} have faults; a copy of them would restore nothing",
                        "mend or move away the files listed above");
            }

            foreach (DirectoryKey key in read.Keys)
            {
                AddKey(key, read.Keys, selection, contents, keys, findings);
            }
        }

        AddLocked(directory, contents);
        if (contents.Files.Count == before)
        {
            findings.Add(new Finding(CheckCodes.BackupIncomplete, new SourceLocation(directory),
                "no key files that were asked for: the set holds nothing of this directory"));
        }
    }

    // A path or a zone with a typing error in it would make a backup of nothing.
    private static void DemandKeys(BackupSelection selection, BackupContents contents)
    {
        DomainName[] without = [.. selection.Zones.Where(zone => !selection.KeyDirectories.Any(directory =>
            KeyDirectory.ZonesIn(directory).Contains(zone)))];
        if (without.Length > 0)
        {
            throw new KeyUnavailableException(
                $"{string.Join(", ", selection.KeyDirectories)}: no key files of {string.Join(", ", without)}",
                "see that --zone and --keys are right");
        }

        if (selection.KeyDirectories.Count > 0
            && !contents.Files.Keys.Any(name => name.StartsWith("keys/", StringComparison.Ordinal)))
        {
            throw new KeyUnavailableException(
                $"{string.Join(", ", selection.KeyDirectories)}: no key files; the set would hold no key",
                "see that the path is right; for a set without keys leave --keys out");
        }
    }

    // Nobody can say whose keys encrypted PEM files hold without their passphrase: they go in as they are.
    private static void AddLocked(string directory, BackupContents contents)
    {
        foreach (string file in Directory.GetFiles(directory, "*.pem").Order(StringComparer.Ordinal)
            .Where(PemKeyFile.IsEncrypted))
        {
            AddHalf(contents, file);
        }
    }

    private static void AddKey(
        DirectoryKey key, IReadOnlyList<DirectoryKey> all, BackupSelection selection, BackupContents contents,
        List<BackupKey> keys, FindingList findings)
    {
        AddFile(contents, $"keys/{Path.GetFileName(key.File)}", key.File);
        string beside = Path.ChangeExtension(key.File, ".private");
        string? half = key.Reference?.Path ?? (File.Exists(beside) ? beside : null);
        string? name = half is null ? null : AddHalf(contents, half);
        string? place = key.Software is not null ? name
            : key.Reference?.Token is not { } uri ? null
            : selection.Outlet?.Add(contents, key.Key, uri) is true ? selection.Outlet.Store.Place
            : TokenStoreFiles.StoreOf(contents, selection.Stores.Select(store => store.Store), key.Key,
                uri)?.Place;
        if (place is not null)
        {
            // Of a token that was asked more is known than the key file says: by that a proof tells another
            // from it.
            Pkcs11Uri? named = key.Reference?.Token;
            Pkcs11Uri? token = place == selection.Outlet?.Store.Place
                ? named?.In(selection.Outlet.Token) : named;
            keys.Add(new BackupKey(key.Key, RoleOf(key, all), place, token?.ToString()));
            return;
        }

        findings.Add(new Finding(CheckCodes.BackupIncomplete, new SourceLocation(key.File),
            key.Reference is null
            ? $"the private half of {key.Key} is not here, or locked in a PEM file: the set holds it only if that is it"
            : $"the private half of {key.Key} is in a token, and no token store that goes into this set has that token"));
    }

    // Two directories may each have a ksk.pem of its own: a PEM file may have any name, and both keys are
    // wanted. Files of one name and the same octets, as where several keys have one PEM file, go in once.
    private static string AddHalf(BackupContents contents, string path)
    {
        byte[] octets = ReadFile(contents, path);
        string name = $"keys/{Path.GetFileName(path)}";
        for (int number = 2; contents.Files.TryGetValue(name, out ReadOnlyMemory<byte> taken); number++)
        {
            if (taken.Span.SequenceEqual(octets))
            {
                SecretMemory.Wipe(octets);
                return name;
            }

            name = string.Create(CultureInfo.InvariantCulture,
                $"keys/{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}");
        }

        contents.Add(name, octets);
        return name;
    }

    /// <summary>What a key is for, as far as the others in its directory tell.</summary>
    public static KeyRole RoleOf(DirectoryKey key, IReadOnlyList<DirectoryKey> all) =>
        !key.Key.IsSep ? KeyRole.ZSK
        : all.Any(other => other.Key.Algorithm == key.Key.Algorithm && !other.Key.IsSep)
        ? KeyRole.KSK : KeyRole.CSK;

    // A keyindex has its history beside it.
    private static void AddDocument(BackupContents contents, string part, string path, FindingList findings)
    {
        try
        {
            AddTree(contents, part, path, findings);
            string history = KeyIndexFile.HistoryOf(OutputFile.Resolve(path));
            if (part == BackupSelection.KeyIndex && Directory.Exists(history))
            {
                string name = $"{part}/{KeyIndexFile.HistoryOf(Path.GetFileName(path))}";
                foreach (string version in Directory.GetFiles(history)
                    .Where(file => Path.GetFileName(file)[0] != '.'))
                {
                    AddFile(contents, $"{name}/{Path.GetFileName(version)}", version);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault);
        }
    }

    private static void AddTree(BackupContents contents, string name, string path, FindingList findings)
    {
        if (!Directory.Exists(path))
        {
            AddFile(contents, $"{name}/{Path.GetFileName(path)}", path);
            return;
        }

        try
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(path, "*",
                Everything).Order(StringComparer.Ordinal))
            {
                string place = $"{name}/{Path.GetFileName(entry)}";
                if (LeftOut(entry) is { } what)
                {
                    findings.Add(new Finding(CheckCodes.BackupIncomplete, new SourceLocation(entry), what));
                }
                else if (Directory.Exists(entry))
                {
                    AddTree(contents, place, entry, findings);
                }
                else
                {
                    AddFile(contents, place, entry);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, fault);
        }
    }

    // What a link leads to may be anywhere, and a pipe would be read for ever.
    private static string? LeftOut(string entry) =>
        new FileInfo(entry).LinkTarget is not null ? "a link: the set does not hold what it leads to"
        : !Directory.Exists(entry) && FileKind.IsSomethingElse(entry)
        ? "no regular file: the set does not hold what comes from it" : null;

    private static void AddFile(BackupContents contents, string name, string path) =>
        contents.Add(name, ReadFile(contents, path));

    private static byte[] ReadFile(BackupContents contents, string path)
    {
        byte[] octets = [];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite,
                bufferSize: 0);
            if (file.Length > BackupContents.MostOctets - contents.Length)
            {
                throw new UnreadableInputException(
                    $"{path}: with its {file.Length >> 20} MiB the set would hold more than {BackupContents.MostOctets >> 20}", "back up the large files apart");
            }

            octets = SecretMemory.Allocate((int)file.Length);
            file.ReadExactly(octets);
            if (file.ReadByte() >= 0)
            {
                throw new UnreadableInputException($"{path}: the file grew while it was read",
                    "back up while nothing writes there");
            }

            return octets;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            SecretMemory.Wipe(octets);
            throw Unreadable(path, fault);
        }
    }

    private static UnreadableInputException Unreadable(string path, Exception fault) =>
        new($"{path}: cannot be read: {fault.Message}",
            "see that the path is right and that this user may read it",
            inner: fault);
}
