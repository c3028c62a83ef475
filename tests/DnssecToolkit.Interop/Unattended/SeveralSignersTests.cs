using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Two signers of one zone, of which one signs at a time; what a real server serves shows
/// which.</summary>
public sealed class SeveralSignersTests : IDisposable
{
    private readonly Registry _first = new(["example"]);
    private readonly Registry _second = new(["example"]);

    [ForeignToolFact("named", "dig", "dnssec-verify")]
    public void A_standby_takes_over_and_the_one_that_comes_back_steps_down()
    {
        using NameServer server = Begin();
        uint published = _first.SerialOf("example");
        _second.Signall("standby", "enter", "--because", "second site").MustSucceed();
        Assert.Contains("left alone: this signer stands by since", _second.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_second.Signed("example")));
        _second.Signall("standby", "check").MustSucceed();

        _second.Signall("promote", "--because", "the first site has no power", "--yes").MustSucceed();
        Assert.True(_second.SerialOf("example") > published);
        Assert.Equal(_second.SerialOf("example"), Served(server));
        _second.MustBeSound("example");

        _first.WriteZone("example", Registry.TextOf(9, 30));
        _first.Now += 60;
        uint before = _first.SerialOf("example");
        SignallRun back = _first.Run();
        Assert.Equal(ExitStatus.Refused, back.Status);
        Assert.Contains("another signer is active", back.Error, StringComparison.Ordinal);
        Assert.Equal((before, _second.SerialOf("example")), (_first.SerialOf("example"), Served(server)));
        Assert.Contains("this signer stands by since", _first.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.Contains("\"event\":\"stepped-down\"", _first.Journal, StringComparison.Ordinal);

        // And back again: the same way, above the serial of the other.
        _first.Signall("promote", "--because", "power is back", "--yes").MustSucceed();
        Assert.True(_first.SerialOf("example") > _second.SerialOf("example"));
        Assert.Equal(_first.SerialOf("example"), Served(server));
    }

    [ForeignToolFact("named", "dig")]
    public void A_standby_with_other_keys_is_refused_and_stays_what_it_is()
    {
        using NameServer server = Begin();
        using Registry other = new(["example"]);
        CopyKeys(other, _second);
        _second.Signall("standby", "enter", "--because", "second site").MustSucceed();
        SignallRun check = _second.Signall("standby", "check", "--json");
        Assert.Equal(ExitStatus.Refused, check.Status);
        Assert.Contains("\"ready\": false", check.Output, StringComparison.Ordinal);
        Assert.Contains("is published, and is not here", check.Error, StringComparison.Ordinal);
        Assert.Contains("is here, and is not published", check.Error, StringComparison.Ordinal);
        uint published = Served(server);
        Assert.Equal(ExitStatus.Refused, _second.Signall("promote", "--because", "x", "--yes").Status);
        Assert.Equal(published, Served(server));
        Assert.Contains("stands by", _second.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig")]
    public void A_private_half_that_is_missing_a_fence_that_fails_and_a_silent_server_each_refuse()
    {
        using NameServer server = Begin();
        _second.Signall("standby", "enter", "--because", "second site").MustSucceed();
        Assert.Equal(ExitStatus.Usage, _second.Signall("promote", "--because", "nobody to ask").Status); // without --yes, and without a terminal
        Wire(_second, server, "fence: [/bin/false]");
        Assert.Contains("false ended with status 1",
            _second.Signall("promote", "--because", "x", "--yes").Error, StringComparison.Ordinal);
        Wire(_second, server);
        foreach (string file in Directory.GetFiles(_second.Files["keys"], "*.private"))
        {
            File.Move(file, file + ".away");
        }

        Assert.Contains("the private half of", _second.Signall("standby", "check").Error,
            StringComparison.Ordinal);
        _second.Configure(sections: $"servers: {{ s: {{ ask: [\"127.0.0.1#{LoopbackPorts.Free()}\"] }} }}",
            zoneFields: "server: s, ");
        Assert.Contains("[STANDBY-UNCHECKED]", _second.Signall("standby", "check").Error,
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig")]
    public void A_version_that_was_put_back_and_is_loaded_late_is_nobody_elses()
    {
        using NameServer server = Begin();
        string late = _first.Files["late"];
        Wire(_first, server, reload: $"cp {_first.Signed("example")} {late}", within: "3s");
        _first.WriteZone("example", Registry.TextOf(2, 30));
        uint before = _first.SerialOf("example");
        Assert.Contains("the version before was put back", _first.Run().Error, StringComparison.Ordinal);
        Assert.Equal(before, _first.SerialOf("example"));
        Load(server, late);
        Assert.Equal(before + 1, Served(server));

        Wire(_first, server);
        _first.Run().MustSucceed();
        Assert.Equal((before + 2, before + 2), (_first.SerialOf("example"), Served(server)));
        Assert.DoesNotContain("stepped-down", _first.Journal, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig")]
    public void Another_signers_version_under_the_serial_of_one_that_was_put_back_is_anothers()
    {
        using NameServer server = Begin();
        Wire(_first, server, reload: "true", within: "3s");
        _first.WriteZone("example", Registry.TextOf(2, 30));
        uint before = _first.SerialOf("example");
        Assert.Contains("the version before was put back", _first.Run().Error, StringComparison.Ordinal);
        _second.Signall("promote", "--because", "the first is slow", "--yes").MustSucceed();
        Assert.Equal((before + 1, before + 1), (_second.SerialOf("example"), Served(server)));
        Assert.Contains("another signer is active", _first.Run().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig")]
    public void A_zone_that_fails_while_its_signer_is_promoted_is_signed_by_the_next_run_above_the_others()
    {
        using NameServer server = Begin();
        _second.Signall("promote", "--because", "a trial", "--yes").MustSucceed();
        _first.Signall("promote", "--because", "its end", "--yes").MustSucceed();
        _second.WriteZone("example", "no zone\n");
        Assert.NotEqual(ExitStatus.Done,
            _second.Signall("promote", "--because", "for good", "--yes", "--verbose").Status);
        uint published = Served(server);
        _second.WriteZone("example", Registry.TextOf(3, 20));
        _second.Run().MustSucceed();
        Assert.Equal((published + 1, published + 1), (_second.SerialOf("example"), Served(server)));
        Assert.DoesNotContain("stepped-down", _second.Journal, StringComparison.Ordinal);
        Assert.Contains("another signer is active", _first.Run("--force").Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dig")]
    public void A_signer_that_lost_its_state_leaves_alone_what_another_signed_until_it_is_told()
    {
        using NameServer server = Begin();
        _second.Signall("promote", "--because", "the first site burns", "--yes").MustSucceed();
        Directory.Delete(_first.State, recursive: true);
        uint before = _first.SerialOf("example");
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = _first.Run();
            Assert.Equal(ExitStatus.Refused, run.Status);
            Assert.Contains("[SIGNER-OTHER-ACTIVE] example.: the state directory is new, and 127.0.0.1",
                run.Error, StringComparison.Ordinal);
        }

        Assert.Equal((before, _second.SerialOf("example")), (_first.SerialOf("example"), Served(server)));
        _first.Signall("promote", "--because", "it is this one", "--yes").MustSucceed();
        Assert.True(Served(server) > _second.SerialOf("example"));
    }

    [ForeignToolFact("named", "dig")]
    public void A_standby_that_never_signed_and_lost_its_state_leaves_what_is_served_alone_until_it_is_promoted()
    {
        using NameServer server = Begin();
        _second.Signall("standby", "enter", "--because", "second site").MustSucceed();
        Directory.Delete(_second.State, recursive: true);
        uint published = Served(server);
        for (int i = 0; i < 2; i++)
        {
            SignallRun run = _second.Run();
            Assert.Equal(ExitStatus.Refused, run.Status);
            Assert.Contains("[SIGNER-OTHER-ACTIVE] example.: it was never signed here, and 127.0.0.1",
                run.Error, StringComparison.Ordinal);
        }

        // With no server to see it by, what the configuration says holds it.
        _second.Configure(
            sections: $"several-signers: yes\nservers: {{ s: {{ ask: [\"127.0.0.1#{LoopbackPorts.Free()}\"] }} }}", zoneFields: "server: s, ");
        SignallRun blind = _second.Run();
        Assert.Equal(ExitStatus.Refused, blind.Status);
        Assert.Contains("[SIGNER-ROLE-UNKNOWN] there are several signers, and ", blind.Error,
            StringComparison.Ordinal);
        Assert.Contains("runs sign nothing: [SIGNER-ROLE-UNKNOWN] since ", _second.Signall("health").Output,
            StringComparison.Ordinal);
        Assert.False(File.Exists(_second.Signed("example")));
        Assert.Equal(published, Served(server));

        Wire(_second, server, "several-signers: yes");
        _second.Signall("promote", "--because", "the first is gone", "--yes").MustSucceed();
        Assert.Equal((_second.SerialOf("example"), true), (Served(server), Served(server) > published));
    }

    [ForeignToolFact("named", "dig")]
    public void A_standby_without_the_book_of_the_childrens_ds_is_refused()
    {
        using NameServer server = Begin();
        const string children = "children: { c: { wait: 1h } }";
        Wire(_first, server, children, fields: "children: c, ");
        _first.Run().MustSucceed();
        Wire(_second, server, children, fields: "children: c, ");
        Assert.Contains("[STANDBY-CHILDREN] example. has children", _second.Signall("standby", "check").Error,
            StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Refused, _second.Signall("promote", "--because", "x", "--yes").Status);
        string book = Path.Combine("zones", "example", "children.ds");
        Directory.CreateDirectory(Path.Combine(_second.State, "zones", "example"));
        File.Copy(Path.Combine(_first.State, book), Path.Combine(_second.State, book));
        _second.Signall("standby", "check").MustSucceed();
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    // The first signs and is active; the second has its keys and its zone files.
    private NameServer Begin()
    {
        _first.Run().MustSucceed();
        string served = _first.Files["served"];
        File.Copy(_first.Signed("example"), served);
        NameServer server = NameServer.StartNamed(DomainName.Parse("example."), served);
        Wire(_first, server);
        Wire(_second, server);
        CopyKeys(_first, _second);
        _first.Signall("promote", "--because", "the first of two", "--yes").MustSucceed();
        Assert.Equal(_first.SerialOf("example"), Served(server));
        return server;
    }

    private void Wire(Registry registry, NameServer server, string more = "", string? reload = null,
        string fields = "", string within = "60s")
    {
        reload ??= LoadCommand(server, registry.Signed("example"));
        registry.Configure(
            sections: $"servers: {{ s: {{ reload: [/bin/sh, -c, \"{reload}\"], ask: [\"127.0.0.1#{server.Port}\"], answer-within: {within} }} }}\n{more}",
            zoneFields: $"server: s, {fields}");
    }

    private string LoadCommand(NameServer server, string file) =>
        $"cp {file} {_first.Files["served"]}.new && mv {_first.Files["served"]}.new {_first.Files["served"]} && kill -HUP {server.ProcessId}";

    private void Load(NameServer server, string file)
    {
        uint before = Served(server);
        ForeignTool.Run("sh", "-c", LoadCommand(server, file)).MustSucceed();
        for (int i = 0; i < 600 && Served(server) == before; i++)
        {
            Thread.Sleep(100);
        }
    }

    private static void CopyKeys(Registry from, Registry to)
    {
        Directory.Delete(to.Files["keys"], recursive: true);
        Directory.CreateDirectory(to.Files["keys"]);
        foreach (string file in Directory.GetFiles(from.Files["keys"]))
        {
            File.Copy(file, Path.Combine(to.Files["keys"], Path.GetFileName(file)));
        }
    }

    private static uint Served(NameServer server) => uint.Parse(
        ForeignTool.Run("dig", "@127.0.0.1", "-p", $"{server.Port}", "+short", "+norec", "example.", "SOA")
            .MustSucceed().Output.Split(' ')[2],
        System.Globalization.CultureInfo.InvariantCulture);
}
