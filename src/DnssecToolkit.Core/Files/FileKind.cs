namespace DnssecToolkit.Files;

/// <summary>Tells regular files from devices and pipes without opening them; .NET calls them all
/// normal.</summary>
public static class FileKind
{
    /// <summary>Whether something else than a regular file stands at a path: a directory, a device, a pipe, a
    /// socket.</summary>
    /// <returns>False where nothing is there, or nothing can be learned.</returns>
    public static bool IsSomethingElse(string path) => FileStatus.Of(path) is { IsRegular: false };
}
