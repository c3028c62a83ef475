using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations;

/// <summary>The place of an opencryptoki token that has no keys, such as <c>/var/lib/opencryptoki/tpm</c>:
/// the files of a set are lent to it for a proof, and then it is as it was.</summary>
internal sealed class LentPlace : IDisposable
{
    // What a run that was killed leaves, and the next puts back: the first while files are moved, when
    // nothing is lent.
    private const string MovingName = ".before-proof.moving";
    private const string AsideName = ".before-proof";

    // The digests of what was lent, so that nothing else is removed; and what is being removed.
    private const string LentName = ".before-proof.lent";
    private const string GoneName = ".before-proof.gone";
    private const string Objects = "TOK_OBJ";
    private const string Index = "OBJ.IDX";
    private const string MasterKey = "MK_PRIVATE";
    private const string SharedMemory = "/dev/shm";

    private readonly string _directory;
    private bool _isLent;

    /// <summary>Looks at it.</summary>
    /// <param name="directory">Where the device's software looks for the token's files.</param>
    /// <exception cref="UsageException">It is none, or has keys; or a run that was killed left what it lent,
    /// and objects came there since.</exception>
    /// <exception cref="UnwritableOutputException">It cannot be changed.</exception>
    internal LentPlace(string directory)
    {
        _directory = Path.GetFullPath(directory).TrimEnd('/');
        if (!Directory.Exists(_directory))
        {
            throw new UsageException($"--token-store {directory}: there is no such directory",
                "name the one where the device's software keeps its token, as docs/guide/backup.md says");
        }

        DemandNothingNew();
        PutBack();
        if (Try(ObjectsThere).Length > 0)
        {
            throw new UsageException(
                $"--token-store {directory}: the token there has keys or a chip of its own",
                "a proof takes a second device: one whose token was never initialised");
        }
    }

    private string Moving => Path.Combine(_directory, MovingName);

    private string Aside => Path.Combine(_directory, AsideName);

    private string Lent => Path.Combine(_directory, LentName);

    private string Gone => Path.Combine(_directory, GoneName);

    /// <summary>Takes the files of a set; what is there already, a token without keys, is put
    /// aside.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be changed.</exception>
    internal void Take(BackupContents files) => Try(() =>
    {
        string[] before = Entries();
        _isLent = true;
        NoteLent(files.Files.Values.Select(file => SHA256.HashData(file.Span)));
        Directory.CreateDirectory(Moving, NewFile.OwnersDirectory);
        foreach (string entry in before)
        {
            Directory.Move(entry, Path.Combine(Moving, Path.GetFileName(entry)));
        }

        Rename(Moving, Aside);
        BackupRestore.WriteAll(files, _directory);
        LendToThisUser();
        ForgetObjects();
        return true;
    });

    /// <summary>The digest of the objects that are in the token now; it is another after a chip made root
    /// keys its own.</summary>
    /// <exception cref="UnwritableOutputException">They cannot be read.</exception>
    internal string DigestOfObjects() => Try(() =>
    {
        using IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in ObjectsThere().Order(StringComparer.Ordinal))
        {
            digest.AppendData(System.Text.Encoding.UTF8.GetBytes(file));
            digest.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(digest.GetHashAndReset());
    });

    /// <summary>Notes that the objects which are there now are what was lent: a chip that took the token over
    /// has changed some.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be noted.</exception>
    internal void NoteObjects() => Try(() =>
    {
        NoteLent(ObjectsThere().Select(DigestOf));
        return true;
    });

    /// <summary>Puts back what was there.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be put back.</exception>
    public void Dispose()
    {
        if (_isLent)
        {
            PutBack();
        }
    }

    private void PutBack() => Try(() =>
    {
        DestroyIfThere(Gone);
        if (Directory.Exists(Aside))
        {
            // By another name first: what is half overwritten would be taken for something new.
            Directory.CreateDirectory(Gone, NewFile.OwnersDirectory);
            Array.ForEach(Entries(),
                entry => Directory.Move(entry, Path.Combine(Gone, Path.GetFileName(entry))));
            DestroyIfThere(Gone);
            Rename(Aside, Moving);
        }

        if (Directory.Exists(Moving))
        {
            foreach (string entry in Directory.GetFileSystemEntries(Moving))
            {
                Directory.Move(entry, Path.Combine(_directory, Path.GetFileName(entry)));
            }

            Directory.Delete(Moving);
            DirectoryEntry.Flush(_directory);
            ForgetObjects();
        }

        File.Delete(Lent);
        return true;
    });

    // What a killed run lent may be removed, and nothing that somebody has put there since.
    private void DemandNothingNew()
    {
        HashSet<string> lent = Try(() => File.Exists(Lent)
            ? File.ReadLines(Lent).ToHashSet(StringComparer.Ordinal) : []);
        string[] later = !Directory.Exists(Aside) ? [] : [.. Try(ObjectsThere)
            .Where(file => !lent.Contains(Convert.ToHexString(Try(() => DigestOf(file)))))];
        if (later.Length > 0)
        {
            throw new UsageException(
                $"--token-store {_directory}: a proof was cut off here, and these objects are not what it lent: "
                + string.Join(", ", later.Select(file => Path.GetRelativePath(_directory, file))),
                "move them to another place if they are keys of yours, or remove them; then the same command "
                + $"puts back what was there before, which is in {AsideName}");
        }
    }

    private void NoteLent(IEnumerable<byte[]> digests)
    {
        using FileStream list = new(Lent, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        list.Write(System.Text.Encoding.ASCII.GetBytes(
            string.Concat(digests.Select(digest => Convert.ToHexString(digest) + "\n"))));
        list.FlushToMedium();
    }

    private static byte[] DigestOf(string file) => SHA256.HashData(File.ReadAllBytes(file));

    private static void DestroyIfThere(string directory)
    {
        if (Directory.Exists(directory))
        {
            Destroy(directory);
        }
    }

    private void Rename(string from, string to)
    {
        Directory.Move(from, to);
        DirectoryEntry.Flush(_directory);
    }

    // The PINs are all that protects what is in a token's files.
    private static void Destroy(string entry)
    {
        if (!Directory.Exists(entry))
        {
            _ = PrivateFile.Destroy(entry);
            return;
        }

        Array.ForEach(Directory.GetFileSystemEntries(entry), Destroy);
        Directory.Delete(entry);
    }

    private string[] Entries() => [.. Directory.GetFileSystemEntries(_directory)
        .Where(entry => entry != Aside && entry != Moving && entry != Lent && entry != Gone)];

    // A TPM's token has a directory for each of its users, by name, and in it what opens the keys that they
    // made.
    private void LendToThisUser()
    {
        string[] users = [.. Entries().Where(entry => File.Exists(Path.Combine(entry, MasterKey)))];
        string own = Path.Combine(_directory, Environment.UserName);
        if (users.Length == 1 && users[0] != own)
        {
            Directory.Move(users[0], own);
        }
    }

    private string[] ObjectsThere() =>
        [.. Directory.GetDirectories(_directory, Objects, SearchOption.AllDirectories)
        .Where(place => !place.StartsWith(Aside, StringComparison.Ordinal)) // nor in those that begin like it
        .SelectMany(Directory.GetFiles).Where(file => Path.GetFileName(file) != Index)];

    // opencryptoki keeps a list of a token's objects, which would be that of the token before.
    private void ForgetObjects()
    {
        string name = _directory.Trim('/').Replace('/', '.');
        File.Delete(Path.Combine(SharedMemory, name));
        File.Delete(Path.Combine(SharedMemory, $"{name}.{Environment.UserName}"));
    }

    private T Try<T>(Func<T> change)
    {
        try
        {
            return change();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{_directory}: cannot be changed: {fault.Message}",
                "signers of this token are root or in the group pkcs11; what was there before is in "
                + $"{AsideName} below it, and the same command puts it back", fault);
        }
    }
}
