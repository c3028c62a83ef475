using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Media that fail: full, read-only, taken out between writing and reading back. The other media
/// have the set all the same.</summary>
public sealed class MediaTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly byte[] _octets = RandomNumberGenerator.GetBytes(200_000);
    private readonly List<string> _mounted = [];

    public MediaTests() => Directory.CreateDirectory(_directory["good"]);

    public void Dispose()
    {
        _mounted.ForEach(path => ForeignTool.Run("umount", "-l", path));
        _directory.Dispose();
    }

    [MediaFact]
    public void A_full_medium_is_named_and_the_other_has_the_set()
    {
        Mount("full", "size=64k");
        UnwritableOutputException failure =
            Assert.Throws<UnwritableOutputException>(() => Write("full", "good"));
        Assert.Contains(_directory["full/set"], failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 of 2 media have this set", failure.Hint, StringComparison.Ordinal);
        Assert.Equal(_octets, File.ReadAllBytes(_directory["good/set"]));
        Assert.False(File.Exists(_directory["full/set"]));
        Assert.False(File.Exists(_directory["full/.set.new"]));
    }

    [MediaFact]
    public void A_share_that_a_full_medium_does_not_take_leaves_no_file_and_the_same_command_succeeds_later()
    {
        Directory.CreateDirectory(_directory["keys"]);
        KeybackupRun.RunTool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed();
        Mount("full", "size=64k");
        Assert.Throws<IOException>(() => File.WriteAllBytes(_directory["full/filler"], new byte[100_000]));
        string[] command = ["create", "-K", _directory["keys"], "--output", _directory["good/set"],
            "--threshold", "1",
            "--custodian", $"Ana={_directory["full/share"]}"];
        Assert.Equal(5, KeybackupRun.Run(command).ExitCode);
        Assert.False(File.Exists(_directory["full/share"]));
        File.Delete(_directory["full/filler"]);
        KeybackupRun.Run(command).MustSucceed();
    }

    [MediaFact]
    public void A_read_only_medium_is_named_and_the_other_has_the_set()
    {
        Mount("locked", "ro,size=1m");
        UnwritableOutputException failure =
            Assert.Throws<UnwritableOutputException>(() => Write("good", "locked"));
        Assert.Contains(_directory["locked/set"], failure.Message, StringComparison.Ordinal);
        Assert.Equal(_octets, File.ReadAllBytes(_directory["good/set"]));
    }

    [MediaFact]
    public void A_medium_taken_out_midway_is_named_and_the_other_has_the_set()
    {
        Mount("yanked", "size=1m");
        UnwritableOutputException failure = Assert.Throws<UnwritableOutputException>(() => Write(
            written => ForeignTool.Run("umount", "-l", Path.GetDirectoryName(written)!).MustSucceed(),
            "yanked", "good"));
        Assert.Contains($"{_directory["yanked/set"]}: was written, and could not be read back",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal(_octets, File.ReadAllBytes(_directory["good/set"]));
    }

    [Fact]
    public void A_medium_that_gives_back_other_octets_is_named()
    {
        Directory.CreateDirectory(_directory["liar"]);
        UnwritableOutputException failure = Assert.Throws<UnwritableOutputException>(() => Write(
            written => File.WriteAllBytes(written, [.. _octets[..^1], (byte)(_octets[^1] ^ 1)]), "liar",
            "good"));
        Assert.Contains("what was read back is not what was written", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void All_media_failing_is_said()
    {
        UnwritableOutputException failure =
            Assert.Throws<UnwritableOutputException>(() => Write("nowhere", "nowhere2"));
        Assert.Equal("no medium has this set", failure.Hint);
    }

    private void Write(params string[] media) => Write(_ => { }, media);

    // Whatever happens happens to the first medium.
    private void Write(Action<string> happens, params string[] media) => BackupMedia.Write(
        _octets, [.. media.Select(medium => _directory[$"{medium}/set"])],
        written =>
        {
            if (written == _directory[$"{media[0]}/set"])
            {
                happens(written);
            }
        });

    private void Mount(string name, string options)
    {
        Directory.CreateDirectory(_directory[name]);
        ForeignTool.Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", _directory[name]).MustSucceed();
        _mounted.Add(_directory[name]);
    }
}
