using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A signed file that a bad disk or a careless hand damaged: the next run makes it anew, and says so
/// once.</summary>
public sealed class DamagedOutputTests : IDisposable
{
    private readonly Registry _registry = new(["example"]);

    [ForeignToolTheory("dnssec-verify")]
    [InlineData("signature")]
    [InlineData("cut short")]
    [InlineData("empty")]
    [InlineData("other delegations")]
    public void A_damaged_signed_file_is_made_anew_above_every_serial_and_told_once(string damage)
    {
        string told = _registry.Files["told"];
        _registry.Configure(
            sections: $"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"], timeout: 20s }}");
        _registry.Run().MustSucceed();
        uint serial = _registry.SerialOf("example");
        Damage(_registry.Signed("example"), damage);
        _registry.WriteZone("example", Registry.TextOf(1, 21)); // new data, which must not wait for a human
        _registry.Now += 60;

        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status); // the alarm, though all is mended
        Assert.Contains("[OUTPUT-ALTERED] example.: ", run.Error, StringComparison.Ordinal);
        _registry.MustBeSound("example");
        Assert.True(_registry.SerialOf("example") > serial);
        Assert.Contains("\nn20.example. ", File.ReadAllText(_registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.Contains("\"event\":\"altered\"", _registry.Journal, StringComparison.Ordinal);
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.Equal("signall: example. OUTPUT-ALTERED\nsignall: example. OUTPUT-ALTERED ended\n",
            File.ReadAllText(told));
    }

    [ForeignToolTheory("named", "dnssec-verify", "dig")]
    [InlineData("signature")]
    [InlineData("cut short")]
    [InlineData("empty")]
    [InlineData("other delegations")]
    public void A_damaged_signed_file_of_which_nothing_is_remembered_is_made_anew_above_what_the_server_has(
        string damage)
    {
        string told = _registry.Files["told"];
        for (int names = 20; names < 23; names++)
        {
            _registry.WriteZone("example", Registry.TextOf(1, names));
            _registry.Run().MustSucceed();
        }

        uint serial = _registry.SerialOf("example");
        Assert.True(serial > 3);
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."),
            _registry.Signed("example"));
        _registry.Configure(
            $"notify: {{ command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"], timeout: 20s }}\n"
                + $"servers: {{ s: {{ reload: [/bin/kill, -HUP, \"{server.ProcessId}\"], ask: [\"127.0.0.1#{server.Port}\"] }} }}",
            "server: s, ");
        Damage(_registry.Signed("example"), damage);
        Directory.Delete(_registry.State, recursive: true);

        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status); // the alarm, though all is mended
        Assert.Contains("and nothing is known of what was installed: it was made anew from its input",
            run.Error, StringComparison.Ordinal);
        _registry.MustBeSound("example");
        Assert.Equal(serial + 1, _registry.SerialOf("example"));
        Assert.Contains("1 fresh", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.Equal("signall: example. OUTPUT-ALTERED\nsignall: example. OUTPUT-ALTERED ended\n",
            File.ReadAllText(told));
    }

    [Fact]
    public void A_sound_signed_file_of_which_nothing_is_remembered_keeps_its_signatures_though_they_have_expired()
    {
        _registry.Run().MustSucceed();
        Directory.Delete(_registry.State, recursive: true);
        Assert.DoesNotContain("OUTPUT-ALTERED", _registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Directory.Delete(_registry.State, recursive: true);
        _registry.Now += 40 * 86_400;
        Assert.DoesNotContain("OUTPUT-ALTERED", _registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_signed_file_is_made_anew_though_its_keys_have_no_copy()
    {
        _registry.Run().MustSucceed();
        string register = _registry.Files.Write("register", "zone type alg made proven set ds place\n");
        _registry.Configure(
            sections: $"gates: {{ default: {{ require-backup: made, backup-register: {register} }} }}");
        Damage(_registry.Signed("example"), "signature");
        Assert.Contains("[OUTPUT-ALTERED] example.: ", _registry.Run().Error, StringComparison.Ordinal);
        _registry.Run().MustSucceed();
    }

    [Theory]
    [InlineData("other data")]
    [InlineData("cut short")]
    public void Accepted_content_that_was_changed_since_is_not_signed_but_picked_up_anew(string damage)
    {
        _registry.Run().MustSucceed();
        string accepted = Path.Combine(_registry.State, "zones/example/accepted.zone");
        string text = File.ReadAllText(accepted);
        File.WriteAllText(accepted, damage == "cut short" ? text[..(text.Length / 2)]
            : text.Replace("192.0.2.7\n", "192.0.2.77\n", StringComparison.Ordinal));
        _registry.Now += 13 * 86_400; // signatures have to be made again, from content that has not changed
        Assert.Contains("[ACCEPTED-ALTERED] ", _registry.Run().MustSucceed().Error, StringComparison.Ordinal);
        string signed = File.ReadAllText(_registry.Signed("example"));
        Assert.DoesNotContain("192.0.2.77\n", signed, StringComparison.Ordinal);
        Assert.Contains("\nn19.example. ", signed, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(accepted));
        _registry.Now += 13 * 86_400;
        Assert.DoesNotContain("ACCEPTED-ALTERED", _registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RRSIG-INVALID")]
    [InlineData("RRSET-UNSIGNED")]
    public void A_check_without_which_a_zone_would_be_bogus_cannot_be_accepted(string code)
    {
        SignallRun run = _registry.Run("example", "--accept", code, "--because", "it is in the way");
        Assert.Equal(ExitStatus.Usage, run.Status);
        Assert.Contains("bogus", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private static void Damage(string path, string how)
    {
        string text = File.ReadAllText(path);
        File.WriteAllText(path, how switch
        {
            "signature" => WithOtherSignature(text),
            "cut short" => text[..(text.Length / 2)],
            "empty" => "",
            _ => string.Concat(text.Split('\n')
                .Where(line => !line.Contains(" RRSIG ", StringComparison.Ordinal))
                .Select(line => line + "\n"))
                + string.Concat(Enumerable.Range(0, 400)
                    .Select(i => $"gone{i}.example. 300 IN NS ns.gone{i}.example.\n")),
        });
    }

    private static string WithOtherSignature(string text)
    {
        string line = text.Split('\n')
            .First(entry => entry.StartsWith("n5.example. ", StringComparison.Ordinal)
            && entry.Contains(" RRSIG A ", StringComparison.Ordinal));
        char other = line[^10] == 'A' ? 'B' : 'A';
        return text.Replace(line, line[..^10] + other + line[^9..], StringComparison.Ordinal);
    }
}
