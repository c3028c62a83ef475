using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>The keys of one zone in a directory of BIND key files, with PEM files beside them.</summary>
/// <remarks>A .key file without a private half is a key all the same: an offline KSK. BIND's .state files are
/// not read.</remarks>
public sealed partial class KeyDirectory : IDisposable
{
    private KeyDirectory(string path, DomainName zone, IReadOnlyList<DirectoryKey> keys)
    {
        Path = path;
        Zone = zone;
        Keys = keys;
    }

    /// <summary>The directory as the operator named it.</summary>
    public string Path { get; }

    /// <summary>The zone.</summary>
    public DomainName Zone { get; }

    /// <summary>The keys by algorithm, then tag.</summary>
    public IReadOnlyList<DirectoryKey> Keys { get; }

    /// <summary>Reads a zone's keys.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="zone">The zone; file names are matched without regard to case.</param>
    /// <param name="findings">Takes what is wrong with the zone's files. Keys with faults are left
    /// out.</param>
    /// <param name="passphrases">Asked for each encrypted PEM file, or null: those stay locked, with a
    /// finding.</param>
    /// <exception cref="KeyUnavailableException">The directory or a file in it cannot be read.</exception>
    /// <exception cref="KeyUnavailableException">The crypto library is missing.</exception>
    public static KeyDirectory Read(
        string path, DomainName zone, FindingList findings, PassphraseReader? passphrases = null)
    {
        Reader reader = new(findings, passphrases);
        return new KeyDirectory(path, zone, reader.Read(FilesOf(path), zone));
    }

    /// <summary>The zones that have .key files in a directory, in canonical order.</summary>
    /// <exception cref="KeyUnavailableException">The directory cannot be read.</exception>
    public static IReadOnlyList<DomainName> ZonesIn(string path) => ZonesIn(path, IsPublic);

    /// <summary>The zones that have .key or .private files in a directory, in canonical order.</summary>
    /// <exception cref="KeyUnavailableException">The directory cannot be read.</exception>
    public static IReadOnlyList<DomainName> ZonesWithHalvesIn(string path) =>
        ZonesIn(path, file => IsPublic(file) || IsPrivate(file));

    private static DomainName[] ZonesIn(string path, Func<string, bool> isWanted) =>
        [
            .. FilesOf(path).Where(isWanted).Select(NameOf).OfType<BindKeyName>().Select(name => name.Zone)
            .Distinct()
                .Order(),
        ];

    /// <summary>What the keys do at a moment, by their own timing.</summary>
    public KeyRoles RolesAt(Timestamp moment) => KeyRoles.At(Keys, moment);

    /// <summary>Gives the private half for a key of <see cref="RolesAt"/>, its REVOKE flag as
    /// there.</summary>
    /// <param name="key">One of this directory's keys, revoked or not.</param>
    /// <returns>Null where the private half is not here. What is given shares its private half with this
    /// directory.</returns>
    public SoftwareKey? SoftwareFor(ZoneKey key)
    {
        SoftwareKey? found = Find(key)?.Software;
        return found is null || found.Key.RData.SequenceEqual(key.RData)
            ? found : new SoftwareKey(key, found.Private, found.Timing);
    }

    /// <summary>Gives the place of the private half of a key of <see cref="RolesAt"/>, or null.</summary>
    /// <param name="key">One of this directory's keys, revoked or not.</param>
    public KeyReference? ReferenceFor(ZoneKey key) => Find(key)?.Reference;

    /// <summary>Lets go of all private halves.</summary>
    public void Dispose()
    {
        foreach (DirectoryKey key in Keys)
        {
            key.Software?.Dispose();
        }
    }

    private DirectoryKey? Find(ZoneKey key) => Keys.FirstOrDefault(
        candidate => candidate.Key.Algorithm == key.Algorithm
            && candidate.Key.PublicKey.SequenceEqual(key.PublicKey));

    private static string[] FilesOf(string path)
    {
        try
        {
            string[] files = Directory.GetFiles(path);
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (IOException fault)
        {
            throw Unreadable(path, fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw Unreadable(path, fault);
        }
    }

    private static KeyUnavailableException Unreadable(string path, Exception fault) =>
        new($"{path}: the key directory cannot be read: {fault.Message}",
            "see that the path is right and that this user may read it", fault);

    private static bool IsPublic(string file) => file.EndsWith(".key", StringComparison.Ordinal);

    private static bool IsPrivate(string file) => file.EndsWith(".private", StringComparison.Ordinal);

    private static bool IsPem(string file) => file.EndsWith(".pem", StringComparison.OrdinalIgnoreCase);

    private static BindKeyName? NameOf(string file) =>
        BindKeyName.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), out BindKeyName name)
            ? name : null;
}
