using System.Text.RegularExpressions;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Keyall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>The screens in the script of a ceremony are what an operator at a terminal sees, line by
/// line.</summary>
public sealed class CeremonyScreenTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    // What the clock shows, by what is on the screen.
    private Func<string, Timestamp> _clock = _ => ToolRuns.Present;

    public CeremonyScreenTests()
    {
        foreach (string name in (string[])["online", "offline", "standby", "bundles", "bag"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        Keyall(["run", "--zone", "example", "--keyindex", _directory["offline.index"], "--keys",
            _directory["offline"], "--yes", "--rows", "ksk"]);
        foreach (string key in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(key, Path.Combine(_directory["online"], Path.GetFileName(key)));
        }

        Request("ksr.xml", "20270101000000");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Nothing_is_on_the_screen_that_the_script_has_not_and_the_script_has_nothing_else()
    {
        string[] screens = ScreensOf(Script("ksr.xml", "--first"));
        string[] run = RunOf("ksr.xml", "skr.xml", "--first");
        AssertShown(screens[0],
            Keyall(["request", "check", _directory["ksr.xml"], "--keys", _directory["offline"], "--first"],
                terminal: true));
        AssertShown(string.Concat(screens[1..7]), Keyall(run, terminal: true));
        AssertShown(screens[7], Check());
        Assert.Contains(
            " there is no previous response: ", File.ReadAllText(_directory["transcript.txt"]),
            StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_witnesses_see_which_controls_are_waived_and_why(bool isConfigured)
    {
        const string Control = "KSR-POLICY-SIG-HORIZON";
        const string Why = "the agreed limits come in May";
        _directory.Write("offline.yaml", $$"""
            state: {{_directory["state"]}}
            zones:
              - { zone: example, file: /f, keys: /k, output: /o, requests: { waive: { {{Control}}: {{Why}} } } }
            """);
        string[] options = isConfigured ? ["--config", _directory["offline.yaml"]]
            : ["--waive", $"{Control}={Why}"];
        string text = isConfigured ? $"--config {options[1]}" : $"--waive \"{options[1]}\"";
        string script = Script("ksr.xml",
            ["--first", "--options", text, .. isConfigured ? options : Array.Empty<string>()]);
        Assert.Contains("## Controls that are not applied\n\n| control | why | initials |\n"
            + $"| --- | --- | --- |\n| {Control} | {Why} |", script, StringComparison.Ordinal);
        Assert.Contains($"--first {text} --keyindex {_directory["offline.index"]}` | screen A; exit status 0",
            script, StringComparison.Ordinal);
        string[] screens = ScreensOf(script);
        Assert.All((int[])[0, 1, 3, 4], screen => Assert.Contains(
            $"waived {Control}: {Why}\n", screens[screen], StringComparison.Ordinal));
        AssertShown(screens[0], Keyall(["request", "check", _directory["ksr.xml"], "--keys",
            _directory["offline"], "--first", .. options, "--keyindex", _directory["offline.index"]],
            terminal: true));
        AssertShown(string.Concat(screens[1..7]),
            Keyall([.. RunOf("ksr.xml", "skr.xml", "--first"), .. options], terminal: true));
        Assert.Matches($" step [0-9a-f]{{64}} waived {Control}: {Why}\n",
            File.ReadAllText(_directory["transcript.txt"]));
    }

    [Fact]
    public void A_control_is_not_waived_before_witnesses_without_a_reason()
    {
        string[] run = [.. RunOf("ksr.xml", "skr.xml", "--first"), "--waive"];
        (ExitStatus status, string said) = Run([.. run, "KSR-POLICY-SIG-HORIZON"], terminal: true);
        Assert.Equal(ExitStatus.Usage, status);
        Assert.Contains("--waive KSR-POLICY-SIG-HORIZON says no reason", said, StringComparison.Ordinal);
        (status, said) = Run([.. run, "KSR-POLICY-SIG-HORIZON= "], terminal: true);
        Assert.Equal(ExitStatus.Usage, status);
        Assert.Contains("the reason is empty", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["transcript.txt"]));
        Assert.Contains("waived KSR-POLICY-SIG-HORIZON: no reason was given\n",
            Keyall(["request", "check", _directory["ksr.xml"], "--keys", _directory["offline"], "--first",
                "--waive", "KSR-POLICY-SIG-HORIZON"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_ceremony_has_the_response_before_and_its_sealed_responses_on_its_screens()
    {
        Keyall(RunOf("ksr.xml", "skr-last.xml", "--first"), terminal: true);
        Keyall(["response", "import", _directory["skr-last.xml"], "--request", _directory["ksr.xml"],
            "--keys", _directory["online"],
            "--keyindex", _directory["online.index"], "--bundles", _directory["bundles"], "--first"]);
        File.Delete(_directory["transcript.txt"]);
        Keyall(["key", "generate", "--zone", "example", "--keys", _directory["standby"], "--type", "zsk",
            "-P", "none", "-A", "none"]);
        Request("ksr.xml", "20270401000000", "--standby-keys", _directory["standby"]);
        string[] more = ["--previous", _directory["skr-last.xml"], "--sealed", _directory["bag"]];
        string script = Script("ksr.xml", more);
        Assert.Contains(
            $" --keyindex {_directory["offline.index"]} --sealed {_directory["bag"]} --output skr.xml ", script, StringComparison.Ordinal);
        string[] screens = ScreensOf(script);
        AssertShown(string.Concat(screens[1..7]), Keyall(
            [.. RunOf("ksr.xml", "skr.xml", more), "--limit", "horizon=300d"], terminal: true));
        Assert.Contains("sealed response zsk-lost", screens[4], StringComparison.Ordinal);

        // The request for it is shown before anybody is asked, and is in the transcript with its manifest.
        Assert.Contains($"\n{CeremonySteps.RequestForLoss} ksr.xml.zsk-lost\n", screens[1],
            StringComparison.Ordinal);
        Assert.Contains("The words of the request for a sealed response are ", screens[2],
            StringComparison.Ordinal);
        Keyall(["ceremony", "check", _directory["transcript.txt"], _directory["ksr.xml.zsk-lost"],
            _directory["ksr.xml.zsk-lost.manifest"]]);
        Assert.Matches("; signed by [0-9]+\n", screens[4]); // which KSK signs is known, and not a blank

        // What the offline keyindex has is known from the response before, too.
        File.Move(_directory["offline.index"], _directory["away"]);
        Assert.Equal(screens[3..5], ScreensOf(Script("ksr.xml", more))[3..5]);
    }

    /// <summary>A request of BIND or Knot DNS says only when keys change; how it is cut into bundles is told the offline machine.</summary>
    [Theory]
    [InlineData("bind")]
    [InlineData("knot")]
    public void A_request_as_text_has_its_bundles_on_the_screens_too(string format)
    {
        Request("ksr.txt", "20270101000000", "--format", format);
        const string Cut = "--validity 21d --refresh 11d --until +10d";
        string[] screens = ScreensOf(Script("ksr.txt", "--first", "--options", Cut));
        Assert.DoesNotContain($"{CeremonyText.Blank} to {CeremonyText.Blank}", screens[3]
            + screens[4], StringComparison.Ordinal);
        Assert.Matches("2027-01-01T00:00:00Z to 2027-01-22T00:00:00Z ZSK [0-9]+", screens[3]);
        Assert.Matches(
            "2027-01-01T00:00:00Z to 2027-01-22T00:00:00Z ZSK [0-9]+.* KSK [0-9]+; signed by [0-9]+\n", screens[4]);
        AssertShown(string.Concat(screens[1..7]),
            Keyall([.. RunOf("ksr.txt", "skr.xml", "--first"), .. Cut.Split(' ')], terminal: true));
    }

    /// <summary>The script of the second ceremony called its response as the first one's, and the first was gone when it was broken off.</summary>
    [Fact]
    public void Nothing_that_is_there_is_written_over_and_each_script_has_names_of_its_own()
    {
        string script = Keyall(["ceremony", "script", "--zone", "example", "--request", _directory["ksr.xml"],
            "--first"]);
        Assert.Contains(" --output skr-20270101.xml --transcript transcript-20270101.txt`", script,
            StringComparison.Ordinal);
        string answered = "skr-20270101.xml";
        Keyall(RunOf("ksr.xml", answered, "--first"), terminal: true);
        script = Keyall(["ceremony", "script", "--zone", "example", "--request", _directory["ksr.xml"],
            "--previous", _directory[answered]]);
        Assert.Contains($" --previous {answered} ", script, StringComparison.Ordinal);
        Assert.Contains(" --output skr-20270101-2.xml ", script, StringComparison.Ordinal);

        Directory.CreateDirectory(_directory["other"]);
        File.Copy(_directory["ksr.xml"], _directory["other/a.manifest"]);
        foreach (string taken in (string[])["ksr.xml", "ksr.xml.manifest", answered,
            answered + ".manifest", "other/a", "offline.index"])
        {
            string before = Contents();
            (ExitStatus status, string said) = Run(
                ["request", "sign", _directory["ksr.xml"], "--keys", _directory["offline"], "--keyindex",
                    _directory["offline.index"], "--first", "--output", _directory[taken]], terminal: true);
            Assert.True(status == ExitStatus.UnwritableOutput, said);
            Assert.Contains(" is there already, and is not written over", said, StringComparison.Ordinal);
            Assert.DoesNotContain("Type Yes", said, StringComparison.Ordinal); // before anybody is asked
            Assert.Equal(before, Contents());
        }
    }

    private string Contents() => string.Concat(
        Directory.GetFiles(_directory.FullName, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {BundleManifest.DigestOf(File.ReadAllBytes(file))}\n"));

    [Fact]
    public void A_script_without_a_request_has_each_screen_with_blanks()
    {
        string script = Keyall(["ceremony", "script", "--zone", "example"]);
        string[] screens = ScreensOf(script);
        Assert.Equal(8, screens.Length);
        Assert.Contains(
            "previous response skr-last.xml\n  SHA-256 ____________\n", screens[0], StringComparison.Ordinal);
        string steps = script[script.IndexOf("## Steps",
            StringComparison.Ordinal)..script.IndexOf("## Screens", StringComparison.Ordinal)];
        Assert.DoesNotMatch(@"\| \d+ \| [^|]* \|  \|", steps); // each step says what to expect
    }

    [Fact]
    public void A_slip_of_the_hand_when_it_is_to_be_signed_is_taken_down_and_ends_nothing()
    {
        string[] answers =
            [.. Enumerable.Repeat("Yes", 7), "yes", .. Enumerable.Repeat("Yes", 3), "BB7 BB8", "Yes"];
        Keyall(RunOf("ksr.xml", "skr.xml", "--first"), terminal: true, answers);
        string transcript = File.ReadAllText(_directory["transcript.txt"]);
        Assert.Matches(
            "exception [0-9a-f]{64} The request for example. with SHA-256 [0-9a-f]{64} is to be signed as shown: yes\n", transcript);
        Assert.Matches(
            "step [0-9a-f]{64} Numbers of the new tamper-evident bags [a-z ]+: BB7 BB8\n", transcript);
        Assert.True(File.Exists(_directory["skr.xml"]));
    }

    [Fact]
    public void A_clock_set_back_at_its_question_is_shown_anew_and_is_an_exception_that_the_other_side_takes()
    {
        _clock = screen =>
            ToolRuns.Present - (screen.Contains("it is fast", StringComparison.Ordinal) ? 120 : 0);
        string said = Keyall(RunOf("ksr.xml", "skr.xml", "--first"), terminal: true, SetTheClock);
        Assert.Contains("to the minute; it shows 2027-01-01T00:00:00Z", said, StringComparison.Ordinal);
        Assert.Contains("to the minute; it shows 2026-12-31T23:58:00Z", said, StringComparison.Ordinal);
        const string Set = "the clock was set back from 2027-01-01T00:00:00Z";
        Assert.Contains($"{Set} to 2026-12-31T23:58:00Z", Check(), StringComparison.Ordinal);
        string taken = ToolRuns.Keyall(
            ExitStatus.Done, "response", "import", _directory["skr.xml"], "--request", _directory["ksr.xml"],
            "--keys",
            _directory["online"], "--bundles", _directory["bundles"], "--transcript",
            _directory["transcript.txt"], "--first");
        Assert.Contains($"[CEREMONY-CLOCK] {Set}", taken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("import")]
    public void Who_takes_a_response_from_an_unfinished_ceremony_is_told(string command)
    {
        string[] answers = [.. Enumerable.Repeat("Yes", 8)]; // until it is signed; then the lights go out
        (ExitStatus status, _) = Run(RunOf("ksr.xml", "skr.xml", "--first"), terminal: true, answers);
        Assert.Equal(ExitStatus.Usage, status);
        string taken = ToolRuns.Keyall(
            ExitStatus.Done, "response", command, _directory["skr.xml"], "--request", _directory["ksr.xml"],
            "--keys", _directory["online"], "--bundles", _directory["bundles"], "--transcript",
            _directory["transcript.txt"], "--first");
        Assert.Contains("[CEREMONY-UNFINISHED] the ceremony was not brought to its end", taken,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-301, "back")]
    [InlineData(86_400, "forward")]
    public void A_clock_that_was_wrong_by_more_than_minutes_ends_the_ceremony_before_anything_is_signed(
        int seconds, string direction)
    {
        _clock = screen => ToolRuns.Present
            + (screen.Contains("it is fast", StringComparison.Ordinal) ? seconds : 0);
        (ExitStatus status, string said) = Run(RunOf("ksr.xml", "skr.xml", "--first"), terminal: true,
            SetTheClock);
        Assert.Equal(ExitStatus.Refused, status);
        Assert.Contains($"[CEREMONY-CLOCK] the clock was set {direction} by ", said,
            StringComparison.Ordinal);
        Assert.DoesNotContain("is to be signed as shown", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["skr.xml"]));
    }

    [Fact]
    public void What_is_in_the_way_is_said_before_anybody_is_asked()
    {
        Keyall(["key", "generate", "--zone", "example", "--keys", _directory["standby"], "--type", "ksk",
            "-A", "20270601000000"]);
        string said = ToolRuns.Keyall(
            ExitStatus.Refused, "ceremony", "run", _directory["ksr.xml"], "--keys", _directory["standby"],
            "--first", "--output",
            _directory["skr.xml"], "--transcript", _directory["transcript.txt"]);
        Assert.Contains("no KSK signs at 2027-01-01T00:00:00Z", said, StringComparison.Ordinal);
        Assert.DoesNotContain("All roles are present", said, StringComparison.Ordinal);
        Assert.Contains(
            " exception ", File.ReadAllText(_directory["transcript.txt"]), StringComparison.Ordinal);
    }

    // The terminal stays open, and nobody answers. A shell lets what is in the background not be interrupted,
    // but be terminated.
    [ForeignToolFact("mkfifo")]
    public void A_signal_at_a_question_ends_the_ceremony_and_is_an_entry()
    {
        ForeignRun run = ForeignTool.RunIn(
            _directory.FullName, "sh", ["-c", """
                mkfifo tty && exec 3<> tty
                "$0" "$@" <&3 > said 2>&1 &
                for i in $(seq 150); do grep -q 'what is the matter: ' said && break; sleep 0.1; done
                kill -TERM $! && wait $!
                """,
                Path.Combine(AppContext.BaseDirectory, "keyall"),
                .. RunOf("ksr.xml", "skr.xml", "--first", "--time", "20270101000000")]);
        string said = File.ReadAllText(_directory["said"]);
        Assert.True(run.ExitCode == 128 + 15, said);
        Assert.Contains("All roles are present", said, StringComparison.Ordinal);
        Assert.EndsWith(
            " the run was interrupted\n", File.ReadAllText(_directory["transcript.txt"]),
            StringComparison.Ordinal);
    }

    // The fifth question is the one for the clock.
    private static string[] SetTheClock =>
    [
        .. Enumerable.Repeat("Yes", 4), "it is fast", .. Enumerable.Repeat("Yes", 6), "BB7", "Yes",
    ];

    private string Check() =>
        Keyall(["ceremony", "check", _directory["transcript.txt"], _directory["skr.xml"],
            _directory["skr.xml.manifest"]]);

    private void Request(string name, string from, params string[] more) => Keyall(
        ["request", "make", "--zone", "example", "--keys", _directory["online"], "--keyindex",
            _directory["online.index"],
            "--bundles", _directory["bundles"], "--from", from, "--output", _directory[name], .. more]);

    private string Script(string request, params string[] more) => Keyall(
        ["ceremony", "script", "--zone", "example", "--request", _directory[request], "--keys",
            _directory["offline"],
            "--keyindex", _directory["offline.index"], "--response", "skr.xml", "--transcript", "transcript.txt",
            .. more]);

    private string[] RunOf(string request, string output, params string[] more) =>
        ["ceremony", "run", _directory[request], "--keys", _directory["offline"], "--keyindex",
            _directory["offline.index"],
            "--output", _directory[output], "--transcript", _directory["transcript.txt"], .. more];

    private static string[] ScreensOf(string script) =>
        [.. script[script.IndexOf("## Screens", StringComparison.Ordinal)..].Split("```\n")
            .Where((_, i) => i % 2 == 1)];

    // A blank stands for anything in its line.
    private void AssertShown(string screen, string shown)
    {
        // The script expects no network; the machine of a test may have one.
        string offline = Regex.Replace(shown, "(?<=those that it is on: ).*(?=\\.\n)", "none");
        string[] seen = offline.Replace(_directory.FullName + "/", "", StringComparison.Ordinal).Split('\n');
        screen = screen.Replace(_directory.FullName + "/", "", StringComparison.Ordinal);
        string[] expected = screen.Split('\n');
        for (int i = 0; i < Math.Max(expected.Length, seen.Length); i++)
        {
            string pattern = Regex.Escape(expected.ElementAtOrDefault(i) ?? "nothing")
                .Replace(CeremonyText.Blank, ".+", StringComparison.Ordinal);
            string line = (seen.ElementAtOrDefault(i) ?? "").TrimEnd();
            Assert.True(
                Regex.IsMatch(line, $"^{pattern}$"),
                $"line {i + 1}: {line}\n   is not {pattern}\n{shown}\n======\n{screen}");
        }
    }

    private string Keyall(string[] arguments, bool terminal = false, params string[] answers)
    {
        (ExitStatus status, string said) = Run(arguments, terminal, answers);
        Assert.True(status == ExitStatus.Done, $"{string.Join(' ', arguments)}\n{said}");
        return said;
    }

    private (ExitStatus Status, string Said) Run(string[] arguments, bool terminal, params string[] answers)
    {
        using StringWriter screen = new();
        TextReader input = new Operator(answers, screen);
        StandardStreams streams = new()
        {
            Output = screen,
            Error = screen,
            Input = input,
            OutputIsTerminal = terminal,
            ErrorIsTerminal = terminal,
            InputIsTerminal = terminal,
        };
        int status = new Tool("keyall", KeyallCommand.Create()).Run(
            arguments, streams, () => _clock(screen.ToString()));
        return ((ExitStatus)status, screen.ToString());
    }

    // A terminal shows what is typed: what is given here, or else what is to be.
    private sealed class Operator(string[] answers, TextWriter screen) : TextReader
    {
        private readonly Queue<string> _answers = new(answers);

        public override string? ReadLine()
        {
            string? answer = _answers.TryDequeue(out string? next) ? next
                : answers.Length > 0 ? null
                : screen.ToString()!.EndsWith(" are in: ", StringComparison.Ordinal) ? "BB1" : "Yes";
            screen.WriteLine(answer);
            return answer;
        }
    }
}
