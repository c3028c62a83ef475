using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Signall;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>The monthly keyall run with KSKs on the same host: it makes the keys, and signs the bundles that
/// are due.</summary>
[Collection(SoftHsm.Program)]
public sealed class MonthlyRunTests : IDisposable
{
    private const long Day = 86_400;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact(SoftHsm.Program, "ldns-verify-zone")]
    public void Four_months_of_runs_with_the_KSK_in_a_token_keep_the_zone_valid_on_every_third_day()
    {
        _ = SoftHsm.Instance;
        string pin = _directory.Write("pin", SoftHsm.Pin + "\n");
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] access = ["--module", SoftHsm.Module, "--pin", "file:"
            + pin, "--in-process", "--state", _directory["state"]];
        Directory.CreateDirectory(_directory["keys"], UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        Directory.CreateDirectory(_directory["bundles"]);
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.53\n");
        for (int day = 0; day < 120; day += 3)
        {
            Timestamp now = ToolRuns.Present + (day * Day);
            if (day % 30 == 0)
            {
                ToolRuns.At(now, Keyall.KeyallCommand.Create(), [
                    "run", "--zone", "monthly.example", "--keyindex", _directory["keyindex"], "--keys", _directory["keys"], "--bundles", _directory["bundles"],
                    "--token", "pkcs11:token=zone%20keys", .. access, "--yes", "--for-real",
                ]);
            }

            ToolRuns.At(now, SignallCommand.Create(), [
                "--zone-file", _directory["zone"], "--origin", "monthly.example", "--keys", _directory["keys"], "--keyindex", _directory["keyindex"],
                "--bundles", _directory["bundles"], "--output", _directory["signed"], .. access,
            ]);
            ForeignTool.Run("ldns-verify-zone", "-t", now.ToCompactString(), _directory["signed"])
                .MustSucceed();
        }

        Assert.Equal(4, Directory.GetFiles(_directory["bundles"], "*.skr").Length);
    }
}
