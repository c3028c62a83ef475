using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>What people, programs and monitors are shown, and who is told when.</summary>
public class StatusTests
{
    private const int Hour = 3_600;

    [Fact]
    public void Status_shows_serial_hours_left_and_problems()
    {
        using Registry registry = new(["example", "other"]);
        Assert.Contains("no run yet", registry.Signall("status").MustSucceed().Output,
            StringComparison.Ordinal);
        registry.Run().MustSucceed();
        Assert.Matches($@"example\. +{registry.SerialOf("example")}  +(28\d|29\d|3\d\d) h  good",
            registry.Signall("status").MustSucceed().Output);
        registry.WriteZone("other", "garbage (");
        registry.Run();
        string[] lines = registry.Signall("status").MustSucceed().Output.Split('\n');
        Assert.StartsWith("other. ", lines[2], StringComparison.Ordinal); // what needs somebody comes first
        Assert.Contains("[INPUT-UNREADABLE] since", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Status_as_JSON_has_what_its_schema_says()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        using JsonDocument schema =
            JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs/status.schema.json")));
        using JsonDocument status = JsonDocument.Parse(registry.Signall("status", "--json")
            .MustSucceed().Output);
        Assert.Equal(Required(schema.RootElement), Names(status.RootElement));
        JsonElement properties = schema.RootElement.GetProperty("properties");
        Assert.Equal(Required(properties.GetProperty("zones").GetProperty("items")),
            Names(status.RootElement.GetProperty("zones")[0]));
        Assert.Equal(Required(properties.GetProperty("runs").GetProperty("items")),
            Names(status.RootElement.GetProperty("runs")[0]));
        Assert.Equal("good", status.RootElement.GetProperty("level").GetString());
    }

    [Fact]
    public void The_page_is_one_file_without_scripts_and_escapes_what_it_shows()
    {
        using Registry registry = new(["example"]);
        registry.Configure(
            sections: $"status: {{ page: {registry.Files["page.html"]}, json: {registry.Files["status.json"]}, metrics: {registry.Files["dnssec.prom"]} }}");
        registry.Run().MustSucceed();
        string page = File.ReadAllText(registry.Files["page.html"]);
        Assert.Contains("all 1 zones are good", page, StringComparison.Ordinal);
        registry.Signall("hold", "example", "--because", "<script>alert(1)</script> & \"more\"")
            .MustSucceed();
        registry.Run().MustSucceed();
        page = File.ReadAllText(registry.Files["page.html"]);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;", page,
            StringComparison.Ordinal);
        Assert.DoesNotMatch("(src|href)=", page);
        XDocument.Parse(Regex.Replace(page, "<!DOCTYPE html>|<meta[^>]*>", "")); // every element is closed
        Assert.Equal("attention",
            JsonDocument.Parse(File.ReadAllText(registry.Files["status.json"])).RootElement.GetProperty("level").GetString());
        Assert.Contains("dnssec_toolkit_held{zone=\"example.\"} 1\n",
            File.ReadAllText(registry.Files["dnssec.prom"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_alert_rules_speak_of_metrics_that_there_are()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string metrics = registry.Signall("status", "--metrics").MustSucceed().Output;
        string rules = File.ReadAllText(Repository.PathOf("samples/monitoring/dnssec-alerts.yaml"));
        string[] used = [.. Regex.Matches(rules, "dnssec_toolkit_[a-z_]+").Select(match => match.Value)
            .Distinct()];
        Assert.True(used.Length >= 4);
        Assert.All(used,
            name => Assert.Contains($"# TYPE {name} gauge\n", metrics, StringComparison.Ordinal));
    }

    [Fact]
    public void Why_tells_key_run_reason_and_renewal()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.Now += Hour;
        registry.WriteZone("example", Registry.TextOf(2, 21));
        registry.Run().MustSucceed();
        string why = registry.Signall("why", "n20.example", "A").MustSucceed().Output;
        Assert.Matches(@"^n20\.example\. A: signed by key 13/\d+, valid ", why);
        Assert.Matches(
            $@"made in run [0-9a-f]{{8}} at {registry.Now}, because the zone file changed \(\d+ for new data\)", why);
        Assert.Contains($"at {registry.Start}, because it is new here",
            registry.Signall("why", "n3.example", "a").MustSucceed().Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Usage, registry.Signall("why", "n3.example", "AAAA").Status);
        Assert.Equal(ExitStatus.Usage, registry.Signall("why", "elsewhere").Status);
        JsonDocument.Parse(registry.Signall("why", "example", "SOA", "--json").MustSucceed().Output)
            .Dispose();
    }

    [ForeignToolFact("named")]
    public void Health_answers_as_monitors_expect()
    {
        using Registry registry = new(["example"]);
        Assert.Equal(2, (int)registry.Signall("health", "--nagios").Status); // no run yet
        registry.Run().MustSucceed();
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."),
            registry.Signed("example"));
        registry.Configure(
            sections: $"servers: {{ s: {{ reload: [/bin/kill, -HUP, \"{server.ProcessId}\"], ask: [\"127.0.0.1#{server.Port}\"] }} }}", zoneFields: "server: s, ");
        registry.Run().MustSucceed();
        SignallRun good = registry.Signall("health", "--nagios");
        Assert.Equal((0, "DNSSEC OK\n"), ((int)good.Status, good.Output));

        registry.Now += 4 * Hour;
        Assert.StartsWith("DNSSEC CRITICAL: the last run was at",
            registry.Signall("health", "--nagios").Output, StringComparison.Ordinal);
        registry.Now -= 4 * Hour;
        registry.Signall("hold", "example", "--because", "x").MustSucceed();
        Assert.Equal(1, (int)registry.Signall("health", "--nagios").Status);
        registry.Signall("release", "example").MustSucceed();

        // A file that the server does not have, and signatures that are not ours.
        File.WriteAllText(registry.Signed("example"), File.ReadAllText(registry.Signed("example"))
            .Replace("hostmaster.example. 2 ", "hostmaster.example. 3 ", StringComparison.Ordinal));
        SignallRun other = registry.Signall("health");
        Assert.Equal(ExitStatus.Refused, other.Status);
        Assert.Contains("serves serial 2, and the file has 3", other.Output, StringComparison.Ordinal);
        registry.Files.Write("dnssec.yaml", "nonsense");
        Assert.Equal(2, (int)registry.Signall("health", "--nagios").Status);
    }

    [ForeignToolFact("named")]
    public void Health_compares_the_parents_ds_with_the_keys()
    {
        using Registry registry = new(["example"]);
        string root = registry.Files.Write("root",
            ". 300 IN SOA ns. hostmaster. 1 7200 3600 1209600 300\n. 300 IN NS ns.\nns. 300 IN A 192.0.2.53\nexample. 300 IN NS ns1.example.\nns1.example. 300 IN A 192.0.2.1\n"
            + $"example. 300 IN DS 1 13 2 {new string('A', 64)}\n");
        using NameServer parent = NameServer.StartNamed(DomainName.Root, root);
        registry.Configure(sections: $"parents: {{ root: {{ servers: [\"127.0.0.1#{parent.Port}\"] }} }}",
            zoneFields: "parent: root, ");
        registry.Run().MustSucceed();
        Assert.Contains("[PARENT-DS-UNMATCHED]", registry.Signall("health").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_is_told_when_it_begins_and_when_it_ends_and_not_in_between()
    {
        using Registry registry = new(["example", "other"]);
        string mailbox = registry.Files["mail"];
        string sendmail = registry.Files.Write("sendmail",
            $"#!/bin/sh\n{{ echo \"ARGS $*\"; cat; echo END; }} >> {mailbox}\n");
        File.SetUnixFileMode(sendmail, (UnixFileMode)0b111_101_101);
        string hook = $"command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {registry.Files["hook"]}\"]";
        registry.Configure(
            sections: $"notify: {{ mail: [a@example.net, b@example.net], sendmail: {sendmail}, {hook} }}");
        registry.Run().MustSucceed();
        Assert.False(File.Exists(mailbox));
        registry.WriteZone("example", "garbage (");
        registry.Run();
        registry.Now += Hour;
        registry.Run();
        Assert.Single(Regex.Matches(File.ReadAllText(mailbox), "Subject: "));
        Assert.Contains(
            "ARGS -t -oi\nFrom: signall\nTo: a@example.net, b@example.net\nSubject: signall: example. INPUT-UNREADABLE\n", File.ReadAllText(mailbox), StringComparison.Ordinal);
        registry.WriteZone("example", Registry.TextOf(2, 21));
        registry.Run().MustSucceed();
        registry.Run().MustSucceed();
        Assert.Equal(2, Regex.Count(File.ReadAllText(mailbox), "Subject: "));
        Assert.Equal("signall: example. INPUT-UNREADABLE\nsignall: example. INPUT-UNREADABLE ended\n",
            File.ReadAllText(registry.Files["hook"]));
    }

    [Fact]
    public void A_notification_that_cannot_be_sent_is_told_and_the_zones_are_signed_all_the_same()
    {
        using Registry registry = new(["example", "other"]);
        registry.Configure(sections: "notify: { command: [/bin/false] }");
        registry.Run().MustSucceed();
        registry.WriteZone("example", "garbage (");
        registry.WriteZone("other", Registry.TextOf(2, 21));
        Assert.Contains("a notification could not be sent: false ended with status 1", registry.Run().Error,
            StringComparison.Ordinal);
        Assert.Contains("n20.other.", File.ReadAllText(registry.Signed("other")), StringComparison.Ordinal);
    }

    private static string[] Required(JsonElement schema) =>
        [.. schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!)];

    private static string[] Names(JsonElement element) =>
        [.. element.EnumerateObject().Select(member => member.Name)];
}
