using DnssecToolkit.Keyall;

namespace DnssecToolkit.Tests.CommandLine;

/// <summary>What moves make of rows that end before what they plan, and of moments that are far
/// away.</summary>
public sealed class MoveLimitsTests : IDisposable
{
    private const string Ksk =
        "cr. KSK 013 00001 20260101000000 20260101000000 20271231235959 20271231235959 ds-seen=20260105000000\n";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("keyall-move-limits");

    private string Index => Path.Combine(_directory.FullName, "keyindex");

    public void Dispose() => _directory.Delete(recursive: true);

    // Its row goes on for two years, those of the KSKs that are made so far for one.
    [Fact]
    public void A_ksk_that_stands_by_for_longer_than_there_are_rows_is_rehearsed_with_those_to_come()
    {
        Write(Ksk + "cr. ZSK 013 00002 20261001000000 20261101000000 20261214235959 20261231235959\n");
        ToolTrial trial = Run("roll", "standby", "--type", "ksk");
        Assert.True(trial.Status == 0, trial.Everything);
        Assert.DoesNotContain("REHEARSAL-BREAKS", trial.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99991231235959")]
    [InlineData("99990101000000")]
    [InlineData("20370101000000")]
    [InlineData("253402300799")]
    public void A_move_that_is_to_begin_too_far_away_is_a_fault_of_usage(string at)
    {
        Write(Ksk + "cr. ZSK 013 00002 20261001000000 20261101000000 20261214235959 20261231235959\n");
        Assert.Equal(2, Run("roll", "zsk", "--at", at).Status);
        Assert.Equal(2, Run("emergency", "zsk", "--active", "--at", at).Status);
    }

    // It signs on for longer than it was to, until resolvers know the new one.
    [Fact]
    public void A_bad_key_that_has_to_sign_for_longer_has_its_note()
    {
        Write(Ksk + "cr. ZSK 013 00002 20261001000000 20261101000000 20261121010000 20261201040000\n");
        string[] lines = Run("emergency", "zsk", "--active").Output.Split('\n');
        string bad = lines.Single(line => line.StartsWith("+ cr. ZSK 013 00002 ", StringComparison.Ordinal));
        Assert.Contains(" 20261121030000 ", bad, StringComparison.Ordinal);
        Assert.EndsWith(" note=emergency", bad, StringComparison.Ordinal);
    }

    private void Write(string rows) =>
        File.WriteAllText(Index, "dn type alg tag publish start end remove\n" + rows);

    private ToolTrial Run(params string[] words) => ToolTrial.Run(KeyallCommand.Create(),
        [.. words, "--keyindex", Index, "--keys", _directory.FullName, "--zone", "cr.", "--dry-run"]);
}
