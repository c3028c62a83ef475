using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>When a child's DS enters its parent: the child is another operator's, on real servers.</summary>
public sealed class ChildrenTests : IDisposable
{
    private const int Hour = 3_600;
    private const int Day = 86_400;

    private readonly Registry _parent = new(["example"]);
    private readonly ForeignChild _child = new("child.example", "ns.operator.test.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _child.Dispose();
        _parent.Dispose();
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey", "dig")]
    public void A_ds_from_a_file_enters_when_all_servers_have_served_what_fits_it_for_long_enough()
    {
        string key = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        Delegate();
        _parent.Configure(zoneFields: $"child-ds: {_parent.Files["ds"]}, child-ds-unasked: may-go-bogus, ");
        Assert.Contains("example.: child-ds-unasked: DS go in when their files come",
            _parent.Signall("config", "check").MustSucceed().Error, StringComparison.Ordinal);
        _parent.Configure(zoneFields: $"ds-output: {_parent.Files["ds"]}, ");
        Assert.Contains("example.: ds-output without a server to ask", _parent.Signall("config", "check")
            .MustSucceed().Error, StringComparison.Ordinal);
        Configure("");
        Assert.DoesNotContain("ds-output without", _parent.Signall("config", "check").MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("child-ds-unasked", _parent.Signall("config", "check").MustSucceed().Error,
            StringComparison.Ordinal);
        _parent.Run().MustSucceed();
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
        Assert.Contains("the DS set of child.example. waits: not all of its servers have its DNSKEY RRset",
            _parent.Run().MustSucceed().Error, StringComparison.Ordinal);
        _child.Sign(atBoth: false);
        Assert.Contains("waits: not all of its servers have its DNSKEY RRset", _parent.Run()
            .MustSucceed().Error, StringComparison.Ordinal);
        _child.Sign();
        Assert.Matches(@"\[CHILD-DS-WAITS\] the DS set of child\.example\. goes into example\. at ",
            _parent.Run().MustSucceed().Error);
        _parent.Now += Day - Hour;
        _parent.Run().MustSucceed();
        Assert.DoesNotContain(" IN DS ", Zone, StringComparison.Ordinal);
        _parent.Now += Hour;
        _parent.Run().MustSucceed();
        Assert.Contains($"\nchild.example. 300 IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"child-ds\",\"zone\":\"child.example.\"", _parent.Journal,
            StringComparison.Ordinal);
        Assert.Contains("1 fresh", _parent.Run().MustSucceed().Error, StringComparison.Ordinal);

        // A set that fits no key that is served would make the child bogus.
        string stranger = _child.MakeKey("-f", "KSK");
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(stranger) + "\n");
        Assert.Contains("waits: at one of its servers no DS leads to a key that signs the DNSKEY RRset",
            _parent.Run().MustSucceed().Error, StringComparison.Ordinal);
        _parent.Now += 3 * Day;
        _parent.Run().MustSucceed();
        Assert.Contains($"\nchild.example. 300 IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey")]
    public void A_child_ds_directory_alone_makes_the_servers_of_a_child_be_asked_and_with_no_address_the_ds_waits()
    {
        string key = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign();
        Delegate();
        string childDs = $"child-ds: {_parent.Files["ds"]}, ";
        _parent.Configure(zoneFields: childDs);
        _parent.Run().MustSucceed();
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
        string said = _parent.Run().MustSucceed().Error;
        Assert.Contains(
            "[CHILD-DS-WAITS] the DS set of child.example. waits: no address of its servers is known", said, StringComparison.Ordinal);
        Assert.Contains("children: { default: { servers: { child.example.: [ADDRESS] } } }", said,
            StringComparison.Ordinal);
        _parent.Now += 30 * Day;
        _parent.Run().MustSucceed();
        Assert.DoesNotContain(" IN DS ", Zone, StringComparison.Ordinal); // time alone lets nothing in

        // The section that the hint tells; it is the zone's without being named.
        string asking = $"children: {{ default: {{ servers: {{ child.example: {_child.Addresses} }} }} }}";
        _parent.Configure(asking, childDs);
        _parent.Run().MustSucceed();
        _parent.Now += Day;
        _parent.Run().MustSucceed();
        Assert.Contains($"\nchild.example. 300 IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
        string settled =
            File.ReadAllText(Path.Combine(_parent.State, "zones", "example", "children.settled"));
        Assert.NotEmpty(settled); // from here on a run that finds the files so reads none of them
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(_child.MakeKey("-f", "KSK")) + "\n");
        for (int i = 0; i < 2; i++)
        {
            Assert.Contains("at one of its servers no DS leads to a key", _parent.Run().MustSucceed().Error,
                StringComparison.Ordinal);
        }

        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
        _parent.Run().MustSucceed();
        string effective = _parent.Signall("config", "show", "--effective").MustSucceed().Output;
        Assert.Contains("    children: default\n", effective, StringComparison.Ordinal);

        _parent.Configure(asking, childDs + "children: default, child-ds-unasked: may-go-bogus, ");
        Assert.Contains("[CONFIG-CLASH] child-ds-unasked says", _parent.Signall("config", "check").Error,
            StringComparison.Ordinal);
    }

    [OfflineMachineFact]
    public void A_server_is_not_asked_at_an_address_that_this_host_has_no_route_to()
    {
        _parent.WriteZone("example", Registry.TextOf(1, 20)
            + "child NS ns.child\nns.child A 192.0.2.53\nns.child AAAA ::1\n");
        _parent.Configure(zoneFields: $"child-ds: {_parent.Files["ds"]}, ");
        _parent.Run().MustSucceed();
        _parent.Files.Write("ds/dsset-child.example.",
            $"child.example. IN DS 12345 13 2 {new string('A', 64)}\n");

        // Of a machine without a network, whose loopback is up, only ::1 has a route.
        const string loopback = """
            import fcntl, socket, struct, sys, os
            fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 1)) # SIOCSIFFLAGS, IFF_UP
            os.execv(sys.argv[1], sys.argv[1:])
            """;
        ForeignRun run = ForeignTool.Run(
            "unshare", "--net", "python3", "-c", loopback, SignallProcess.Executable, "run", "--verbose",
            "--config", _parent.Files["dnssec.yaml"]);
        Assert.Contains("the DS set of child.example. waits: ns.child.example. (::1) ", run.Everything,
            StringComparison.Ordinal);
        Assert.DoesNotContain("192.0.2.53", run.Everything, StringComparison.Ordinal);
    }

    [ForeignToolTheory("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey", "dig")]
    [InlineData("zones/example/children.ds")]
    [InlineData("")]
    public void The_ds_of_children_outlast_the_book_of_them_and_the_whole_state(string lost)
    {
        string key = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign();
        Delegate();
        Configure("wait: 1h");
        _parent.Run().MustSucceed();
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
        _parent.Run().MustSucceed();
        _parent.Now += Hour;
        _parent.Run().MustSucceed();
        Assert.Contains($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);

        File.Delete(_parent.Files["ds/dsset-child.example."]);
        string path = Path.Combine(_parent.State, lost);
        if (lost.Length > 0)
        {
            File.Delete(path);
        }
        else
        {
            Directory.Delete(path, recursive: true);
        }

        Assert.Equal(ExitStatus.Done, _parent.Signall("run", "--dry-run").Status);
        SignallRun run = _parent.Run("--force").MustSucceed();
        Assert.Equal(lost.Length == 0, run.Error.Contains("[STATE-LOST]", StringComparison.Ordinal));
        Assert.Contains($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"children-kept\"", _parent.Journal, StringComparison.Ordinal);
        _parent.Now += Day;
        Assert.DoesNotContain("STATE-LOST", _parent.Run("--force").MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.Contains($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey")]
    public void Children_turned_on_keep_the_ds_that_went_in_before_and_let_the_inputs_new_ones_in()
    {
        string key = _child.MakeKey("-f", "KSK");
        string another = _child.MakeKey("-f", "KSK");
        Delegate("second NS ns.operator.test.");
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
        _parent.Configure(zoneFields: $"child-ds: {_parent.Files["ds"]}, child-ds-unasked: may-go-bogus, ");
        _parent.Run().MustSucceed();
        Assert.Contains($"\nchild.example. 300 IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);

        File.Delete(_parent.Files["ds/dsset-child.example."]);
        Delegate("second NS ns.operator.test.\n"
            + _child.DsOf(another).Replace("child.example.", "second.example.", StringComparison.Ordinal));
        Configure("");
        _parent.Run().MustSucceed();
        Assert.Contains($"\nchild.example. 300 IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
        Assert.Contains($"\nsecond.example. 300 IN DS {KeyTagOf(another)} 13 2 ", Zone,
            StringComparison.Ordinal);
    }

    [ForeignToolTheory("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey")]
    [InlineData(true)]
    [InlineData(false)]
    public void The_input_that_changes_or_removes_a_ds_is_followed_though_another_was_put_in_its_place(
        bool isRemoved)
    {
        string key = _child.MakeKey("-f", "KSK");
        string first = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign();
        Delegate(_child.DsOf(first));
        Configure("wait: 1h");
        _parent.Run().MustSucceed();
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
        _parent.Run().MustSucceed();
        _parent.Now += Day;
        _parent.Run().MustSucceed();
        Assert.Contains($"\nchild.example. 300 IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
        File.Delete(_parent.Files["ds/dsset-child.example."]);

        // Other news of the registry leave it there.
        Delegate(_child.DsOf(first) + "\nother A 192.0.2.7");
        Assert.DoesNotContain("CHILD-DS-CHANGED", _parent.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.Contains($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);

        string second = _child.MakeKey("-f", "KSK");
        Delegate(isRemoved ? "" : _child.DsOf(second));
        string[] meant = isRemoved
            ? ["example", "--accept", "PREVIOUS-SHRUNK", "--because", "it is meant so"] : [];
        Assert.Contains("[CHILD-DS-CHANGED] ", _parent.Run(meant).MustSucceed().Error,
            StringComparison.Ordinal);
        for (int i = 0; i < 2; i++)
        {
            Assert.DoesNotContain($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
            Assert.Equal(!isRemoved,
                Zone.Contains($" IN DS {KeyTagOf(second)} 13 2 ", StringComparison.Ordinal));
            _parent.Now += Day;
            Assert.DoesNotContain("CHILD-DS-CHANGED", _parent.Run("--force").MustSucceed().Error,
                StringComparison.Ordinal);
        }

        Assert.Contains("changed its DS set, and says from here on which it is", _parent.Journal,
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey")]
    public void A_ds_that_left_does_not_come_back_by_an_old_file_unless_the_operator_says_so()
    {
        string old = _child.MakeKey("-f", "KSK");
        string next = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign(); // both sign: the child's servers have nothing against either
        Delegate();
        Configure("wait: 1h");
        _parent.Run().MustSucceed();
        foreach (string key in (string[])[old, next])
        {
            _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(key) + "\n");
            _parent.Run().MustSucceed();
            _parent.Now += Day;
            _parent.Run().MustSucceed();
            Assert.Contains($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);
        }

        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(old) + "\n");
        for (int i = 0; i < 2; i++)
        {
            Assert.Contains(
                $"[CHILD-DS-LEFT] the dsset- file of child.example. is not followed: its DS {KeyTagOf(old)} left example., the last time at ",
                _parent.Run().MustSucceed().Error, StringComparison.Ordinal);
            Assert.Contains($" IN DS {KeyTagOf(next)} 13 2 ", Zone, StringComparison.Ordinal);
            _parent.Now += Day;
        }

        _parent.Run("example", "--accept", "CHILD-DS-LEFT", "--because", "the new key's card is broken")
            .MustSucceed();
        _parent.Now += Day;
        Assert.DoesNotContain("CHILD-DS-LEFT", _parent.Run().MustSucceed().Error, StringComparison.Ordinal);
        Assert.Contains($" IN DS {KeyTagOf(old)} 13 2 ", Zone, StringComparison.Ordinal);
        Assert.Contains("DS that left example. may come back: the operator accepts it", _parent.Journal,
            StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey")]
    public void A_ds_that_the_input_changed_does_not_come_back_by_a_file_that_was_left_behind()
    {
        string old = _child.MakeKey("-f", "KSK");
        string next = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign();
        Delegate(_child.DsOf(old));
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(old) + "\n");
        Configure("wait: 1h");
        _parent.Run().MustSucceed();
        _parent.Run().MustSucceed();
        Delegate(_child.DsOf(next));
        _parent.Run().MustSucceed();
        for (int i = 0; i < 2; i++)
        {
            _parent.Now += Day;
            Assert.Contains("[CHILD-DS-LEFT] ", _parent.Run().MustSucceed().Error, StringComparison.Ordinal);
            Assert.Contains($" IN DS {KeyTagOf(next)} 13 2 ", Zone, StringComparison.Ordinal);
        }
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey", "dig")]
    public void Cds_that_were_signed_before_a_file_changed_the_ds_are_a_replay()
    {
        string first = _child.MakeKey("-f", "KSK", "-P", "sync", "now");
        string second = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign(age: 7200); // both keys sign; the first alone has a CDS
        Delegate(_child.DsOf(first));
        Configure("cds: yes, every: 1h, wait: 1h");
        _parent.Run().MustSucceed();
        _parent.Files.Write("ds/dsset-child.example.", _child.DsOf(second) + "\n");
        _parent.Run().MustSucceed();
        _parent.Now += Day;
        _parent.Run().MustSucceed();
        Assert.Contains($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);
        File.Delete(_parent.Files["ds/dsset-child.example."]);
        for (int i = 0; i < 2; i++)
        {
            _parent.Now += 2 * Hour;
            Assert.Matches(
                @"\[CHILD-CDS-REFUSED\] child\.example\.: its CDS were signed at .*: these are older \(RFC 7344 §6\.2\)",
                _parent.Run().MustSucceed().Error);
            Assert.Contains($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);
        }
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-settime", "dnssec-dsfromkey",
        "dig")]
    public void Cds_of_a_secure_child_are_followed_through_a_rollover_and_to_its_end()
    {
        string first = _child.MakeKey("-f", "KSK", "-P", "sync", "now");
        _child.MakeKey();
        _child.Sign();
        Delegate(_child.DsOf(first));
        Configure("cds: yes, every: 1h");
        _parent.Run().MustSucceed();
        _parent.Now += Hour;
        Assert.Contains("1 fresh", _parent.Run().MustSucceed().Error, StringComparison.Ordinal); // what it asks for is there
        Assert.Contains(
            "\"event\":\"children-asked\",\"zone\":\"example.\",\"reason\":\"their turn had come\",\"asked\":1,\"left\":0", _parent.Journal, StringComparison.Ordinal);

        string second = _child.MakeKey("-f", "KSK", "-P", "sync", "now");
        _child.Settime(first, "-D", "sync", "now-1h");
        _child.Sign(); // both sign, the second's CDS alone
        _parent.Now += Hour;
        _parent.Run().MustSucceed();
        Assert.Contains($" IN DS {KeyTagOf(first)} 13 2 ", Zone, StringComparison.Ordinal); // caches have the key set without the second yet
        _parent.Now += Hour;
        _parent.Run().MustSucceed();
        Assert.Contains($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);
        Assert.DoesNotContain($" IN DS {KeyTagOf(first)} ", Zone, StringComparison.Ordinal);

        // A key that no DS names cannot ask for itself, as a hijacker's would.
        string third = _child.MakeKey("-f", "KSK", "-P", "sync", "now");
        _child.Forget(first);
        _child.Settime(second, "-I", "now", "-D", "+1y", "-D", "sync", "now-1h");
        _child.Sign();
        _parent.Now += 2 * Hour;
        SignallRun hijack = _parent.Run().MustSucceed();
        Assert.Contains(
            "[CHILD-CDS-REFUSED] child.example.: its CDS are not signed by a key that its present DS names", hijack.Error, StringComparison.Ordinal);
        Assert.Contains($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);

        _child.Forget(third);
        _child.Settime(second, "-I", "none", "-P", "sync", "+1y", "-D", "sync", "none");
        _child.Sign("@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n");
        _parent.Now += 2 * Hour;
        _parent.Run().MustSucceed();
        Assert.DoesNotContain(" IN DS ", Zone, StringComparison.Ordinal); // RFC 8078 §4
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dnssec-settime", "dnssec-dsfromkey",
        "dig")]
    public void Cds_that_were_signed_before_those_that_were_followed_are_a_replay_and_change_nothing()
    {
        string first = _child.MakeKey("-f", "KSK", "-P", "sync", "now");
        string second = _child.MakeKey("-f", "KSK");
        _child.MakeKey();
        _child.Sign(age: 7200); // both keys sign; the first alone has a CDS
        Action replay = _child.Record();
        Delegate(_child.DsOf(first));
        Configure("cds: yes, every: 1h, wait: 1h");
        _parent.Run().MustSucceed();
        _child.Settime(second, "-P", "sync", "now-1h");
        _child.Sign();
        for (int hour = 0; hour < 2; hour++)
        {
            _parent.Now += Hour;
            _parent.Run().MustSucceed();
        }

        Assert.Contains($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);
        replay();
        _parent.Now += 2 * Hour;
        string said = _parent.Run().MustSucceed().Error;
        Assert.Matches(
            @"\[CHILD-CDS-REFUSED\] child\.example\.: its CDS were signed at .*: these are older \(RFC 7344 §6\.2\)", said);
        _parent.Now += Day;
        _parent.Run().MustSucceed();
        Assert.Contains($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);

        // The same wish under newer signatures is the child's own.
        _child.Settime(second, "-D", "sync", "now-1h");
        _child.Sign(age: 1800);
        for (int hour = 0; hour < 3; hour++)
        {
            _parent.Now += Hour;
            _parent.Run().MustSucceed();
        }

        Assert.DoesNotContain($" IN DS {KeyTagOf(second)} 13 2 ", Zone, StringComparison.Ordinal);
        Assert.Contains($" IN DS {KeyTagOf(first)} 13 2 ", Zone, StringComparison.Ordinal);
    }

    [ForeignToolFact("named", "dnssec-signzone", "dnssec-keygen", "dig")]
    public void A_child_becomes_secure_by_signaling_names_and_by_nothing_less()
    {
        string key = _child.MakeKey("-f", "KSK", "-P", "sync", "now");
        _child.MakeKey();
        _child.Sign();
        Delegate();
        using ForeignChild operatorZone = new("operator.test", "ns.operator.test.", "ns A 192.0.2.53\n");
        string anchor = operatorZone.MakeKey("-f", "KSK");
        operatorZone.MakeKey();
        operatorZone.Sign("ns A 192.0.2.53\n");
        using NameServer resolver = Resolver(operatorZone, anchor);
        Configure($"cds: yes, every: 1h, wait: 1h, bootstrap: yes, resolver: \"127.0.0.1#{resolver.Port}\"");
        _parent.Run().MustSucceed();
        _parent.Now += Hour;
        Assert.Contains("is not what the child's servers have", _parent.Run().MustSucceed().Error,
            StringComparison.Ordinal);

        operatorZone.Sign("ns A 192.0.2.53\n" + _child.SignalsAt("_dsboot.child.example._signal.ns"));
        _parent.Now += Hour;
        using NameServer fresh = Resolver(operatorZone, anchor); // without what the other has in its cache
        Configure($"cds: yes, every: 1h, wait: 1h, bootstrap: yes, resolver: \"127.0.0.1#{fresh.Port}\"");
        Assert.Contains("goes into example. at ", _parent.Run().MustSucceed().Error,
            StringComparison.Ordinal);
        _parent.Now += Hour;
        _parent.Run().MustSucceed();
        Assert.Contains($" IN DS {KeyTagOf(key)} 13 2 ", Zone, StringComparison.Ordinal);

        // A resolver that does not validate confirms nothing.
        using Registry other = new(["example"]);
        other.WriteZone("example", Registry.TextOf(1, 20) + "child NS ns.operator.test.\n");
        using NameServer blind = Resolver(operatorZone, anchor: null);
        other.Configure(
            Children($"cds: yes, every: 1h, wait: 1h, bootstrap: yes, resolver: \"127.0.0.1#{blind.Port}\""), "children: c, ");
        other.Run().MustSucceed();
        other.Now += Hour;
        Assert.Contains("_dsboot.child.example._signal.ns.operator.test. CDS is not validated", other.Run()
            .MustSucceed().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("named")]
    public void Silent_servers_of_children_hold_a_run_up_only_as_long_as_it_may_ask_and_the_next_goes_on_there()
    {
        const int children = 70;
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string[] names = [.. Enumerable.Range(0, children).Select(i => $"c{i}.example")];
        _parent.WriteZone("example", Registry.TextOf(1, 20)
            + string.Concat(names.Select(name => $"{name}. NS ns.operator.test.\n")));
        string servers = string.Join(", ",
            names.Select(name => $"{name}: \"127.0.0.1#{((IPEndPoint)silent.LocalEndPoint!).Port}\""));
        _parent.Configure(
            $"children: {{ c: {{ cds: yes, every: 1h, within: 1s, servers: {{ {servers} }} }} }}", "children: c, ");
        _parent.Run().MustSucceed();
        int left = children;
        for (int runs = 1; left > 0; runs++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            _parent.Run().MustSucceed();
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"a run took {watch.Elapsed}");
            int now = int.Parse(Regex.Matches(_parent.Journal,
                "\"asked\":\\d+,\"left\":(\\d+)")[^1].Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.InRange(now, 0, left - 1);
            left = now;
            Assert.InRange(runs, 1, 3);
        }

        Assert.Contains("1 fresh", _parent.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    private string Zone => File.ReadAllText(_parent.Signed("example"));

    private void Delegate(string ds = "") =>
        _parent.WriteZone("example", Registry.TextOf(1, 20) + $"child NS ns.operator.test.\n{ds}\n");

    private void Configure(string fields) =>
        _parent.Configure(Children(fields), $"children: c, child-ds: {_parent.Files["ds"]}, ");

    private string Children(string fields) =>
        $"children: {{ c: {{ {fields}{(fields.Length > 0 ? ", " : "")}servers: {{ child.example: {_child.Addresses} }} }} }}";

    private static int KeyTagOf(string key) =>
        int.Parse(key[(key.LastIndexOf('+') + 1)..], System.Globalization.CultureInfo.InvariantCulture);

    private static NameServer Resolver(ForeignChild zone, string? anchor)
    {
        string trust = "";
        if (anchor is not null)
        {
            string[] words = zone.KeyLine(anchor).Split(' ');
            int at = Array.IndexOf(words, "DNSKEY");
            trust = $"trust-anchors {{ operator.test. static-key {words[at + 1]} {words[at + 2]} {words[at + 3]} \"{string.Concat(words[(at + 4)..])}\"; }};";
        }

        return NameServer.StartNamedWith(
            DomainName.Parse("operator.test."),
            $"{trust}\nzone \"operator.test\" {{ type forward; forward only; forwarders {{ 127.0.0.1 port {zone.Port}; }}; }};",
            $"recursion yes; allow-recursion {{ any; }}; qname-minimization off; dnssec-validation {(anchor is null ? "no" : "yes")};");
    }
}
