using DnssecToolkit.CommandLine;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Signing;

/// <summary>Runs signall in this process, as a user would type it.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record SignallRun(ExitStatus Status, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    public static SignallRun Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        StandardStreams streams = new() { Output = output, Error = error, Input = TextReader.Null };
        int status = new Tool("signall", SignallCommand.Create()).Run(arguments, streams, () => new Timestamp(1_800_000_000));
        return new SignallRun((ExitStatus)status, output.ToString(), error.ToString());
    }

    /// <summary>Fails the test, showing what was said, unless all went well.</summary>
    public SignallRun MustSucceed()
    {
        Assert.True(Status == ExitStatus.Done, $"signall ended with {Status} and said:\n{Output}{Error}");
        return this;
    }
}
