namespace DnssecToolkit.Interop.Foreign;

/// <summary>Finds the published test data, which is not part of the repository.</summary>
public static class Corpus
{
    /// <summary>The environment variable that names its directory.</summary>
    public const string Variable = "DNSSEC_TOOLKIT_CORPUS";

    /// <summary>Its directory, or null where it is absent.</summary>
    public static string? Root { get; } = new[]
    {
        Environment.GetEnvironmentVariable(Variable),
        Path.Combine(Repository.Root, "..", "shared", "corpus"),
    }.Where(Directory.Exists).Select(directory => Path.GetFullPath(directory!)).FirstOrDefault();

    /// <summary>Gives the full path of something inside it.</summary>
    /// <exception cref="InvalidOperationException">The data is absent: the test lacks its
    /// <see cref="CorpusFactAttribute"/>.</exception>
    public static string PathOf(string relativePath) =>
        Path.Combine(Root
            ?? throw new InvalidOperationException("the published test data is absent"), relativePath);
}
