namespace DnssecToolkit.Interop.Backup;

/// <summary>The dump that .NET's runtime writes when a process dies: it has all memory, and with it
/// keys.</summary>
public sealed class CrashDumpTests
{
    [Theory]
    [InlineData("signall", "DOTNET_DbgEnableMiniDump", "1")]
    [InlineData("keyall", "COMPlus_DbgEnableMiniDump", "1")]
    [InlineData("verifyzone", "DOTNET_DbgEnableMiniDump", "true")]
    [InlineData("keybackup", "COMPlus_DbgEnableMiniDump", "01")]
    public void No_tool_starts_where_the_runtime_would_write_its_memory_to_a_disk(string tool,
        string variable, string value)
    {
        Dictionary<string, string> environment = new() { [variable] = value };
        foreach (string argument in (string[])["--version", "token-host"])
        {
            ForeignRun refused = KeybackupRun.Run(tool, environment, argument);
            Assert.Equal(2, refused.ExitCode);
            Assert.Empty(refused.Output);
            Assert.Contains(
                $"{variable} is set: if this process died, the keys in its memory would be written to a disk", refused.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("")]
    public void A_switch_that_is_off_is_let_be(string value) =>
        KeybackupRun.Run("keybackup", new Dictionary<string, string> { ["DOTNET_DbgEnableMiniDump"] = value },
            "--version").MustSucceed();
}
