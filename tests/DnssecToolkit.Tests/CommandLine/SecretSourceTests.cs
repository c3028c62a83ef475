using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.CommandLine;

public class SecretSourceTests
{
    private static readonly ToolConsole NoTerminal = new(
        "tool",
        new StandardStreams { Output = TextWriter.Null, Error = TextWriter.Null, Input = TextReader.Null },
        Verbosity.Normal);

    [Fact]
    public void Read_TakesTheFirstLineOfAFileThatOnlyItsOwnerCanRead()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "correct horse\nbattery\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using Secret secret = SecretSource.Parse($"file:{path}").Read("passphrase", NoTerminal);
            Assert.Equal("correct horse", secret.Text);
            Assert.Equal("***", secret.ToString());

            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            UsageException refusal = Assert.Throws<UsageException>(
                () => SecretSource.Parse($"file:{path}").Read("passphrase", NoTerminal));
            Assert.Equal($"chmod 600 {path}", refusal.Hint);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_TakesAnEnvironmentVariable()
    {
        Environment.SetEnvironmentVariable("DNSSEC_TOOLKIT_TEST_SECRET", "s3cret");
        using Secret secret = SecretSource.Parse("env:DNSSEC_TOOLKIT_TEST_SECRET").Read("PIN", NoTerminal);
        Assert.Equal("s3cret", secret.Text);
    }

    [Fact]
    public void Read_TakesACredentialOfSystemd()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");
        File.WriteAllText(Path.Combine(directory.FullName, "token-pin"), "648219\n");
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", directory.FullName);
        try
        {
            using Secret secret = SecretSource.Parse("credential:token-pin").Read("PIN", NoTerminal);
            Assert.Equal("648219", secret.Text);
            Assert.Throws<UnreadableInputException>(() => SecretSource.Parse("credential:other")
                .Read("PIN", NoTerminal));
            Assert.Throws<UsageException>(() => SecretSource.Parse("credential:../token-pin")
                .Read("PIN", NoTerminal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", null);
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Read_TakesAFileDescriptor()
    {
        using FileStream stream = new(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1,
            FileOptions.DeleteOnClose);
        stream.Write("1234\n"u8);
        stream.Flush();
        stream.Position = 0;
        using Secret secret = SecretSource
            .Parse($"fd:{(int)stream.SafeFileHandle.DangerousGetHandle()}").Read("PIN", NoTerminal);
        Assert.Equal("1234", secret.Text);
    }

    [Fact]
    public void Read_TakesALongLineOfAFileAndNoLongerOne()
    {
        Assert.Equal(new string('x', 4095),
            SecretIn(System.Text.Encoding.ASCII.GetBytes(new string('x', 4095) + "\n")));
        Assert.Equal("é 漢", SecretIn([0xEF, 0xBB, 0xBF, .. "é 漢\r\nmore"u8])); // with the mark that some editors put in front
        Assert.Equal("", SecretIn([]));
        Assert.Throws<UnreadableInputException>(() => SecretIn(new byte[4096]));
    }

    [Fact]
    public void Read_RefusesWhatIsNotUtf8WithoutRepeatingIt()
    {
        UnreadableInputException refusal =
            Assert.Throws<UnreadableInputException>(() => SecretIn([.. "caf"u8, 0xE9, (byte)'\n']));
        Assert.EndsWith("the secret is not in UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NeverWaitsForATerminalThatIsNotThere() =>
        Assert.Throws<UsageException>(() => SecretSource.Parse("prompt").Read("PIN", NoTerminal));

    [Theory]
    [InlineData("1234")]
    [InlineData("fd:x")]
    [InlineData("file:")]
    [InlineData("env:")]
    public void Parse_RefusesASecretGivenAsAnArgumentWithoutRepeatingIt(string text)
    {
        UsageException refusal = Assert.Throws<UsageException>(() => SecretSource.Parse(text));
        Assert.DoesNotContain(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Confirmation_NeverWaitsForATerminalThatIsNotThere() =>
        Assert.Throws<UsageException>(() => Confirmation.Demand(NoTerminal, "All keys go."));

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("yes", false)]
    [InlineData("", false)]
    public void Confirmation_TakesYesExactly(string answer, bool confirmed)
    {
        using StringReader input = new(answer + "\n");
        ToolConsole console = new("tool", NoTerminal.Streams with { Input = input, InputIsTerminal = true },
            Verbosity.Normal);
        Exception? refusal = Record.Exception(() => Confirmation.Demand(console, "All keys go."));
        Assert.Equal(confirmed, refusal is null);
    }

    private static string SecretIn(byte[] octets)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, octets);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using Secret secret = SecretSource.Parse($"file:{path}").Read("passphrase", NoTerminal);
            return new string(secret.Text);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
