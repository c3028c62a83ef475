namespace DnssecToolkit.Interop.Foreign;

/// <summary>What a foreign program answered.</summary>
/// <param name="Command">The command as one would type it.</param>
/// <param name="ExitCode">Its exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ForeignRun(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Whether the exit status is zero.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>Both streams, for messages.</summary>
    public string Everything => $"{Output}{Error}";

    /// <summary>Fails the test, showing all that was said, unless the exit status is zero.</summary>
    /// <returns>The run itself.</returns>
    public ForeignRun MustSucceed()
    {
        Assert.True(Succeeded, $"{Command}\nended with status {ExitCode} and said:\n{Everything}");
        return this;
    }

    /// <summary>Fails the test, showing all that was said, if the exit status is zero.</summary>
    /// <returns>The run itself.</returns>
    public ForeignRun MustFail()
    {
        Assert.False(Succeeded, $"{Command}\nshould have failed, but said:\n{Everything}");
        return this;
    }
}
