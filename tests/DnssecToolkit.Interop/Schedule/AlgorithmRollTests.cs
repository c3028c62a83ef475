using System.Collections.Immutable;
using System.Globalization;
using DnssecToolkit.Interop.Bundles;
using DnssecToolkit.Keyall;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;
using DnssecToolkit.Verifyzone;

namespace DnssecToolkit.Interop.Schedule;

/// <summary>A zone goes over from ECDSA to Ed25519 by keyall and signall, with foreign eyes on each step (RFC
/// 6781 §4.1.4).</summary>
public sealed class AlgorithmRollTests : IDisposable
{
    private const long Day = 86_400;
    private const string Old = "13";
    private const string New = "15";

    private static readonly Timestamp Origin = new(1_795_219_200); // 2026-11-21T00:00:00Z
    private static readonly RolloverPolicy Policy = RolloverPolicy.Default;

    private readonly TemporaryDirectory _directory = new();
    private readonly AlgorithmWitness _witness = new(Policy, Old);

    private string Index => _directory["keyindex"];

    private string Signed => _directory["signed"];

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("ldns-verify-zone", "kzonecheck")]
    public void A_zone_changes_its_algorithm_without_a_bogus_moment()
    {
        Directory.CreateDirectory(_directory["keys"]);
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.53\n");
        Keyall(Origin, "run", "--zone", "cr.");
        Look(Origin);
        Keyall(Origin + Day, "roll", "algorithm", "--algorithm", "ED25519", "--zone", "cr.");

        Look(Origin + Day);
        string signed = File.ReadAllText(Signed);
        Look(Origin + Day + 3_600);
        Assert.Equal(signed, File.ReadAllText(Signed)); // an hour later nothing is signed again

        Timestamp trusted = Walk(Origin
            + Day, Entries().Single(key => key is { IsSep: true, HasNoSuccessor: true }).Removed);
        Assert.Equal([Old, New], _witness.Versions[^1].Signers);
        Assert.Equal([Old, New], _witness.Versions[^1].Keys);

        // The parent has the new DS, then not the old one any more; only then the old keys go.
        Note(trusted, Old, "ds-gone", New, "ds-seen");
        Timestamp gone = trusted + Policy.KskRetireInterval;
        Walk(trusted, gone - 1);
        _witness.Ds = [New];
        Walk(gone, gone + (3 * Day));
        Assert.Equal([New], _witness.Versions[^1].Signers);
        Assert.Equal([New], _witness.Versions[^1].Keys);
        Assert.Contains(_witness.Versions, version => version is { Keys: [Old], Signers: [Old, New] });
    }

    private Timestamp Walk(Timestamp from, Timestamp to)
    {
        for (Timestamp moment = from; moment < to; moment += Day)
        {
            Look(moment);
            foreach (Timestamp turn in Entries()
                .SelectMany(key => new[] { key.Presign ?? key.Publish, key.Publish, key.Ended, key.Removed })
                .SelectMany(turn => new[] { turn - 1, turn }).Where(turn => turn > moment && turn < moment + Day && turn < to).Distinct().Order())
            {
                Look(turn);
            }
        }

        Look(to);
        return to;
    }

    private void Look(Timestamp moment)
    {
        ToolRuns.At(moment, SignallCommand.Create(),
            "--zone-file", _directory["zone"], "--origin", "cr.", "--keys", _directory["keys"], "--keyindex",
            Index, "--output", Signed, "--quiet");
        ToolRuns.At(moment, VerifyzoneCommand.Create(), Signed, "--origin", "cr.", "--signed", "--quiet",
            "--keyindex", Index);
        ForeignTool.Run("ldns-verify-zone", "-t", moment.ToCompactString(), Signed).MustSucceed();
        ForeignTool.Run("kzonecheck", "-o", "cr.", "-d", "on", "-t",
            moment.Seconds.ToString(CultureInfo.InvariantCulture), Signed).MustSucceed();
        _witness.Remember(moment, File.ReadAllText(Signed));
    }

    private ImmutableArray<KeyIndexEntry> Entries() =>
        KeyIndex.Read(File.ReadAllBytes(Index), Index, new()).Entries;

    private void Note(Timestamp moment, string oldAlgorithm, string gone, string newAlgorithm, string seen) =>
        File.WriteAllLines(Index,
        File.ReadAllLines(Index)
            .Select(line => line.StartsWith($"cr. KSK 0{oldAlgorithm}", StringComparison.Ordinal)
                ? $"{line} {gone}={moment.ToCompactString()}"
            : line.StartsWith($"cr. KSK 0{newAlgorithm}", StringComparison.Ordinal)
            ? $"{line} {seen}={moment.ToCompactString()}" : line));

    private void Keyall(Timestamp moment, params string[] arguments) =>
        ToolRuns.At(moment, KeyallCommand.Create(),
            [.. arguments, "--keyindex", Index, "--keys", _directory["keys"], "--yes", "--for-real",
                "--quiet"]);
}
