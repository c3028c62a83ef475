using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Tokens.Stacks;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>keyall token init, on SoftHSM as on a device of its own: a copy of its module with another
/// directory.</summary>
[Collection(TokenStacks.Collection)]
public sealed class TokenInitTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string? _before = Environment.GetEnvironmentVariable("SOFTHSM2_CONF");

    public TokenInitTests()
    {
        if (ForeignTool.Find(SoftHsm.Program) is not null)
        {
            _ = SoftHsm.Instance; // whose configuration is put back in the end
            _before = SoftHsm.Instance.Configuration;
            Directory.CreateDirectory(_directory["tokens"]);
            ModuleEnvironment.Set("SOFTHSM2_CONF", _directory.Write(
                "softhsm2.conf",
                $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n"));
        }
    }

    public void Dispose()
    {
        ModuleEnvironment.Set("SOFTHSM2_CONF", _before ?? "");
        _directory.Dispose();
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Init_MakesATokenThatCanBeUsedAndErasesOneOnlyWhenTold()
    {
        string uri = Init("zone").MustEndWith(ExitStatus.Done).Output.Trim();
        Assert.StartsWith("pkcs11:token=zone;manufacturer=SoftHSM%20project;serial=", uri,
            StringComparison.Ordinal);
        KeyallRun.Run("token", "test", "--token", uri, "--pin", Secret("pin", "648219"), "--json")
            .MustEndWith(ExitStatus.Done);

        Assert.Contains("there is no terminal to confirm it on", Init("again", "--token", uri)
            .MustEndWith(ExitStatus.Usage).Error, StringComparison.Ordinal);
        KeyallRun.Run("token", "probe", "--token", uri).MustEndWith(ExitStatus.Done);

        string second = Init("again", "--token", uri, "--yes").MustEndWith(ExitStatus.Done).Output.Trim();
        Assert.Contains("token=again", second, StringComparison.Ordinal);
        KeyallRun.Run("token", "probe", "--token", uri).MustEndWith(ExitStatus.KeyUnavailable);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void Init_RefusesLabelsAndPinsThatCannotBe()
    {
        Init("zone").MustEndWith(ExitStatus.Done);
        Assert.Contains("another token is called \"zone\" already", Init("zone")
            .MustEndWith(ExitStatus.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("1 to 32 octets", Init(new string('x', 33)).MustEndWith(ExitStatus.Usage).Error,
            StringComparison.Ordinal);
        Assert.Contains("cannot be its own", InitWithPin("other", "123")
            .MustEndWith(ExitStatus.KeyUnavailable).Error, StringComparison.Ordinal);
        Assert.Contains("no terminal to ask on", KeyallRun.Run(
            "token", "init", "--module", SoftHsm.Module, "--label", "other")
                .MustEndWith(ExitStatus.Usage).Error, StringComparison.Ordinal);
    }

    private KeyallRun Init(string label, params string[] options) => InitWithPin(label, "648219", options);

    private KeyallRun InitWithPin(string label, string pin, params string[] options) => KeyallRun.Run([
        "token", "init", "--module", SoftHsm.Module, "--label", label,
        "--so-pin", Secret("so-pin", "76543210"), "--pin", Secret("pin", pin), .. options]);

    private string Secret(string name, string text) =>
        "file:" + _directory.WriteSecret(name, text + "\n");
}
