using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Zones;

namespace DnssecToolkit.Interop.Signing;

/// <summary>What goes wrong at three in the morning: the file that was there stands, and the message says
/// what to do.</summary>
public sealed class NightDrillTests : IDisposable
{
    private const string Algorithm = "ECDSAP256SHA256";

    private readonly SignedZone _zone = SignedZone.WithKeys(SignedZone.Everything, "example", Algorithm);

    [ForeignToolFact("dnssec-keygen", "dnssec-verify")]
    public void Kill_AtAnyMomentLeavesAWholeFile()
    {
        const ulong seed = 20261121;
        const int kills = 12;
        RandomZones moments = new(seed);
        _zone.Write(SignedZone.Everything
            + string.Concat(Enumerable.Range(0, 3_000).Select(i => $"n{i} A 192.0.2.1\n")));
        Stopwatch whole = Stopwatch.StartNew();
        Assert.Equal(0, Finish(SignallProcess.Start(_zone)));
        whole.Stop(); // on a slow machine the moments have to be as late as the steps are
        for (int i = 0; i < kills; i++)
        {
            string before = File.ReadAllText(_zone.Signed);
            using Process process = SignallProcess.Start(_zone, "--sign-all");
            process.WaitForExit(moments.Below((int)whole.ElapsedMilliseconds));
            process.Kill();
            process.WaitForExit();
            if (File.ReadAllText(_zone.Signed) != before)
            {
                ForeignTool.Run("dnssec-verify", "-q", "-o", "example", _zone.Signed).MustSucceed();
            }
        }

        Assert.Equal(0, Finish(SignallProcess.Start(_zone, "--sign-all"))); // what the killed runs left is in nobody's way
        Assert.False(File.Exists(_zone.Files[".zone.signed.new"]));
        ForeignTool.Run("dnssec-verify", "-q", "-o", "example", _zone.Signed).MustSucceed();
    }

    [ForeignToolFact("dnssec-keygen")]
    public void SecondRun_EndsWithStatusSix()
    {
        _zone.Sign().MustSucceed();
        using FileStream held = new(_zone.Files[".zone.signed.lock"], FileMode.Open, FileAccess.ReadWrite,
            FileShare.None);
        FailsAndLeavesTheFile(ExitStatus.LockHeld, "another run", "--sign-all");
    }

    [ForeignToolFact("dnssec-keygen", "sh")]
    public void ManyRunsAtOnce_NeverPublishOneSerialTwice()
    {
        _zone.Sign().MustSucceed();
        Process[] runs = [.. Enumerable.Range(0, 4)
            .Select(_ => SignallProcess.Start(_zone, "--sign-all", "--lock-wait", "60"))];
        Assert.All(runs, run => Assert.Equal(0, Finish(run)));
        Assert.Contains("hostmaster.example. 6 ", File.ReadLines(_zone.Signed).First(),
            StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Output_BehindASymbolicLinkIsReplacedThere()
    {
        Directory.CreateDirectory(_zone.Files["real"]);
        File.CreateSymbolicLink(_zone.Signed, _zone.Files["real/target"]);
        _zone.Sign().MustSucceed(); // the link leads nowhere yet
        _zone.Sign("--sign-all").MustSucceed();
        Assert.NotNull(new FileInfo(_zone.Signed).LinkTarget);
        Assert.Contains(" 3 7200 ", File.ReadLines(_zone.Files["real/target"]).First(),
            StringComparison.Ordinal);
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("missing.zone", "see that the path is right")]
    [InlineData("keys", "is a directory")]
    [InlineData("raw.zone", "raw format")]
    [InlineData("garbage.zone", "the zone file has faults")]
    [InlineData("empty.zone", "no SOA record")]
    public void ZoneFile_ThatCannotBeReadIsStatusThree(string file, string says)
    {
        File.WriteAllBytes(_zone.Files["raw.zone"],
            [0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        File.WriteAllBytes(_zone.Files["garbage.zone"],
            [.. Enumerable.Range(0, 100_000).Select(i => (byte)((i * 7919 >> 3) & 0xFF))]);
        _zone.Files.Write("empty.zone", "");
        _zone.Sign().MustSucceed();
        FailsAndLeavesTheFile(ExitStatus.UnreadableInput, says, "--zone-file", _zone.Files[file]);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void ZoneFile_WithoutAnOriginSaysHowToNameIt()
    {
        SignallRun run = SignallRun.Run("--zone-file", _zone.Unsigned, "--keys", _zone.KeyDirectory,
            "--output", _zone.Signed);
        Assert.Equal(ExitStatus.UnreadableInput, run.Status);
        Assert.Contains("--origin", run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void KeyDirectory_ThatIsMissingIsStatusFour()
    {
        _zone.Sign().MustSucceed();
        FailsAndLeavesTheFile(ExitStatus.KeyUnavailable, "see that the path is right", "--keys",
            _zone.Files["nowhere"]);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void KeyDirectory_WithoutKeysSaysHowToMakeThem()
    {
        _zone.Sign().MustSucceed();
        Directory.CreateDirectory(_zone.Files["none"]);
        FailsAndLeavesTheFile(ExitStatus.Refused, "keyall key generate", "--keys", _zone.Files["none"]);
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData(".key", "garbage", "KEY-FILE-SYNTAX")]
    [InlineData(".private", "garbage", "KEY-FILE-SYNTAX")]
    [InlineData(".private", "", "KEY-FILE-SYNTAX")]
    [InlineData(".key", null, "KEY-UNMATCHED")] // a zone signed without its KSK would be bogus
    public void Key_ThatIsBrokenIsStatusFour(string ending, string? content, string code)
    {
        _zone.Sign().MustSucceed();
        string file = Path.ChangeExtension(Ksk(), ending);
        File.Delete(file);
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        FailsAndLeavesTheFile(ExitStatus.KeyUnavailable, code, "--sign-all");
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Key_OfAnotherPairIsStatusFour()
    {
        _zone.Sign().MustSucceed();
        string ksk = Ksk();
        string other = _zone.MakeKey(Algorithm, "-f", "KSK");
        File.Copy(other + ".private", Path.ChangeExtension(ksk, ".private"), overwrite: true);
        FailsAndLeavesTheFile(ExitStatus.KeyUnavailable, "KEY-PAIR-MISMATCH");
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Key_ThatOthersCanReadIsSaid()
    {
        File.SetUnixFileMode(Path.ChangeExtension(Ksk(), ".private"), UnixFileMode.UserRead
            | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", _zone.Sign().MustSucceed().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Clock_FarInThePastSaysThatTheKeysAreNotForThen()
    {
        _zone.Sign().MustSucceed();
        FailsAndLeavesTheFile(ExitStatus.Refused, "is the clock or --time right?", "--time",
            "20190101000000");
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Clock_ThatJumpedAheadAndBackIsMadeGood()
    {
        _zone.Sign("--time", "20400101000000").MustSucceed();
        _zone.Sign("--time", "20261115000000").MustSucceed(); // the gate accepts it: all signatures are of that day
        Assert.DoesNotContain(_zone.Records(), record => record.Contains(" 2040", StringComparison.Ordinal));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("", "is empty")]
    [InlineData("/nowhere/at/all", "see that the directory exists")]
    [InlineData("/dev/null", "not a regular file")]
    [InlineData("/tmp", "is a directory")]
    public void Output_ThatCannotBeWrittenIsStatusFive(string output, string says)
    {
        SignallRun run = Sign("--output", output);
        Assert.Equal((ExitStatus.UnwritableOutput, true),
            (run.Status, run.Error.Contains(says, StringComparison.Ordinal)));
        Assert.Contains("hint: ", run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Output_ThatIsTheUnsignedZoneIsRefused()
    {
        SignallRun run = Sign("--output", Path.Combine(_zone.Files.FullName, ".", "zone"));
        Assert.Equal(ExitStatus.Usage, run.Status);
        Assert.Equal(SignedZone.Everything, File.ReadAllText(_zone.Unsigned));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("", "no SOA of example.")]
    [InlineData("other. 3600 IN SOA a. b. 1 2 3 4 5\n", "no SOA of example.")]
    [InlineData("example. 3600 IN SOA a. b. 1 2 3", "the previous signed zone has faults")]
    public void Previous_ThatIsNoZoneIsSaid(string text, string says)
    {
        File.WriteAllText(_zone.Signed, text);
        FailsAndLeavesTheFile(ExitStatus.UnreadableInput, says);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Previous_WithADamagedSignatureSaysWhatHelps()
    {
        _zone.Sign().MustSucceed();
        string[] lines = File.ReadAllLines(_zone.Signed);
        int damaged = Array.FindIndex(lines,
            line => line.StartsWith("mail.example. ", StringComparison.Ordinal)
            && line.Contains(" RRSIG A ", StringComparison.Ordinal));
        char last = lines[damaged][^5];
        lines[damaged] = lines[damaged][..^5] + (last == 'A' ? 'B' : 'A') + lines[damaged][^4..];
        File.WriteAllLines(_zone.Signed, lines);
        _zone.Write(SignedZone.Everything + "more A 192.0.2.77\n");
        FailsAndLeavesTheFile(ExitStatus.Refused, "--sign-all");
        _zone.Sign("--sign-all").MustSucceed();
    }

    [ForeignToolTheory("dnssec-keygen", "sh")]
    [InlineData("<&-", 0)]
    [InlineData("2>&-", 0)]
    [InlineData("<&- >&- 2>&-", 0)]
    [InlineData("> /dev/full", 5)] // with --json the report is lost
    public void Streams_ThatAreClosedOrFullDoNoHarm(string redirection, int status)
    {
        ForeignRun run = SignallProcess.RunByShell(_zone, redirection, status == 0 ? [] : ["--json"]);
        Assert.Equal(status, run.ExitCode);
        Assert.DoesNotContain("fault of ours", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_zone.Signed));
    }

    [ForeignToolFact("dnssec-keygen", "sh")]
    public void Streams_ThatAreClosedDoNotHideAFailure() =>
        Assert.Equal(3, SignallProcess.RunByShell(_zone, "2>&-", "--previous", "/nowhere").ExitCode);

    // A limit on the size of files stands in for a full disk: the system refuses to write in the middle of
    // the zone.
    [ForeignToolFact("dnssec-keygen", "sh")]
    public void Disk_ThatTakesNoMoreIsStatusFive()
    {
        _zone.Sign().MustSucceed();
        string before = File.ReadAllText(_zone.Signed);
        string[] arguments =
            ["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\"", SignallProcess.Executable,
                .. SignallProcess.ArgumentsFor(_zone, "--sign-all")];
        ForeignRun run = ForeignTool.Run(new ForeignCommand("sh", arguments)
        {
            // The runtime keeps its code in a file in memory, which the limit would hit too.
            Environment = new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" },
        });
        Assert.True(run.ExitCode == 5, run.Everything);
        Assert.Contains("free some space", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_zone.Signed));
        Assert.False(File.Exists(_zone.Files[".zone.signed.new"]));
    }

    /// <inheritdoc/>
    public void Dispose() => _zone.Dispose();

    private static int Finish(Process process)
    {
        using (process)
        {
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    private string Ksk() => Directory.GetFiles(_zone.KeyDirectory, "*.key")
        .First(file => File.ReadAllText(file).Contains(" 257 ", StringComparison.Ordinal));

    private void FailsAndLeavesTheFile(ExitStatus status, string says, params string[] options)
    {
        string before = File.ReadAllText(_zone.Signed);
        SignallRun run = Sign(options);
        Assert.True(run.Status == status, $"ended with {run.Status} and said:\n{run.Error}");
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Contains("hint: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_zone.Signed));
        Assert.False(File.Exists(_zone.Files[".zone.signed.new"]));
    }

    /// <summary>Signs with some of the usual options replaced.</summary>
    private SignallRun Sign(params string[] options)
    {
        string[] usual = ["--zone-file", _zone.Unsigned, "--origin", _zone.Origin, "--keys",
            _zone.KeyDirectory, "--output", _zone.Signed];
        return SignallRun.Run([.. usual.Chunk(2).Where(option => !options.Contains(option[0]))
            .SelectMany(option => option), .. options]);
    }
}
