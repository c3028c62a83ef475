using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>A year in the life of a zone: keyall each month, signall at every event and each third day, and
/// foreign eyes on what comes out.</summary>
public sealed class YearTests : IDisposable
{
    private const long Day = 86_400;

    private static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z
    private static readonly string[] FirstRun = ["--zone", "cr."];

    private readonly TemporaryDirectory _directory = new();
    private readonly CacheWitness _caches = new(RolloverPolicy.Default);

    private string Zone => _directory["db.cr"];

    private string Signed => _directory["db.cr.signed"];

    private string Index => _directory["keyindex"];

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone", "kzonecheck")]
    public void A_year_is_never_bogus_at_any_event_nor_between()
    {
        Begin();
        Timestamp end = Origin + new Period(12, 0);
        Timestamp month = Origin;
        int signings = 0;
        foreach (Timestamp moment in Steps(end))
        {
            while (moment >= month)
            {
                string[] zone = month == Origin ? FirstRun : [];
                ToolRuns.At(month, KeyallCommand.Create(),
                    ["run", "--keyindex", Index, "--keys", _directory["keys"], "--yes", "--for-real",
                        "--quiet", .. zone]);
                month += new Period(1, 0);
            }

            Sign(moment);
            Look(moment, foreign: signings++ % 12 == 0);
        }

        // The plan said: a ZSK a month. Two KSKs at the end.
        Assert.InRange(_caches.Versions.Select(version => version.Signer).Distinct().Count(), 12, 13);
        Assert.Equal(2, Regex.Count(File.ReadAllText(Index), "(?m)^cr. KSK "));
    }

    private void Begin()
    {
        Directory.CreateDirectory(_directory["keys"]);
        File.WriteAllText(Zone,
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\na A 192.0.2.1\n");
    }

    // Each third day at another hour, and each turn of a key with the seconds beside it.
    private IEnumerable<Timestamp> Steps(Timestamp end)
    {
        Timestamp moment = Origin;
        for (int day = 0; moment < end; day++)
        {
            yield return moment;
            Timestamp next = Origin + ((day + 1) * 3 * Day) + (day * 5 % 24 * 3_600);
            KeyIndex index = KeyIndex.Read(File.ReadAllBytes(Index), Index, new());
            foreach (Timestamp turn in index.Entries.SelectMany(key => new[] { key.Publish, key.Start,
                key.Ended, key.Removed })
                .SelectMany(turn => new[] { turn - 1, turn }).Where(turn => turn > moment && turn < next).Distinct().Order())
            {
                yield return turn;
            }

            moment = next;
        }
    }

    private void Sign(Timestamp moment) => ToolRuns.At(moment, SignallCommand.Create(),
        "--zone-file", Zone, "--origin", "cr.", "--keys", _directory["keys"], "--keyindex", Index, "--output",
        Signed, "--quiet");

    private void Look(Timestamp moment, bool foreign)
    {
        ToolRuns.At(moment, VerifyzoneCommand.Create(), Signed, "--origin", "cr.", "--signed", "--quiet");
        _caches.Remember(moment, File.ReadAllText(Signed));
        if (foreign)
        {
            string time = moment.ToCompactString();
            ForeignTool.Run("ldns-verify-zone", "-t", time, Signed).MustSucceed();
            ForeignTool.Run("kzonecheck", "-o", "cr.", "-d", "on", "-t",
                moment.Seconds.ToString(CultureInfo.InvariantCulture), Signed).MustSucceed();
        }
    }
}
