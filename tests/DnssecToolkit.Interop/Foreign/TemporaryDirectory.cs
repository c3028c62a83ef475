namespace DnssecToolkit.Interop.Foreign;

/// <summary>A directory of the test's own, gone with everything in it at the end.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    /// <summary>Its full path.</summary>
    public string FullName => _directory.FullName;

    /// <summary>Gives the full path of a file in it, whether it exists or not.</summary>
    public string this[string name] => Path.Combine(FullName, name);

    /// <summary>Writes a text file and gives its full path.</summary>
    public string Write(string name, string text)
    {
        string path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a text file that only its owner can read, and gives its full path.</summary>
    public string WriteSecret(string name, string text)
    {
        string path = Write(name, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);
}
