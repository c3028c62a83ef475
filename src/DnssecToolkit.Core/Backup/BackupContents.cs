using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>The files of a set in the clear, in memory only; wiped when disposed.</summary>
public sealed class BackupContents : IDisposable
{
    /// <summary>The most octets of all files together.</summary>
    public const long MostOctets = 256 << 20;

    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly List<byte[]> _owned = [];

    /// <summary>The files by name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files => _files;

    /// <summary>The octets of all files.</summary>
    public long Length => _files.Values.Sum(file => (long)file.Length);

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its name in the set.</param>
    /// <param name="octets">What is in it; owned from here on, and wiped at the end.</param>
    /// <exception cref="Diagnostics.UsageException">The name is none, or taken.</exception>
    public void Add(string name, byte[] octets)
    {
        _owned.Add(octets);
        AddSlice(name, octets);
    }

    /// <summary>Puts other octets in the place of a file that is there.</summary>
    /// <param name="name">Its name in the set.</param>
    /// <param name="octets">What is in it now; owned from here on, and wiped at the end.</param>
    internal void Replace(string name, byte[] octets)
    {
        _owned.Add(octets);
        _files[name] = octets;
    }

    /// <summary>Leaves out the files whose names begin so; they stay this object's to wipe.</summary>
    /// <param name="prefix">The beginning, such as <c>tokens/softhsm/</c>.</param>
    internal void LeaveOut(string prefix)
    {
        foreach (string name in _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToArray())
        {
            _files.Remove(name);
        }
    }

    /// <summary>The files whose names begin so, without that beginning; they stay this object's to
    /// wipe.</summary>
    /// <param name="prefix">The beginning, such as <c>tokens/softhsm/</c>.</param>
    public BackupContents Below(string prefix)
    {
        BackupContents part = new();
        foreach ((string name, ReadOnlyMemory<byte> octets) in _files)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                part.AddSlice(name[prefix.Length..], octets);
            }
        }

        return part;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owned.ForEach(SecretMemory.Wipe);
        _files.Clear();
    }

    /// <summary>Takes over the octets that slices are added of.</summary>
    internal void Own(byte[] octets) => _owned.Add(octets);

    /// <summary>Adds a file that is part of what <see cref="Own"/> took.</summary>
    internal void AddSlice(string name, ReadOnlyMemory<byte> octets)
    {
        if (!_files.TryAdd(BackupFile.Demand(name), octets))
        {
            throw new Diagnostics.UsageException(
                $"{name}: two files of one name cannot go into a sealed set");
        }
    }
}
