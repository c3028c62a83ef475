using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Tests.Operations;

public sealed class OutputFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Commit_ReplacesTheFileAndKeepsItsMode()
    {
        string path = PathOf("zone");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (OutputFile file = OutputFile.Create(path))
        {
            RandomAccess.Write(file.Handle, "new"u8, 0);
            Assert.Equal("old", File.ReadAllText(path));
            file.Flush();
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.False(File.Exists(PathOf(".zone.new")));
    }

    [Fact]
    public void Dispose_WithoutCommitLeavesTheOldFile()
    {
        string path = PathOf("zone");
        File.WriteAllText(path, "old");
        using (OutputFile file = OutputFile.Create(path))
        {
            RandomAccess.Write(file.Handle, "new"u8, 0);
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.False(File.Exists(PathOf(".zone.new")));
    }

    [Fact]
    public void Create_RefusesASecondRun()
    {
        using OutputFile first = OutputFile.Create(PathOf("zone"));
        LockHeldException held = Assert.Throws<LockHeldException>(() => OutputFile.Create(PathOf("zone")));
        Assert.Contains("another run", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WritesOverWhatAKilledRunLeft()
    {
        File.WriteAllText(PathOf(".zone.new"), "half a zone that is longer than the new one");
        using (OutputFile file = OutputFile.Create(PathOf("zone")))
        {
            RandomAccess.Write(file.Handle, "new"u8, 0);
            file.Flush();
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(PathOf("zone")));
    }

    [Fact]
    public void Create_FollowsASymbolicLink()
    {
        File.WriteAllText(PathOf("target"), "old");
        File.CreateSymbolicLink(PathOf("link"), PathOf("target"));
        using (OutputFile file = OutputFile.Create(PathOf("link")))
        {
            RandomAccess.Write(file.Handle, "new"u8, 0);
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(PathOf("target")));
        Assert.NotNull(new FileInfo(PathOf("link")).LinkTarget);
    }

    [Fact]
    public void Create_SaysWhichFileCannotBeWritten()
    {
        string path = PathOf("absent/zone");
        UnwritableOutputException failure =
            Assert.Throws<UnwritableOutputException>(() => OutputFile.Create(path));
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);
}
