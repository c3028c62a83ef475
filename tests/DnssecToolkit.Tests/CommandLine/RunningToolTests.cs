using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keyall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>What a ceremony's papers say of the program, where its directory does not rest while it is
/// read.</summary>
public sealed class RunningToolTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-").FullName;

    public RunningToolTests()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "below"));
        Write("keyall");
        Write("below/library");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_digest_is_that_of_what_sha256sum_prints_of_all_files()
    {
        string lines =
            $"{RunningTool.Digest(PathOf("below/library"))}  ./below/library\n{RunningTool.Digest(PathOf("keyall"))}  ./keyall\n";
        Assert.Equal(
            ("keyall (2 files)", BundleManifest.DigestOf(System.Text.Encoding.ASCII.GetBytes(lines))),
            RunningTool.IdentityOf(_directory, RunningTool.Digest));
    }

    // As another program's temporary file does, which happened.
    [Fact]
    public void A_file_that_is_gone_before_it_is_read_is_in_no_digest()
    {
        (string, string) expected = RunningTool.IdentityOf(_directory, RunningTool.Digest);
        Write("tmp-1");
        Assert.Equal(expected, RunningTool.IdentityOf(_directory, path =>
        {
            File.Delete(PathOf("tmp-1"));
            return RunningTool.Digest(path);
        }));
    }

    [Fact]
    public void A_directory_that_is_gone_before_its_file_is_read_is_in_no_digest()
    {
        (string, string) expected = RunningTool.IdentityOf(_directory, RunningTool.Digest);
        Directory.CreateDirectory(PathOf("above"));
        Write("above/tmp-1");
        int calls = 0;
        Assert.Equal(expected, RunningTool.IdentityOf(_directory, path =>
        {
            if (calls++ == 0)
            {
                Directory.Delete(PathOf("above"), recursive: true);
            }

            return RunningTool.Digest(path);
        }));
    }

    [Fact]
    public void A_file_that_came_after_the_listing_is_in_the_digest()
    {
        int calls = 0;
        (string Name, string Sha256) found = RunningTool.IdentityOf(_directory, path =>
        {
            if (calls++ == 1)
            {
                Write("late");
            }

            return RunningTool.Digest(path);
        });
        Assert.Equal("keyall (3 files)", found.Name);
        Assert.Equal(RunningTool.IdentityOf(_directory, RunningTool.Digest), found);
    }

    [Fact]
    public void A_directory_that_does_not_rest_is_no_evidence()
    {
        int calls = 0;
        UnreadableInputException refusal =
            Assert.Throws<UnreadableInputException>(() => RunningTool.IdentityOf(_directory, path =>
        {
            Write($"tmp-{calls++}");
            return RunningTool.Digest(path);
        }));
        Assert.Matches(
            $"^{PathOf("tmp-")}[0-9]+: came or went while the files of this program were digested, 3 times$", refusal.Message);
        Assert.Contains($"all files in {_directory}: let nothing write there", refusal.Hint,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_told_with_their_cause()
    {
        UnreadableInputException refusal = Assert.Throws<UnreadableInputException>(
            () => RunningTool.IdentityOf(_directory,
                path => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.")));
        Assert.StartsWith(
            $"{_directory}: the files of this program cannot be read: Access to the path '{PathOf("below/library")}'", refusal.Message, StringComparison.Ordinal);
    }

    private string PathOf(string name) => Path.Combine(_directory, name);

    private void Write(string name) => File.WriteAllText(PathOf(name), name);
}
