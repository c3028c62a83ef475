using DnssecToolkit.Keyall;
using DnssecToolkit.Signall;
using DnssecToolkit.Tests.CommandLine;

namespace DnssecToolkit.Tests.Operations;

/// <summary>A KSK does not sign a whole zone because its ZSK was lost.</summary>
public sealed class ZskLossTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public ZskLossTests()
    {
        Directory.CreateDirectory(Keys);
        File.WriteAllText(Zone,
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
    }

    private string Keys => Path.Combine(_directory.FullName, "keys");

    private string Zone => Path.Combine(_directory.FullName, "db.cr");

    private string Signed => Zone + ".signed";

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_zone_whose_zsk_is_lost_is_refused_and_the_old_one_stays()
    {
        MakeKey("ksk");
        string zsk = MakeKey("zsk");
        Assert.Equal(0, Sign().Status);
        string before = File.ReadAllText(Signed);
        File.Delete(Path.Combine(Keys, zsk + ".key"));
        File.Delete(Path.Combine(Keys, zsk + ".private"));
        ToolTrial lost = Sign();
        Assert.Equal(1, lost.Status);
        Assert.Contains("[SIGNING-ZSK-LOST]", lost.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Signed));
        ToolTrial insisted = Sign("--csk", "--accept", "PREVIOUS-KEY-GONE"); // caches hold what the lost key signed
        Assert.Equal(0, insisted.Status);
        Assert.Contains("[SIGNING-KSK-AS-CSK]", insisted.Error, StringComparison.Ordinal);
        ToolTrial later = Sign("--sign-all"); // from now on it is a CSK
        Assert.Equal((0, false),
            (later.Status, later.Error.Contains("SIGNING-KSK-AS-CSK", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_zsk_that_ended_and_is_still_published_gives_a_warning()
    {
        MakeKey("ksk");
        MakeKey("zsk", "--inactive", "now+1d");
        Assert.Equal(0, Sign().Status);
        ToolTrial later = Sign("--time", "now+2d");
        Assert.Equal(0, later.Status);
        Assert.Contains("[SIGNING-KSK-AS-CSK]", later.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zone_that_always_had_a_csk_is_signed_as_it_was()
    {
        MakeKey("csk");
        Assert.Equal(0, Sign().Status);
        ToolTrial again = Sign("--sign-all");
        Assert.Equal(0, again.Status);
        Assert.DoesNotContain("KSK-AS-CSK", again.Error, StringComparison.Ordinal);
    }

    private string MakeKey(string type, params string[] more) =>
        ToolTrial.Run(KeyallCommand.Create(),
            ["key", "generate", "--zone", "cr", "--keys", Keys, "--type", type, .. more]).Output.Trim();

    private ToolTrial Sign(params string[] more) => ToolTrial.Run(
        SignallCommand.Create(),
        ["--zone-file", Zone, "--origin", "cr.", "--keys", Keys, "--output", Signed, .. more]);
}
