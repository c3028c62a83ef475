using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens.Stacks;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>A device that its own maker's profile is not known of: an operator's file says what is different, and no code.</summary>
[Collection(TokenStacks.Collection)]
public sealed class OwnProfileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>The module that plays a Keyper, for an operator whose version has no such profile.</summary>
    [StackTheory(TokenStacks.Keyper)]
    public void A_device_is_used_by_a_profile_of_the_operators_own(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        string profile = _directory.Write("our-hsm.yaml", """
            name: our-hsm
            device: the HSM in the cellar
            pin: digits
            session: read-write
            label-octets: 7
            labels-can-change: no
            keys-have-id: no
            serial-is-unique: no
            signing: [rsa-digest-info]

            """);
        KeyallRun refused = Generate(stack, "generic").MustEndWith(ExitStatus.KeyUnavailable); // what other devices take
        Assert.Contains("CKR_", refused.Error, StringComparison.Ordinal);
        Generate(stack, profile).MustEndWith(ExitStatus.Done);
        Assert.Contains("profile: our-hsm, the HSM in the cellar", KeyallRun.Run(
            "token", "probe", "--token", stack.Uri.ToString(), "--token-profile", profile).MustEndWith(ExitStatus.Done).Output, StringComparison.Ordinal);

        string zone = _directory.Write("zone", "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
        SignallRun.Run(
            "--zone-file", zone, "--origin", "cellar", "--keys", _directory["keys"], "--output", zone + ".signed", "--pin", Pin(stack),
            "--token-profile", profile, "--state", StateFor(profile), "--inception", "20260101000000", "--expiration", "20360101000000").MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "cellar", zone + ".signed").MustSucceed();

        _directory.Write("our-hsm.yaml", "name: our-hsm\ndevice: ours\nlabel-length: 7\n");
        KeyallRun wrong = Generate(stack, profile).MustEndWith(ExitStatus.Usage);
        Assert.Contains($"{profile}:3:", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("there is no key label-length here", wrong.Error, StringComparison.Ordinal);
    }

    private KeyallRun Generate(TokenStack stack, string profile) => KeyallRun.Run(
        "key", "generate", "--zone", "cellar", "--keys", Directory.CreateDirectory(_directory["keys"]).FullName, "--algorithm", "RSASHA256",
        "--token", stack.Uri.ToString(), "--pin", Pin(stack), "--token-profile", profile, "--state", StateFor(profile));

    // A login that fails with a profile that does not fit counts as a wrong PIN.
    private string StateFor(string profile) => _directory["state-" + Path.GetFileName(profile)];

    private string Pin(TokenStack stack) => "file:" + _directory.WriteSecret("pin", stack.Pin + "\n");
}
