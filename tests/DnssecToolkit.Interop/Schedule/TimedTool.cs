using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>Runs a tool within the test at a moment of its choice.</summary>
internal static class TimedTool
{
    /// <summary>Runs it; anything but success fails the test.</summary>
    public static void Run(string name, Timestamp moment, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        StandardStreams streams = new() { Output = output, Error = error, Input = TextReader.Null };
        System.CommandLine.RootCommand command = name switch
        {
            "keyall" => KeyallCommand.Create(),
            "signall" => SignallCommand.Create(),
            _ => VerifyzoneCommand.Create(),
        };
        int status = new Tool(name, command).Run([.. arguments, "--time", moment.ToCompactString()], streams, () => moment);
        Assert.True(status == 0, $"{moment}: {name} {string.Join(' ', arguments)} ended with {status}\n{output}{error}");
    }
}
