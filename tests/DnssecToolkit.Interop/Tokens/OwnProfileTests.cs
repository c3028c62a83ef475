using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
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
            "token", "probe", "--token", stack.Uri.ToString(), "--token-profile", profile)
                .MustEndWith(ExitStatus.Done).Output, StringComparison.Ordinal);

        string zone = _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
        SignallRun.Run(
            "--zone-file", zone, "--origin", "cellar", "--keys", _directory["keys"], "--output", zone
                + ".signed", "--pin", Pin(stack),
            "--token-profile", profile, "--state", StateFor(profile), "--inception", "20260101000000",
            "--expiration", "20360101000000").MustSucceed();
        ForeignTool.Run("dnssec-verify", "-z", "-o", "cellar", zone + ".signed").MustSucceed();

        _directory.Write("our-hsm.yaml", "name: our-hsm\ndevice: ours\nlabel-length: 7\n");
        KeyallRun wrong = Generate(stack, profile).MustEndWith(ExitStatus.Usage);
        Assert.Contains($"{profile}:3:", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("there is no key label-length here", wrong.Error, StringComparison.Ordinal);
    }

    /// <summary>SoftHSM could make the key; what the operator wrote counts.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_device_makes_no_keys_but_those_that_its_profile_says()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        string profile = _directory.Write("our-hsm.yaml",
            "name: our-hsm\ndevice: ours\nlike: softhsm\ngenerates: [RSASHA256, RSASHA512]\n");
        string keys = Directory.CreateDirectory(_directory["keys"]).FullName;
        KeyallRun refused = Make(nameof(DnssecAlgorithm.ECDSAP256SHA256))
            .MustEndWith(ExitStatus.KeyUnavailable);
        Assert.Contains("its profile our-hsm", refused.Error, StringComparison.Ordinal);
        Assert.Contains("has it make no keys of ECDSAP256SHA256", refused.Error, StringComparison.Ordinal);
        Assert.Contains("hint: take RSASHA256 or RSASHA512", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(keys, "K*"));
        Make(nameof(DnssecAlgorithm.RSASHA256)).MustEndWith(ExitStatus.Done);
        Assert.Single(Directory.GetFiles(keys, "Kmade.example.+008+*.key"));

        KeyallRun Make(string algorithm) => KeyallRun.Run(
            "key", "generate", "--zone", "made.example", "--keys", keys, "--algorithm", algorithm, "--module",
            module.Path,
            "--token", "pkcs11:token=zone%20keys", "--pin", zone.PinSource, "--token-profile", profile,
            "--state", zone.State);
    }

    private KeyallRun Generate(TokenStack stack, string profile) => KeyallRun.Run(
        "key", "generate", "--zone", "cellar", "--keys",
        Directory.CreateDirectory(_directory["keys"]).FullName, "--algorithm", "RSASHA256",
        "--token", stack.Uri.ToString(), "--pin", Pin(stack), "--token-profile", profile, "--state",
        StateFor(profile));

    // A login that fails with a profile that does not fit counts as a wrong PIN.
    private string StateFor(string profile) => _directory["state-" + Path.GetFileName(profile)];

    private string Pin(TokenStack stack) => "file:" + _directory.WriteSecret("pin", stack.Pin + "\n");
}
