using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Keyall;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>The zone cr. with its ZSKs on one host and its KSKs on another, at moments that a test
/// chooses.</summary>
internal sealed class TwoHosts : IDisposable
{
    internal const long Hour = 3_600;
    internal const long Day = 24 * Hour;

    internal static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z

    internal TwoHosts()
    {
        foreach (string name in (string[])["online", "offline", "bundles"])
        {
            System.IO.Directory.CreateDirectory(Directory[name]);
        }

        Directory.Write("db.cr",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        Directory.Write("dnssec.yaml", $$"""
            state: {{Directory["state"]}}
            clock: { ahead: 60d }
            settle: 0
            zones:
              - { zone: cr, file: {{Directory["db.cr"]}}, keys: {{Directory["online"]}}, keyindex: {{Online}}, bundles: {{Directory["bundles"]}}, output: {{Signed}} }
            """);
    }

    internal TemporaryDirectory Directory { get; } = new();

    internal Timestamp Moment { get; set; } = Origin;

    /// <summary>How many ceremonies were held.</summary>
    internal int Ceremonies { get; private set; }

    /// <summary>What a request is made with besides, at each ceremony.</summary>
    internal Func<string[]> FurtherRequest { get; init; } = () => [];

    /// <summary>What it is signed with besides.</summary>
    internal Func<string[]> FurtherSign { get; init; } = () => [];

    /// <summary>What is looked at each time the zone is signed, with what signall said.</summary>
    internal required Action<string> Looking { get; init; }

    internal string Online => Directory["keyindex.online"];

    internal string Offline => Directory["keyindex.offline"];

    internal string Signed => Directory["db.cr.signed"];

    internal Timestamp Covered =>
        ResponseDirectory.Read(Directory["bundles"], DomainName.Parse("cr.")).CoveredUntil(Moment);

    internal IReadOnlyList<KeyIndexEntry> Rows =>
        KeyIndex.Read(File.ReadAllBytes(Online), Online, new()).Entries;

    public void Dispose() => Directory.Dispose();

    /// <summary>Makes the first KSK and carries its public half over.</summary>
    internal void Begin()
    {
        Keyall("run", "--zone", "cr.", "--keyindex", Offline, "--keys", Directory["offline"], "--rows",
            "ksk", "--yes", "--for-real");
        CarryOver();
    }

    /// <summary>Brings the public halves of the KSKs to the online host.</summary>
    internal void CarryOver()
    {
        foreach (string file in System.IO.Directory.GetFiles(Directory["offline"], "*.key"))
        {
            File.Copy(file, Path.Combine(Directory["online"], Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>A month's response. When it begins follows from the one before.</summary>
    internal void Ceremony()
    {
        string ksr = Directory[$"ksr-{Ceremonies}"];
        string skr = Directory[$"skr-{Ceremonies}"];
        string[] previous = Ceremonies == 0
            ? ["--first"] : ["--previous", Directory[$"skr-{Ceremonies - 1}"]];
        Keyall([
            "request", "make", "--zone", "cr.", "--keys", Directory["online"], "--keyindex", Online,
            "--bundles", Directory["bundles"], "--until", "+30d", "--serial", $"{Ceremonies}",
            "--output", ksr, "--for-real", .. FurtherRequest()]);
        Keyall([
            "request", "sign", ksr, "--keys", Directory["offline"], "--keyindex", Offline, "--output", skr,
            "--settle-rows", "--yes", "--for-real", .. previous, .. FurtherSign()]);
        Keyall([
            "response", "import", skr, "--keys", Directory["online"], "--keyindex", Online, "--request", ksr,
            "--bundles", Directory["bundles"], "--settle-rows", "--for-real",
            .. previous.Where(word => word == "--first")]);
        Ceremonies++;
        Look();
    }

    /// <summary>Signs each day, and each hour for three hours around each event of a key, around moments
    /// besides, and after the beginning.</summary>
    internal void WalkTo(Timestamp end, Action<Timestamp, string>? check = null, params Timestamp[] besides)
    {
        Timestamp[] events = [Moment, .. besides, .. Rows
            .SelectMany(row => (Timestamp[])[row.Publish, row.Start, row.Removed])];
        for (Timestamp next = Moment + Hour; next <= end; next += Hour)
        {
            if ((next - Origin) % Day == 0 || next == end
                || Array.Exists(events, moment => Math.Abs(next - moment) <= 3 * Hour))
            {
                Moment = next;
                string said = Look();
                check?.Invoke(Moment, said);
            }
        }
    }

    internal string Look()
    {
        string said = Sign(ExitStatus.Done);
        Looking(said);
        return said;
    }

    internal string Sign(ExitStatus expected) => ToolRuns.Run(
        SignallCommand.Create(), expected, Moment, "run", "--config", Directory["dnssec.yaml"],
        "--for-real", "--time", Moment.ToCompactString());

    internal string Keyall(params string[] arguments) => Keyall(ExitStatus.Done, arguments);

    internal string Keyall(ExitStatus expected, params string[] arguments) =>
        ToolRuns.Run(KeyallCommand.Create(), expected, Moment,
            [.. arguments, "--time", Moment.ToCompactString()]);

    /// <summary>Types the same on both hosts, as a change of rows of both is typed.</summary>
    internal void KeyallOnBoth(params string[] move)
    {
        Keyall([.. move, "--keyindex", Online, "--keys", Directory["online"], "--config",
            Directory["dnssec.yaml"], "--rows", "zsk", "--yes", "--for-real"]);
        Keyall([.. move, "--keyindex", Offline, "--keys", Directory["offline"], "--rows", "ksk", "--yes",
            "--for-real"]);
        CarryOver();
    }

    /// <summary>Writes what the parent was seen to have; the offline host learns of it by the next
    /// request.</summary>
    internal void NoteDs(KeyIndexEntry ksk, string what)
    {
        string row = string.Join(' ', KeyIndexLine.ColumnsOf(ksk));
        File.WriteAllLines(Online, File.ReadAllLines(Online).Select(line =>
            line.StartsWith(row, StringComparison.Ordinal) ? $"{line} {what}={Moment.ToCompactString()}" : line));
    }

    /// <summary>The key file of a KSK.</summary>
    internal string KeyFileOf(KeyIndexEntry ksk) =>
        Directory[$"online/Kcr.+{(int)ksk.Algorithm:000}+{ksk.Tag:00000}.key"];
}
