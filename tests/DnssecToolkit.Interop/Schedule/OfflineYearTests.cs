using System.Globalization;
using System.Text.Json;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>A year with an offline KSK, hour by hour: keyall each month, a ceremony each quarter, signall and verifyzone each hour, a name
/// server on loopback, a parent's server there that keyall asks for DS, and delv as the resolver of somebody who knows only what
/// the parent has.</summary>
public sealed class OfflineYearTests : IDisposable
{
    private const long Hour = 3_600;
    private const long Day = 24 * Hour;
    private const long Ahead = 21 * Day; // a ceremony is held three weeks before its quarter

    private static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z
    private static readonly Timestamp End = Origin + new Period(12, 0);
    private static readonly string[] PolicyOptions = ["--set", "ksk-period=P5M", "--set", "ksk-life=P10M"];
    private static readonly RolloverPolicy Policy = RolloverPolicy.Default;

    private readonly TemporaryDirectory _directory = new();
    private readonly ShiftedClock _clock = new();
    private readonly CacheWitness _caches = new(Policy);
    private readonly List<(Timestamp Until, string Anchors)> _delegations = [];
    private readonly List<string> _plan = [];
    private readonly Dictionary<int, string> _anchors = [];
    private NameServer? _server;
    private NameServer? _parent;
    private int _quarter;
    private int _week;

    private string Online => _directory["keyindex.online"];

    private string Offline => _directory["keyindex.offline"];

    private string Signed => _directory["db.cr.signed"];

    public void Dispose()
    {
        _server?.Dispose();
        _parent?.Dispose();
        _clock.Dispose();
        _directory.Dispose();
    }

    [ForeignToolFact("named", "delv", "dnssec-dsfromkey", ShiftedClock.Compiler)]
    public void A_year_of_ceremonies_and_hourly_runs_is_never_bogus_and_goes_by_the_plan()
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            Directory.CreateDirectory(_directory[name]);
        }

        Ceremony(Origin);
        Timestamp month = Origin;
        foreach (Timestamp moment in Steps())
        {
            for (; moment >= month; month += new Period(1, 0))
            {
                Keyall(month, "run", "--keyindex", Online, "--keys", _directory["online"], "--rows", "zsk",
                    "--yes", "--for-real");
                if (month > Origin)
                {
                    AskParent(moment);
                }
            }

            if (_quarter < 4 && moment >= Quarter(_quarter) - Ahead)
            {
                Ceremony(moment);
            }

            ActAsParent(moment);
            Sign(moment);
            Look(moment);
        }

        Assert.Equal(4, _quarter);
        Assert.Equal(_plan.Order(StringComparer.Ordinal), Observed());
    }

    private static Timestamp Quarter(int number) => Origin + new Period(3 * number, 0);

    // Each hour, and the last second before each that has an event.
    private IEnumerable<Timestamp> Steps()
    {
        for (Timestamp hour = Origin; hour < End; hour += Hour)
        {
            if (hour > Origin
                && Rows().Any(row => row.Publish == hour || row.Start == hour || row.Removed == hour))
            {
                yield return hour - 1;
            }

            yield return hour;
        }
    }

    private void Ceremony(Timestamp moment)
    {
        string from = Quarter(_quarter).ToCompactString();
        string[] previous = _quarter == 0 ? ["--first"] : ["--previous", _directory[$"skr-{_quarter - 1}"]];
        Keyall(moment,
            ["run", "--zone", "cr.", "--keyindex", Offline, "--keys", _directory["offline"], "--rows", "ksk",
                "--until", "+P7M", "--yes", "--for-real"]);
        foreach (string file in Directory.GetFiles(_directory["offline"], "*.key").Where(_ => _quarter == 0))
        {
            File.Copy(file, Path.Combine(_directory["online"], Path.GetFileName(file)), overwrite: true);
        }

        Keyall(
            moment, "request", "make", "--zone", "cr.", "--keys", _directory["online"], "--keyindex", Online,
            "--from", from,
            "--until", Quarter(_quarter + 1).ToCompactString(), "--bundles", _directory["bundles"],
            "--output", _directory[$"ksr-{_quarter}"],
            "--serial", $"{_quarter}", "--for-real");
        Keyall(
            moment, ["request", "sign", _directory[$"ksr-{_quarter}"], "--keys", _directory["offline"],
                "--keyindex", Offline,
                "--output", _directory[$"skr-{_quarter}"], "--yes", "--for-real", .. previous]);
        Keyall(
            moment, ["response", "import", _directory[$"skr-{_quarter}"], "--keys", _directory["online"],
                "--keyindex", Online,
                "--request", _directory[$"ksr-{_quarter}"], "--bundles", _directory["bundles"], "--for-real",
                .. previous.Where(word => word == "--first")]);
        _plan.AddRange(Planned(moment, Quarter(_quarter), Quarter(_quarter + 1)));
        _quarter++;
    }

    // The parent takes the DS of a new KSK a day after every resolver can know the key, and ten days later gives up the old one. The first was there before.
    private void ActAsParent(Timestamp moment)
    {
        KeyIndexEntry[] ksks = [.. Rows().Where(row => row.IsSep).OrderBy(row => row.Start)];
        KeyIndexEntry[] delegated = [.. ksks.Where((row, i) => (i == 0 || moment >= DelegatedAt(row))
            && !(i + 1 < ksks.Length && moment >= DelegatedAt(ksks[i + 1]) + (10 * Day)))];
        string anchors = string.Concat(delegated.Select(row => Anchor(row.Tag)));
        if (_delegations.Count > 0 && _delegations[^1].Anchors == anchors)
        {
            return;
        }

        if (_delegations.Count > 0)
        {
            // Who asked just before may keep the old DS RRset for its TTL.
            _delegations[^1] = (moment + Policy.DsTtl.Seconds, _delegations[^1].Anchors);
        }

        _delegations.Add((new Timestamp(long.MaxValue), anchors));
        int[] before = [.. Rows().Where(row => row.DsSeen is not null && row.DsGone is null)
            .Select(row => row.Tag)];
        Serve(delegated);
        AskParent(moment);
        KeyIndexEntry[] after = [.. Rows().Where(row => row.IsSep)];
        Assert.Equal(delegated.Select(row => row.Tag).Order(),
            after.Where(row => row.DsSeen is not null && row.DsGone is null).Select(row => row.Tag).Order());
        Assert.All(after.Where(row => delegated.Any(known => known.Tag == row.Tag)
            && !before.Contains(row.Tag)), row => Assert.Equal(moment, row.DsSeen));
        Assert.All(after.Where(row => before.Contains(row.Tag)
            && !delegated.Any(known => known.Tag == row.Tag)), row => Assert.Equal(moment, row.DsGone));
    }

    private void Serve(IEnumerable<KeyIndexEntry> delegated)
    {
        _parent?.Dispose();
        _parent = NameServer.StartNamed(DomainName.Root, _directory.Write("root", $"""
            $TTL 86400
            . SOA a. hostmaster.a. {_delegations.Count} 7200 3600 1209600 3600
            . NS a.
            a. A 127.0.0.1
            cr. NS ns.cr.
            ns.cr. A 192.0.2.53
            {string.Concat(delegated.Select(row => DsOf(row.Tag)))}
            """));
    }

    // Whoever asks the parent writes down what it has: the keyindex knows of DS by this alone.
    private void AskParent(Timestamp moment) => ToolRuns.At(
        moment, KeyallCommand.Create(), "parent", "--keyindex", Online, "--zone", "cr.", "--keys",
        _directory["online"], "--server",
        string.Create(CultureInfo.InvariantCulture, $"127.0.0.1#{_parent!.Port}"), "--for-real");

    private static Timestamp DelegatedAt(KeyIndexEntry row) => row.Publish + Policy.PublicationInterval + Day;

    private string Anchor(int tag)
    {
        if (_anchors.TryGetValue(tag, out string? known))
        {
            return known;
        }

        string[] ds = DsOf(tag).Trim().Split(' ', 7);
        return _anchors[tag] =
            $"trust-anchors {{ \"cr.\" static-ds {ds[3]} {ds[4]} {ds[5]} \"{ds[6]}\"; }};\n";
    }

    private string DsOf(int tag) => ForeignTool.Run(
        "dnssec-dsfromkey", "-2", Directory.GetFiles(_directory["online"], $"Kcr.+013+{tag:00000}.key")
            .Single()).MustSucceed().Output;

    private void Sign(Timestamp moment)
    {
        if ((moment - Origin) / (7 * Day) >= _week)
        {
            _week++;
            _directory.Write("db.cr", string.Create(CultureInfo.InvariantCulture,
                $"$TTL 3600\n@ SOA ns hostmaster {_week} 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\nweek A 192.0.2.{_week}\n"));
        }

        string server = _server is null ? ""
            : $"servers: {{ s: {{ reload: [/bin/kill, -HUP, \"{_server.ProcessId}\"], ask: [\"127.0.0.1#{_server.Port}\"] }} }}";
        _directory.Write("dnssec.yaml", $$"""
            state: {{_directory["state"]}}
            clock: { ahead: 60d }
            settle: 0
            {{server}}
            zones:
              - { zone: cr, file: {{_directory["db.cr"]}}, keys: {{_directory["online"]}}, keyindex: {{Online}}, bundles: {{_directory["bundles"]}}, output: {{Signed}}{{(_server is null ? "" : ", server: s")}} }
            """);
        ToolRuns.At(moment, SignallCommand.Create(), "run", "--config", _directory["dnssec.yaml"],
            "--for-real", "--quiet");
        _server ??= NameServer.StartNamed(DomainName.Parse("cr."), Signed);
    }

    // delv takes most of the time, so it asks while the verifier reads.
    private void Look(Timestamp moment)
    {
        Task<ForeignRun>[] resolvers = [.. _delegations.Where(delegation => delegation.Until > moment)
            .Select(delegation => Ask(moment, delegation.Anchors))];
        ToolRuns.At(moment, VerifyzoneCommand.Create(), Signed, "--origin", "cr.", "--signed", "--quiet");
        _caches.Remember(moment, File.ReadAllText(Signed));
        Task.WaitAll(resolvers);
        Assert.NotEmpty(resolvers);
        Assert.All(resolvers,
            delv => Assert.True(delv.Result.Everything.Contains("fully validated", StringComparison.Ordinal),
                $"{moment}: {delv.Result.Everything}"));
    }

    private Task<ForeignRun> Ask(Timestamp moment, string anchors)
    {
        string file = _directory[string.Create(CultureInfo.InvariantCulture,
            $"anchors-{anchors.GetHashCode(StringComparison.Ordinal)}")];
        if (!File.Exists(file))
        {
            File.WriteAllText(file, anchors);
        }

        string port = _server!.Port.ToString(CultureInfo.InvariantCulture);
        return Task.Run(() => _clock.Run(moment, "delv", "@127.0.0.1", "-p", port, "-a", file, "+root=cr.",
            "ns.cr.", "A"));
    }

    // What the plan on the day of a ceremony says of its quarter: when keys of which kind come, begin to sign the zone, and go.
    private IEnumerable<string> Planned(Timestamp moment, Timestamp from, Timestamp until)
    {
        string said = Keyall(moment,
            ["plan", "--keyindex", Online, "--until", until.ToCompactString(), "--json"]);
        using JsonDocument plan = JsonDocument.Parse(said[..(said.LastIndexOf(']') + 1)]);
        return [.. plan.RootElement.EnumerateArray()
            .Select(row => (Moment: row.GetProperty("moment").GetString()!, Role: row.GetProperty("role")
                .GetString(), Event: row.GetProperty("event").GetString()))
            .Where(row => row.Event is "Publish" or "Remove" || (row is { Event: "Start", Role: "ZSK" }))
            .Where(row => row.Moment != Origin.ToString()
                && string.CompareOrdinal(row.Moment, from.ToString()) >= 0
                && string.CompareOrdinal(row.Moment, until.ToString()) < 0)
            .Select(row => $"{row.Moment} {row.Role} {row.Event}")];
    }

    private string[] Observed()
    {
        HashSet<string> ksks = [.. _caches.Versions.SelectMany(version => version.KeySigners)];
        string RoleOf(string key) => ksks.Contains(key) ? "KSK" : "ZSK";
        List<string> events = [];
        foreach ((ZoneVersion before, ZoneVersion after) in _caches.Versions.Zip(_caches.Versions.Skip(1)))
        {
            events.AddRange(after.Keys.Except(before.Keys)
                .Select(key => $"{after.Moment} {RoleOf(key)} Publish"));
            events.AddRange(before.Keys.Except(after.Keys)
                .Select(key => $"{after.Moment} {RoleOf(key)} Remove"));
            events.AddRange(after.Signer == before.Signer ? [] : [$"{after.Moment} ZSK Start"]);
        }

        return [.. events.Order(StringComparer.Ordinal)];
    }

    private System.Collections.Immutable.ImmutableArray<KeyIndexEntry> Rows() =>
        KeyIndex.Read(File.ReadAllBytes(Online), Online, new()).Entries;

    private static string Keyall(Timestamp moment, params string[] arguments) => ToolRuns.At(
        moment, KeyallCommand.Create(),
        [.. arguments, .. arguments is ["response", ..] ? [] : PolicyOptions]);
}
