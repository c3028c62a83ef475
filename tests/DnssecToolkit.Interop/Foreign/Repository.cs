namespace DnssecToolkit.Interop.Foreign;

/// <summary>Finds the source tree that the tests were built from.</summary>
public static class Repository
{
    private const string Landmark = "DnssecToolkit.sln";

    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Gives the full path of something inside it.</summary>
    public static string PathOf(string relativePath) => Path.Combine(Root, relativePath);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, Landmark)))
        {
            directory = directory.Parent;
        }

        return directory?.FullName
            ?? throw new InvalidOperationException($"no {Landmark} above {AppContext.BaseDirectory}");
    }
}
