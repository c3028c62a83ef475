using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keyall;
using DnssecToolkit.Operations;
using DnssecToolkit.Tests.CommandLine;

namespace DnssecToolkit.Tests.Operations;

/// <summary>Two runs do not make keys in one directory at a time.</summary>
public sealed class KeyDirectoryLockTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_second_run_waits_until_the_first_has_made_its_key()
    {
        Task<ToolTrial> second;
        using (KeyDirectoryLock.Take(_directory.FullName))
        {
            second = Task.Run(() => ToolTrial.Run(
                KeyallCommand.Create(), "key", "generate", "--zone", "cr", "--keys", _directory.FullName,
                "--algorithm", "ED25519"));
            await Task.Delay(500);
            Assert.False(second.IsCompleted);
            Assert.Empty(_directory.GetFiles("K*"));
        }

        Assert.Equal(0, (await second).Status);
        Assert.Equal(2, _directory.GetFiles("K*").Length);
    }

    [Fact]
    public void A_directory_that_is_not_there_cannot_be_locked() =>
        Assert.Throws<UnwritableOutputException>(() => KeyDirectoryLock.Take(Path.Combine(_directory.FullName,
            "nowhere")));
}
