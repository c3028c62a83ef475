using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Signall;
using DnssecToolkit.Tests.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>The run by a keyindex: keys come, sign and go by its rows, and the run is due when one of them has a turn.</summary>
public sealed class UnattendedKeyIndexTests : IDisposable
{
    private const int Day = 86_400;
    private const string Begin = "20270101000000";

    private readonly TemporaryDirectory _directory = new();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void Keys_come_and_go_by_the_keyindex()
    {
        Prepare();
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        HashSet<string> keySets = [];
        HashSet<string> signers = [];
        for (int week = 0; week < 18; week++)
        {
            string moment = (begin + (week * 7 * Day) + 3_600).ToCompactString();
            Run(ExitStatus.Done, moment);
            ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory["example.signed"]).MustSucceed();
            string[] lines = File.ReadAllLines(_directory["example.signed"]);
            keySets.Add(string.Join('\n',
                lines.Where(line => line.Contains(" IN DNSKEY ", StringComparison.Ordinal))));
            signers.Add(lines.First(line => line.Contains(" RRSIG SOA ", StringComparison.Ordinal))
                .Split(' ')[10]);
        }

        Assert.True(keySets.Count > 3, $"{keySets.Count} key sets were served");
        Assert.True(signers.Count > 1, "one ZSK signed all the time");
    }

    [Fact]
    public void A_row_that_changes_is_a_reason_to_sign()
    {
        const string reason = "keys or children's DS changed";
        Prepare();
        Run(ExitStatus.Done, Begin);
        Assert.DoesNotContain(reason, Run(ExitStatus.Done, Begin), StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(_directory["keyindex"]);
        int row = Array.FindIndex(lines, line => line.Contains(" KSK ", StringComparison.Ordinal));
        lines[row] += " ds-seen=20261231000000";
        File.WriteAllLines(_directory["keyindex"], lines);
        Assert.Contains(reason, Run(ExitStatus.Done, Begin), StringComparison.Ordinal);
    }

    // The parent stays silent, or the ceremony was missed: the old KSK's dates pass, and its DS may still be there; or nobody made the next ZSK.
    [ForeignToolTheory("ldns-verify-zone")]
    [InlineData("KSK", 14)] // the 15th: it would be removed
    [InlineData("ZSK", 10)] // the 11th: it is active no longer
    public void A_key_past_its_dates_goes_on_with_an_alarm_until_something_takes_its_place(string type,
        int first)
    {
        string told = _directory["told"];
        Prepare($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"] }}");
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        string sound = File.ReadAllText(_directory["keyindex"]);
        ILookup<bool, string> lines = File.ReadLines(_directory["keyindex"])
            .ToLookup(line => line.Contains($" {type} ", StringComparison.Ordinal));
        string[] words = lines[true].First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (words[6], words[7]) = ("20270110000000", "20270115000000");
        File.WriteAllLines(_directory["keyindex"], [.. lines[false], string.Join(' ', words)]);
        for (int day = 8; day <= 20; day += 2)
        {
            string moment = (begin + (day * Day)).ToCompactString();
            string said = Run(ExitStatus.Done, moment);
            ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory["example.signed"]).MustSucceed();
            Assert.Equal(day >= first, File.Exists(told));
            Assert.True(day < first || !said.Contains(" signed as ", StringComparison.Ordinal)
                || said.Contains("[SCHEDULE-OVERDUE]", StringComparison.Ordinal), said);
        }

        Assert.Matches(
            $@" IN RRSIG {(type == "KSK" ? "DNSKEY" : "SOA")} 13 1 300 \d+ \d+ 0*{words[3].TrimStart('0')} ", File.ReadAllText(_directory["example.signed"]));
        Assert.Equal("signall: example. SCHEDULE-OVERDUE\n", File.ReadAllText(told)); // once
        string health = ToolRuns.Run(SignallCommand.Create(), (ExitStatus)1, "health", "--nagios", "--config",
            _directory["dnssec.yaml"], "--time", (begin + (20 * Day)).ToCompactString());
        Assert.Matches($@"\[SCHEDULE-OVERDUE\] since 2027-01-{first + 1}.*goes on beyond the dates", health);

        File.WriteAllText(_directory["keyindex"], sound); // the date was moved
        Run(ExitStatus.Done, (begin + (21 * Day)).ToCompactString());
        Assert.Equal("signall: example. SCHEDULE-OVERDUE\nsignall: example. SCHEDULE-OVERDUE ended\n",
            File.ReadAllText(told));
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void After_weeks_without_a_run_the_key_of_before_signs_on_until_resolvers_know_the_next()
    {
        string told = _directory["told"];
        Prepare($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"] }}");
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        Run(ExitStatus.Done, Begin);
        string before = Signer();

        // The key that is due from 1 March on was to be published on 1 February.
        Timestamp back = begin + ((59 * Day) + 3_600);
        Run(ExitStatus.Done, back.ToCompactString());
        Assert.Equal(before, Signer());
        Assert.Equal("signall: example. SCHEDULE-HELD\n", File.ReadAllText(told));
        Run(ExitStatus.Done, (back + 3_600).ToCompactString());
        Assert.Equal(before, Signer());
        Run(ExitStatus.Done, (back + 3_900).ToCompactString()); // the TTL of the DNSKEY RRset, and the propagation delay
        Assert.NotEqual(before, Signer());
        ForeignTool.Run("ldns-verify-zone", "-t", (back + 3_900).ToCompactString(),
            _directory["example.signed"]).MustSucceed();
        Assert.Equal("signall: example. SCHEDULE-HELD\n", File.ReadAllText(told)); // caches have data of the old one
        Run(ExitStatus.Done, (back + Day + 4_200).ToCompactString());
        Assert.Equal("signall: example. SCHEDULE-HELD\nsignall: example. SCHEDULE-HELD ended\n",
            File.ReadAllText(told));
        Assert.Contains("\"seen\": true", File.ReadAllText(_directory["state/zones/example/served.json"]),
            StringComparison.Ordinal);
    }

    [ForeignToolFact("ldns-verify-zone")]
    public void Where_the_key_of_before_is_lost_and_all_has_expired_the_due_one_signs_with_an_alarm()
    {
        string told = _directory["told"];
        Prepare($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"] }}");
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        Run(ExitStatus.Done, Begin);
        string before = Signer();
        string served = File.ReadAllText(_directory["example.signed"])
            .Replace(" ", "", StringComparison.Ordinal);
        foreach (string file in Directory.GetFiles(_directory["keys"], "*.key"))
        {
            string[] parts = File.ReadAllLines(file)[^1].Split(" 256 3 13 ");
            if (parts.Length > 1
                && served.Contains(parts[1].Replace(" ", "", StringComparison.Ordinal),
                    StringComparison.Ordinal))
            {
                File.Delete(Path.ChangeExtension(file, ".private")); // any that resolvers know
            }
        }

        Timestamp back = begin + ((59 * Day) + 3_600);
        Run(ExitStatus.Done, back.ToCompactString());
        Assert.NotEqual(before, Signer());
        ForeignTool.Run("ldns-verify-zone", "-t", back.ToCompactString(), _directory["example.signed"])
            .MustSucceed();
        Assert.Equal("signall: example. SCHEDULE-UNHELD\n", File.ReadAllText(told));
        Run(ExitStatus.Done, (back + 1_800).ToCompactString());
        Assert.Equal("signall: example. SCHEDULE-UNHELD\n", File.ReadAllText(told)); // still, and once
        Run(ExitStatus.Done, (back + (2 * Day)).ToCompactString());
        Assert.EndsWith(" ended\n", File.ReadAllText(told), StringComparison.Ordinal);
    }

    [ForeignToolFact("ldns-verify-zone", "jsonschema")]
    public void A_zone_whose_record_cannot_be_written_is_published_and_the_next_run_writes_it()
    {
        Prepare();
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        Run(ExitStatus.Done, Begin);
        string record = _directory["state/zones/example/served.json"];
        File.Delete(record);
        Directory.CreateDirectory(record); // what stands in its place hinders root, too
        File.AppendAllText(_directory["example"], "new A 192.0.2.7\n");
        string moment = (begin + 3_600).ToCompactString();
        string said = Run(ExitStatus.UnwritableOutput, moment);
        Assert.Matches(
            @"example\. signed as serial (\d+)[^$]+example\.: serial \1 is installed and published, and only"
            + " the record of what was served was not written: ", said);
        Assert.Contains("the next run counts what it finds installed as served from then on", said,
            StringComparison.Ordinal);
        Assert.Contains("new.example. 300 IN A 192.0.2.7", File.ReadAllText(_directory["example.signed"]),
            StringComparison.Ordinal);
        ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory["example.signed"]).MustSucceed();

        string json = ToolTrial.Run(SignallCommand.Create(), "run", "--json", "--config",
            _directory["dnssec.yaml"], "--time", (begin + 7_200).ToCompactString(), "--for-real").Output;
        ForeignTool.Run("jsonschema", "-i", _directory.Write("said.json", json),
            Repository.PathOf("docs/signall-run.schema.json")).MustSucceed();
        Assert.Matches("\"outcome\": \"unchanged\",\\s+\"reason\": \"the record of what was served was not"
            + " written\"", json);
        Assert.Matches("\"problem\": \"OUTPUT-UNWRITABLE\",\\s+\"failure\": \"example\\.: serial \\d+ is"
            + " installed and", json);

        Directory.Delete(record);
        Run(ExitStatus.Done, (begin + 10_800).ToCompactString());
        Assert.Contains($"\"since\": \"{begin + 10_800}\"", File.ReadAllText(record),
            StringComparison.Ordinal);
        Assert.DoesNotContain("looked at", Run(ExitStatus.Done, (begin + 14_400).ToCompactString()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nobody_serves_it_either_both_are_said_and_the_worse_status_counts()
    {
        Prepare("servers: { s: { ask: [\"127.0.0.1#1\"], answer-within: 1s } }");
        File.WriteAllText(_directory["dnssec.yaml"], File.ReadAllText(_directory["dnssec.yaml"])
            .Replace("{ zone: example,", "{ zone: example, server: s,", StringComparison.Ordinal));
        Directory.CreateDirectory(_directory["state/zones/example/served.json"]);
        string said = Run(ExitStatus.UnwritableOutput, Begin);
        Assert.Matches(@"example\.: serial (\d+) is installed, but .+; besides, example\.: serial \1 is"
            + " installed, and only the record of what was served was not written: ", said);
        Directory.Delete(_directory["state/zones/example/served.json"]);
        Assert.DoesNotContain("record", Run(ExitStatus.Refused, "20270101010000"), StringComparison.Ordinal);
    }

    private string Signer() => File.ReadLines(_directory["example.signed"])
        .First(line => line.Contains(" RRSIG SOA ", StringComparison.Ordinal)).Split(' ')[10];

    [Fact]
    public void A_keyindex_that_is_not_there_is_named()
    {
        Prepare();
        File.Delete(_directory["keyindex"]);
        Run(ExitStatus.UnreadableInput, Begin);
        Assert.False(File.Exists(_directory["example.signed"]));
    }

    private string Run(ExitStatus expected, string moment) => ToolRuns.Run(
        SignallCommand.Create(), expected, "run", "--verbose", "--config", _directory["dnssec.yaml"],
        "--time", moment, "--for-real");

    private void Prepare(string section = "")
    {
        Directory.CreateDirectory(_directory["keys"]);
        _directory.Write("example",
            "$TTL 300\n@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            clock: { ahead: 60d }
            settle: 0
            {{section}}
            zones:
              - { zone: example, file: {{_directory["example"]}}, keys: {{_directory["keys"]}}, keyindex: {{_directory["keyindex"]}}, output: {{_directory["example.signed"]}} }
            """);
        ToolRuns.Keyall(
            ExitStatus.Done, "run", "--zone", "example", "--keyindex", _directory["keyindex"], "--keys",
            _directory["keys"], "--yes", "--for-real",
            "--until", "+200d", "--time", Begin);
    }
}
