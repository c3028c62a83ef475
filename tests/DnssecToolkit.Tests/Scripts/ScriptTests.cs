using DnssecToolkit.Tests.Architecture;

namespace DnssecToolkit.Tests.Scripts;

/// <summary>The tools do what the scripts beside this file say: streams, exit statuses and files.</summary>
/// <remarks>DNSSEC_TOOLKIT_UPDATE_SCRIPTS=yes, which tests/update-scripts.sh sets, writes what they do into
/// the scripts.</remarks>
[Collection(CurrentDirectoryCollection.Name)]
public class ScriptTests
{
    private static readonly string Tests = Path.Combine(CoreSources.RepositoryRoot, "tests",
        "DnssecToolkit.Tests");

    public static TheoryData<string> Scripts =>
        [.. Directory.GetFiles(Path.Combine(Tests, "Scripts"), "*.txt", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Path.Combine(Tests, "Scripts"), file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_SaysWhatHappens(string script)
    {
        string file = Path.Combine(Tests, "Scripts", script);
        string text = File.ReadAllText(file);
        string happened = RunInDirectoryOfItsOwn(text);
        if (Environment.GetEnvironmentVariable("DNSSEC_TOOLKIT_UPDATE_SCRIPTS") == "yes")
        {
            File.WriteAllText(file, happened);
            return;
        }

        Assert.Equal(text, happened);
    }

    private static string RunInDirectoryOfItsOwn(string text)
    {
        string previous = Environment.CurrentDirectory;
        DirectoryInfo directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");
        try
        {
            CopyKeys(directory.CreateSubdirectory("keys").FullName);
            Environment.CurrentDirectory = directory.FullName;
            return Script.Run(text);
        }
        finally
        {
            Environment.CurrentDirectory = previous;
            directory.Delete(recursive: true);
        }
    }

    private static void CopyKeys(string directory)
    {
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        foreach (string key in Directory.GetFiles(Path.Combine(Tests, "data", "keys"), "K*"))
        {
            string copy = Path.Combine(directory, Path.GetFileName(key));
            File.Copy(key, copy);
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite); // a clone does not keep the mode
        }
    }
}
