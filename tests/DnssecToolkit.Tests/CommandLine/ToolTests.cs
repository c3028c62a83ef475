using System.CommandLine;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.CommandLine;

public class ToolTests
{
    private static readonly CheckCode Code = new("TEST-CODE", Severity.Fault, "RFC 0", "nothing");

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new RefusedException(Code, "no", "ask"), 1, "tool: error: [TEST-CODE] no\ntool: hint: ask\n" },
        { new UsageException("bad option"), 2, "tool: error: bad option\n" },
        {
            new UnreadableInputException("1 fault",
                findings: [new Finding(Code, new("zone", 3, 4), "bad") { Hint = "mend it" }]),
            3, "tool: zone:3:4: [TEST-CODE] bad\ntool: hint: mend it\ntool: error: 1 fault\n"
        },
        { new KeyUnavailableException("no token"), 4, "tool: error: no token\n" },
        { new UnwritableOutputException("disk full"), 5, "tool: error: disk full\n" },
        { new LockHeldException("busy"), 6, "tool: error: busy\n" },
        { new AggregateException(new OperationCanceledException(), new LockHeldException("busy")), 6,
            "tool: error: busy\n" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Run_GivesEachKindOfFailureItsExitStatusAndMessage(Exception failure, int status, string said)
    {
        ToolTrial trial = ToolTrial.Run(new RootCommand("test").Does(_ => throw failure));
        Assert.Equal((status, "", said), (trial.Status, trial.Output, trial.Error));
    }

    [Theory]
    [InlineData("--nonsense", "unrecognized command or argument '--nonsense'")]
    [InlineData("--time=yesterday", "--time yesterday is not a moment")]
    public void Run_TellsMachinesWhatIsWrongWithTheCommandLine(string option, string error)
    {
        ToolTrial trial = ToolTrial.Run(Talker(), option, "--json");
        JsonElement report = JsonDocument.Parse(trial.Output).RootElement;
        Assert.Equal(
            ["run", "time", "status", "error", "hint", "findings"], report.EnumerateObject()
                .Select(member => member.Name));
        Assert.Equal((2, 2), (trial.Status, report.GetProperty("status").GetInt32()));
        Assert.Equal(ToolTrial.Now.ToString(), report.GetProperty("time").GetString());
        Assert.Equal(error, report.GetProperty("error").GetString());
        Assert.StartsWith($"tool: error: {error}\n", trial.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("99999999999")]
    public void Run_SaysThatAValueIsNoNumberWithoutNamingOurTypes(string value)
    {
        RootCommand root =
            new RootCommand("test") { new Option<int?>("--threads") }.Does(_ => ExitStatus.Done);
        Assert.StartsWith(
            $"tool: error: --threads {value} is not a number that it takes\n",
            ToolTrial.Run(root, "--threads", value).Error);
    }

    [Fact]
    public void Run_SaysThatAFaultOfOursIsOurs()
    {
        ToolTrial trial = ToolTrial.Run(new RootCommand("test")
            .Does(_ => throw new InvalidOperationException("oops")));
        Assert.Equal(70, trial.Status);
        Assert.StartsWith(
            "tool: error: this is a fault of ours, not of your zone: InvalidOperationException: oops\n"
            + "tool: hint: report it with the command line, the output of `tool --version` and these lines:\n   at ", trial.Error);
    }

    [Fact]
    public void A_run_that_gets_no_memory_says_so()
    {
        ToolTrial trial = ToolTrial.Run(new RootCommand("test")
            .Does(_ => throw new InsufficientMemoryException()));
        Assert.Equal(70, trial.Status);
        Assert.StartsWith("tool: error: there is not enough memory for this\ntool: hint: ", trial.Error);
    }

    [Fact]
    public void Run_PrintsNothingWhereNobodyLooksAndAllWentWell()
    {
        ToolTrial trial = ToolTrial.Run(Talker());
        Assert.Equal((0, "", ""), (trial.Status, trial.Output, trial.Error));
    }

    [Theory]
    [InlineData(false, "-v", "tool: signed 3 RRsets in example.\n")]
    [InlineData(true, "--json", "tool: signed 3 RRsets in example.\n")]
    [InlineData(true, "-q", "")]
    public void Run_SaysWhatItDoesToWhoeverLooks(bool terminal, string option, string said) =>
        Assert.Equal(said, ToolTrial.Run(Talker(), terminal, option).Error);

    [Fact]
    public void Run_PrintsTheVersionOnStandardOutput()
    {
        ToolTrial trial = ToolTrial.Run(Talker(), "--version");
        Assert.Equal(0, trial.Status);
        Assert.Matches(@"^tool \d+\.\d+\.\d+\n$", trial.Output);
    }

    [Fact]
    public void Run_EndsHelpWithTheExampleAndTheExitStatuses()
    {
        ToolTrial trial = ToolTrial.Run(Talker().WithExample("tool --time now", "does it now"), "--help");
        Assert.Equal(0, trial.Status);
        Assert.EndsWith("""
            Example:
              $ tool --time now
                does it now

            Exit status:
               0  done
               1  the check or the policy says no
               2  usage or configuration
               3  input cannot be read
               4  key or token unavailable
               5  output cannot be written
               6  another run holds the lock
              70  our own bug

            """, trial.Output);
    }

    [Fact]
    public void Run_SuggestsWhatWasMeant()
    {
        ToolTrial trial = ToolTrial.Run(Talker(), "--tine=now");
        Assert.Equal(2, trial.Status);
        Assert.Equal("""
            tool: error: unrecognized command or argument '--tine=now'
            tool: hint: did you mean --time?
            tool: hint: see `tool --help`

            """, trial.Error);
    }

    [Fact]
    public void Run_TakesAtSignsAsTheyAre()
    {
        RootCommand root = new("test");
        Option<string> origin = new("--origin");
        root.Options.Add(origin);
        string? seen = null;
        root.Does(run =>
        {
            seen = run.Options.GetValue(origin);
            return ExitStatus.Done;
        });
        Assert.Equal(0, ToolTrial.Run(root, "--origin", "@example").Status);
        Assert.Equal("@example", seen);
    }

    [Theory]
    [InlineData(new string[0], "2026-11-21T00:00:00Z", false)]
    [InlineData(new[] { "--time", "now+1d" }, "2026-11-22T00:00:00Z", true)]
    public void Now_IsTheClocksOrTheOptions(string[] arguments, string moment, bool given)
    {
        (string, bool) seen = default;
        ToolTrial trial = ToolTrial.Run(
            new RootCommand("test").Does(run =>
            {
                seen = (run.Now.ToString(), run.TimeWasGiven);
                return ExitStatus.Done;
            }),
            arguments);
        Assert.Equal((0, (moment, given)), (trial.Status, seen));
    }

    [Fact]
    public void Now_RefusesWhatIsNotAMoment()
    {
        ToolTrial trial = ToolTrial.Run(Talker(), "--time", "tomorrow");
        Assert.Equal(2, trial.Status);
        Assert.StartsWith("tool: error: --time tomorrow is not a moment\ntool: hint: write it as ",
            trial.Error);
    }

    [Fact]
    public void Log_GoesToTheFileAsJsonLinesWithTheRunsId()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");
        try
        {
            ToolTrial trial = ToolTrial.Run(Talker(), "--log-file",
                Path.Combine(directory.FullName, "run.log"));
            Assert.Equal((0, ""), (trial.Status, trial.Error));
            string line = Assert.Single(File.ReadAllLines(Assert.Single(directory.GetFiles()).FullName));
            Assert.Matches("""^\{"Timestamp":.*"Count":3,.*"RunId":"[0-9a-f]{8}".*\}$""", line);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void Log_ThatCannotBeWrittenEndsTheRun()
    {
        ToolTrial trial = ToolTrial.Run(Talker(), "--log-file", "/proc/none/run.log");
        Assert.Equal(5, trial.Status);
        Assert.StartsWith("tool: error: /proc/none/run.log: the log cannot be written", trial.Error);
    }

    private static RootCommand Talker() => new RootCommand("test").Does(run =>
    {
        run.Log.Information("signed {Count} RRsets in {Zone}", 3, "example.");
        using (ProgressDisplay progress = new(new ToolConsole("tool", run.Console.Streams with { ErrorIsTerminal = false }, Verbosity.Normal)))
        {
            progress.Report(new StageProgress("signing", 1, 2));
        }

        return ExitStatus.Done;
    });
}
