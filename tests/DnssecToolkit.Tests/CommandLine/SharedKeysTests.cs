using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A zone that has another's keys follows each change of them, with its own parent and its own beginning.</summary>
public sealed class SharedKeysTests : IDisposable
{
    private const long Day = 86_400;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("shared-keys");

    public SharedKeysTests()
    {
        Directory.CreateDirectory(At("keys"));
        Succeed("run", "--zone", "cr.", "--time", "20260901000000", "--for-real");
        Succeed("roll", "share", "--zone", "go.cr.", "--with", "cr.");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void It_has_the_same_keys_from_then_on_and_is_signed_with_them()
    {
        KeyIndexEntry[] own = RowsOf("go.cr.");
        Assert.Equal(RowsOf("cr.").Where(row => row.Removed > ToolTrial.Now).Select(row => row.Tag), own.Select(row => row.Tag));
        Assert.All(own, row => Assert.True(row.Publish >= ToolTrial.Now));
        Assert.All(own, row => Assert.Equal("cr.", row.Shares.ToString()));
        Assert.Equal(own.Length, Files("go.cr.").Length);
        Assert.Empty(Files("go.cr.").Except(Files("cr.")));
        File.WriteAllText(At("db"), "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        foreach (string zone in (string[])["cr.", "go.cr."])
        {
            ToolTrial signed = ToolTrial.Run(SignallCommand.Create(), "--zone-file", At("db"), "--origin", zone, "--keys", At("keys"),
                "--keyindex", At("keyindex"), "--output", At("signed." + zone));
            Assert.True(signed.Status == 0, signed.Error);
        }
    }

    [Fact]
    public void It_follows_the_monthly_run_a_roll_and_an_emergency()
    {
        foreach (string[] change in (string[][])[["run", "--until", "+P6M"], ["roll", "zsk", "--zone", "cr."], ["emergency", "zsk", "--active", "--zone", "cr."]])
        {
            Succeed(change);
            KeyIndexEntry[] leading = [.. RowsOf("cr.").Where(row => row.Removed > ToolTrial.Now)];
            KeyIndexEntry[] following = RowsOf("go.cr.");
            Assert.Empty(leading.Select(row => row.Tag).Except(following.Select(row => row.Tag)));
            Assert.Empty(following.Select(row => (row.Tag, row.Removed)).Except(RowsOf("cr.").Select(row => (row.Tag, row.Removed))));
            Assert.Equal(following.Length, Files("go.cr.").Length);
        }

        Assert.Equal("", Succeed("run", "--until", "+P6M").Output);
    }

    [Fact]
    public void It_keeps_what_was_seen_at_its_own_parent()
    {
        KeyIndex index = KeyIndex.Read(File.ReadAllBytes(At("keyindex")), null, new());
        KeyIndexEntry ksk = index.EntriesOf(DnssecToolkit.Names.DomainName.Parse("go.cr.")).First(row => row.IsSep);
        File.WriteAllBytes(At("keyindex"), index.Replace(ksk, ksk with { DsSeen = ToolTrial.Now + (20 * Day), Note = "ours" }).ToOctets());
        Succeed("roll", "ksk", "--zone", "cr.", "--time", "now+40d", "--for-real");
        KeyIndexEntry after = RowsOf("go.cr.").First(row => row.Tag == ksk.Tag);
        Assert.Equal((ToolTrial.Now + (20 * Day), "ours"), (after.DsSeen!.Value, after.Note));
        Assert.Equal(RowsOf("cr.").First(row => row.Tag == ksk.Tag).Removed, after.Removed);
    }

    [Fact]
    public void It_is_not_moved_by_itself_and_a_zone_with_keys_of_its_own_takes_no_others()
    {
        ToolTrial moved = Run("roll", "zsk", "--zone", "go.cr.");
        Assert.Equal(1, moved.Status);
        Assert.Contains("has the keys of cr., and follows each change of them", moved.Error, StringComparison.Ordinal);
        Assert.Equal(1, Run("roll", "share", "--zone", "cr.", "--with", "go.cr.").Status);
        Assert.Equal(1, Run("roll", "share", "--zone", "fi.cr.", "--with", "go.cr.").Status);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);

    private KeyIndexEntry[] RowsOf(string zone) =>
        [.. KeyIndex.Read(File.ReadAllBytes(At("keyindex")), null, new()).EntriesOf(DnssecToolkit.Names.DomainName.Parse(zone))];

    // The same halves under another name.
    private string[] Files(string zone) => [.. Directory.GetFiles(At("keys"), $"K{zone}+*.private").Order(StringComparer.Ordinal)
        .Select(file => File.ReadAllLines(file).First(line => line.StartsWith("PrivateKey:", StringComparison.Ordinal)))];

    private ToolTrial Succeed(params string[] arguments)
    {
        ToolTrial trial = Run(arguments);
        Assert.True(trial.Status == 0, trial.Error);
        return trial;
    }

    private ToolTrial Run(params string[] arguments) =>
        ToolTrial.Run(KeyallCommand.Create(), [.. arguments, "--keyindex", At("keyindex"), "--keys", At("keys"), "--yes"]);
}
