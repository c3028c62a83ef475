using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>What health sees that no run would: strangers' keys and signatures at real servers, keys that are
/// gone, old copies.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly Registry _registry = new(["example"]);

    [ForeignToolFact("named", "dnssec-keygen")]
    public void A_DNSKEY_that_is_served_and_not_ours_is_an_alarm()
    {
        _registry.Run().MustSucceed();
        using TemporaryDirectory other = new();
        string name = ForeignTool.Run("dnssec-keygen", "-q", "-K", other.FullName, "-a", "13", "example")
            .MustSucceed().Output.Trim();
        string served = other.Write("served", File.ReadAllText(_registry.Signed("example"))
            + File.ReadAllText(other[$"{name}.key"]).Split('\n')
            .First(line => line.StartsWith("example.", StringComparison.Ordinal)) + "\n");
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."), served);
        Ask(server);
        SignallRun health = _registry.Signall("health");
        Assert.Equal(ExitStatus.Refused, health.Status);
        Assert.Contains($"serves DNSKEY 13/{name[^5..]}, which is not in our file", health.Output,
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone")]
    public void A_signature_that_a_stolen_key_made_is_an_alarm()
    {
        _registry.Run().MustSucceed();
        using TemporaryDirectory thief = new();
        string stolen = thief.Write("stolen",
            string.Join('\n', File.ReadLines(_registry.Signed("example"))
                .Where(line => !line.Contains(" RRSIG ", StringComparison.Ordinal)
                    && !line.Contains(" NSEC ", StringComparison.Ordinal))) + "\n");
        ForeignTool.RunIn(thief.FullName, "dnssec-signzone", "-P", "-S", "-o", "example", "-K",
            _registry.Files["keys"], "-f", thief["served"], stolen).MustSucceed();
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."), thief["served"]);
        Ask(server);
        string said = _registry.Signall("health").Output;
        Assert.Contains("serves a signature that is not ours", said, StringComparison.Ordinal);
        Assert.Contains("serves a signature over the DNSKEY RRset that is not ours", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_file_that_is_changed_behind_our_back_is_an_alarm_for_health_and_for_the_next_run_once()
    {
        _registry.Run().MustSucceed();
        string[] before = File.ReadAllLines(_registry.Signed("example"));
        Assert.DoesNotContain("is not the file that run", _registry.Signall("health").Output,
            StringComparison.Ordinal);
        DateTime time = File.GetLastWriteTimeUtc(_registry.Signed("example"));
        _registry.Now += 60;
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        _registry.Run().MustSucceed();
        Assert.DoesNotContain("is not the file that run", _registry.Signall("health").Output,
            StringComparison.Ordinal);

        // An earlier version of ours, as whole as ever, in the place of the present one.
        File.WriteAllLines(_registry.Signed("example"), before);
        File.SetLastWriteTimeUtc(_registry.Signed("example"), time);
        SignallRun health = _registry.Signall("health");
        Assert.Equal(ExitStatus.Refused, health.Status);
        Assert.Contains($"bad: example. {_registry.Signed("example")} is not the file that run ",
            health.Output, StringComparison.Ordinal);

        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[OUTPUT-ALTERED] example.: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"altered\"", _registry.Journal, StringComparison.Ordinal);
        Assert.Contains("n20.example.", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.DoesNotContain("is not the file that run", _registry.Signall("health").Output,
            StringComparison.Ordinal);

        // Other content of the same size and time.
        string signed = _registry.Signed("example");
        time = File.GetLastWriteTimeUtc(signed);
        File.WriteAllText(signed, File.ReadAllText(signed)
            .Replace("192.0.2.5\n", "192.0.2.6\n", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(signed, time);
        Assert.Contains("is not the file that run", _registry.Signall("health").Output,
            StringComparison.Ordinal);
        _registry.WriteZone("example", Registry.TextOf(3, 22));
        Assert.Contains("[OUTPUT-ALTERED] example.: ", _registry.Run().Error, StringComparison.Ordinal);
        Assert.Contains("n5.example. 300 IN A 192.0.2.5\n", File.ReadAllText(signed),
            StringComparison.Ordinal);

        // Touched, and the same: no alarm.
        File.SetLastWriteTimeUtc(_registry.Signed("example"), time.AddSeconds(-1));
        _registry.Run().MustSucceed();
        Assert.DoesNotContain("is not the file that run", _registry.Signall("health").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_half_that_is_gone_is_an_alarm_before_a_run_needs_it()
    {
        _registry.Run().MustSucceed();
        Assert.Equal(ExitStatus.Done, _registry.Signall("health", "--try-keys").Status);
        foreach (string file in Directory.GetFiles(_registry.Files["keys"], "*.private"))
        {
            File.Move(file, file + ".away");
        }

        Assert.Matches(@"bad: example\. the private half of key 13/\d+, which signs the zone, is not in ",
            _registry.Signall("health").Output);
        Assert.Matches(
            @"bad: example\. the private half of .* is not in .*, but it has \d+ signatures? to make", _registry.Signall("health", "--try-keys").Output);
    }

    [Fact]
    public void Copies_of_keys_that_are_missing_or_unknown_are_told()
    {
        string register = _registry.Files.Write("register", "zone type alg made proven set ds place\n");
        _registry.Configure(sections: $"gates: {{ default: {{ backup-register: {register} }} }}");
        _registry.Run().MustSucceed();
        Assert.Contains($"attention: {register}: there is no copy of any key",
            _registry.Signall("health").Output, StringComparison.Ordinal);
        File.Delete(register);
        Assert.Contains($"bad: {register}: cannot be read", _registry.Signall("health").Output,
            StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private void Ask(NameServer server) => _registry.Configure(
        sections: $"servers: {{ s: {{ ask: [\"127.0.0.1#{server.Port}\"] }} }}", zoneFields: "server: s, ");
}
