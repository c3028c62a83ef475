using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Tokens;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>KSK and ZSKs in a token: the keys are made there, prove themselves there and sign bundles
/// there.</summary>
[Collection(SoftHsm.Program)]
public class TokenCeremonyTests
{
    [ForeignToolTheory(SoftHsm.Program)]
    [InlineData("--zsk-lifetime", "60d")]
    [InlineData("--keyindex", "keyindex")]
    public void A_request_and_its_response_are_made_with_keys_in_a_token(string option, string value)
    {
        using TemporaryDirectory directory = new();
        _ = SoftHsm.Instance;
        foreach (string name in (string[])["online", "offline", "bundles", "state"])
        {
            Directory.CreateDirectory(directory[name]);
        }

        string pin = directory.Write("pin", SoftHsm.Pin + "\n");
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] access = ["--module", SoftHsm.Module, "--pin", "file:"
            + pin, "--in-process", "--state", directory["state"]];
        string[] make = ["--token", "pkcs11:token=zone%20keys", .. access];
        ToolRuns.Keyall(ExitStatus.Done,
            ["key", "generate", "--zone", "ceremony.example", "--keys", directory["offline"], "--type", "ksk",
                .. make]);
        ToolRuns.Keyall(
            ExitStatus.Done,
            ["request", "make", "--zone", "ceremony.example", "--keys", directory["online"], option,
                option == "--keyindex" ? directory[value] : value, "--output", directory["ksr"], .. make]);
        Assert.All(Directory.GetFiles(directory["online"], "*.private"),
            file => Assert.Contains("\nLabel: ", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.Equal(option == "--keyindex", File.Exists(directory["keyindex"])
            && File.ReadAllText(directory["keyindex"]).Contains(" key=pkcs11:", StringComparison.Ordinal));
        ToolRuns.Keyall(
            ExitStatus.Done,
            ["request", "sign", directory["ksr"], "--keys", directory["offline"], "--first", "--yes",
                "--output", directory["skr"], .. access]);
        ToolRuns.Keyall(
            ExitStatus.Done, "response", "import", directory["skr"], "--request", directory["ksr"], "--keys",
            directory["offline"], "--bundles", directory["bundles"],
            "--first");
    }
}
