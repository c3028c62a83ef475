using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>The run with an offline KSK, whose key sets come in bundles.</summary>
public sealed class UnattendedBundleTests : IDisposable
{
    private const int Day = 86_400;
    private const string Begin = "20270101000000";

    private readonly TemporaryDirectory _directory = new();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone")]
    public void The_bundle_of_each_time_is_served_without_the_ksk()
    {
        Prepare();
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        HashSet<string> keySets = [];
        for (int week = 0; week < 11; week++)
        {
            string moment = (begin + (week * 7 * Day) + Day).ToCompactString();
            ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "run", "--config",
                _directory["dnssec.yaml"], "--time", moment, "--for-real");
            ForeignTool.Run("ldns-verify-zone", "-t", moment, _directory["example.signed"]).MustSucceed();
            keySets.Add(string.Join('\n', File.ReadLines(_directory["example.signed"])
                .Where(line => line.Contains(" IN DNSKEY ", StringComparison.Ordinal))));
        }

        Assert.True(keySets.Count > 2, $"{keySets.Count} key sets were served"); // ZSKs of thirty days came and went
    }

    [Fact]
    public void Why_tells_the_bundle_of_a_signature_and_when_the_next_takes_its_place()
    {
        Prepare();
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        string moment = (begin + Day).ToCompactString();
        ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "run", "--config", _directory["dnssec.yaml"],
            "--time", moment, "--for-real");
        string why = Why(moment, "DNSKEY");
        string response = Assert.Single(Directory.GetFiles(_directory["bundles"], "*.skr"));
        Assert.Contains($"made by an offline KSK, in a bundle of {response}\n", why,
            StringComparison.Ordinal);
        Match next = Regex.Match(why, @"the next bundle takes its place at (\S+)\n");
        Assert.True(TimestampText.TryParseAbsolute(next.Groups[1].Value, out Timestamp turn), why);
        Assert.Contains("made in run ", Why(moment, "SOA"), StringComparison.Ordinal);

        string then = turn.ToCompactString();
        ToolRuns.Run(SignallCommand.Create(), ExitStatus.Done, "run", "--config", _directory["dnssec.yaml"],
            "--time", then, "--for-real");
        Assert.NotEqual(why, Why(then, "DNSKEY"));
    }

    private string Why(string moment, string type) => ToolRuns.Run(
        SignallCommand.Create(), ExitStatus.Done, "why", "example", type, "--config",
        _directory["dnssec.yaml"], "--time", moment);

    [Fact]
    public void People_are_reminded_of_the_ceremony_once_a_month_with_what_to_do()
    {
        string told = _directory["told"];
        Prepare($"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}; cat >> {told}.text\"], ceremony: 45d }}");
        Assert.True(Timestamp.TryParseCompact(Begin, out Timestamp begin));
        foreach (int day in (int[])[1, 20, 40, 60, 61, 70, 89])
        {
            ToolRuns.Run(
                SignallCommand.Create(), ExitStatus.Done, "run", "--config", _directory["dnssec.yaml"],
                "--time", (begin + (day * Day)).ToCompactString(), "--for-real");
        }

        string[] subjects = File.ReadAllLines(told);
        Assert.Equal(2, subjects.Length); // on day 60, and again on day 89
        Assert.All(subjects,
            subject => Assert.Matches(@"^signall: time for a ceremony: example\. has bundles for \d+ days$",
                subject));
        // It overlaps with the last response, by which its request chains: KSR-CHAIN-OVERLAP.
        Assert.Contains($"--from {begin + (90 * Day)} --until +90d", File.ReadAllText(told + ".text"),
            StringComparison.Ordinal);
        Assert.Contains(
            $"keyall response import skr.xml --request ksr.xml --keys {_directory["online"]} --bundles {_directory["bundles"]}", File.ReadAllText(told + ".text"), StringComparison.Ordinal);
    }

    private void Prepare(string sections = "")
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        _directory.Write("example",
            "$TTL 300\n@ SOA ns1 hostmaster 1 7200 3600 1209600 300\n@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n");
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            clock: { ahead: 60d }
            settle: 0
            {{sections}}
            zones:
              - { zone: example, file: {{_directory["example"]}}, keys: {{_directory["online"]}}, bundles: {{_directory["bundles"]}}, output: {{_directory["example.signed"]}} }
            """);
        ToolRuns.Keyall(ExitStatus.Done, "key", "generate", "--zone", "example", "--keys",
            _directory["offline"], "--type", "ksk", "--time", Begin);
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)));
        }

        ToolRuns.Keyall(
            ExitStatus.Done, "request", "make", "--zone", "example", "--keys", _directory["online"],
            "--zsk-lifetime", "30d", "--from", Begin, "--until", "+90d",
            "--output", _directory["request"], "--serial", "1", "--time", Begin);
        ToolRuns.Keyall(
            ExitStatus.Done, "request", "sign", _directory["request"], "--keys", _directory["offline"],
            "--output", _directory["response"],
            "--validity", "21d", "--refresh", "11d", "--until", "+10d", "--yes", "--first", "--time", Begin);
        ToolRuns.Keyall(
            ExitStatus.Done, "response", "import", _directory["response"], "--keys", _directory["online"],
            "--bundles", _directory["bundles"],
            "--request", _directory["request"], "--first", "--time", Begin, "--for-real");
    }
}
