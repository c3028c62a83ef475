using System.Globalization;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>What the guides in docs/guide tell the owner of each device to type.</summary>
[Collection(TokenStacks.Collection)]
public sealed class StackCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [StackTheory]
    public void Test_PassesForEachAlgorithmAndLeavesNoKeyBehind(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        int before = KeysIn(stack);
        KeyallRun run = KeyallRun.Run("token", "test", "--token", stack.Uri.ToString(), "--pin",
            PinFile(stack), "--json").MustEndWith(ExitStatus.Done);
        JsonElement[] rows = [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
        Assert.Equal(TokenStacks.AlgorithmsOf(name).Select(Mnemonic),
            rows.Select(row => row.GetProperty("algorithm").GetString()));
        Assert.All(rows, row => Assert.True(row.GetProperty("passed").GetBoolean(), row.ToString()));
        Assert.Equal(before, KeysIn(stack));
    }

    [StackTheory]
    public void Bench_SaysHowManySessionsAreWorthUsing(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        KeyallRun run = KeyallRun.Run(
            "token", "bench", "--token", stack.Uri.ToString(), "--pin", PinFile(stack), "--algorithm",
            "RSASHA256", "--sessions", "2", "--seconds", "1", "--json", "--state", _directory["state"])
            .MustEndWith(ExitStatus.Done);
        JsonElement row = Assert.Single(JsonDocument.Parse(run.Output).RootElement.EnumerateArray());
        JsonElement[] rates = [.. row.GetProperty("rates").EnumerateArray()];
        Assert.Equal(DeviceProfiles.Find(name)!.SignsInParallel ? 2 : 1, rates.Length);
        Assert.All(rates,
            rate => Assert.True(rate.GetProperty("signaturesPerSecond").GetDouble() > 1, row.ToString()));
        Assert.InRange(row.GetProperty("suggestedSessions").GetInt32(), 1, rates.Length);
    }

    /// <summary>The devices that let keys in sign with them what software signs; the others say so and keep
    /// nothing.</summary>
    [StackTheory(ByAlgorithm = true)]
    public void Import_GivesTheSignaturesOfSoftwareOrSaysThatTheDeviceTakesNone(string name,
        DnssecAlgorithm algorithm)
    {
        TokenStack stack = TokenStacks.Of(name);
        using SoftwareKey key = new KeyGeneration(TokenStack.Zone, algorithm, KeyRole.ZSK).Generate([]);
        string[] import = ImportOf(stack, key);
        int before = KeysIn(stack);
        if (name is TokenStacks.Tpm2 or TokenStacks.SmartCard)
        {
            Assert.Contains("it does not take keys from elsewhere", KeyallRun.Run(import)
                .MustEndWith(ExitStatus.KeyUnavailable).Error, StringComparison.Ordinal);
            Assert.Equal(before, KeysIn(stack));
            Assert.Empty(Directory.GetFiles(_directory["keys"]));
            return;
        }

        KeyallRun.Run(import).MustEndWith(ExitStatus.Done);
        Assert.Equal(before + 1, KeysIn(stack));
        using KeyDirectory keys = KeyDirectory.Read(_directory["keys"], TokenStack.Zone, new FindingList());
        AssertSignsAlike(stack, key, Assert.Single(keys.Keys).Reference!.Token!);
        Directory.Delete(_directory["keys"], recursive: true);
        Directory.CreateDirectory(_directory["keys"]);
        Assert.Contains("KEY-IN-TOKEN", KeyallRun.Run(import).MustEndWith(ExitStatus.Refused).Error,
            StringComparison.Ordinal);
    }

    [StackTheory(TokenStacks.OpencryptokiTpm, TokenStacks.Tpm2, TokenStacks.SmartCard, TokenStacks.Keyper)]
    public void Probe_ShowsTheProfileAndItsQuirks(string name)
    {
        TokenStack stack = TokenStacks.Of(name);
        string output = KeyallRun.Run("token", "probe", "--token", stack.Uri.ToString())
            .MustEndWith(ExitStatus.Done).Output;
        Assert.Contains($"profile: {name}", output, StringComparison.Ordinal);
        Assert.All(DeviceProfiles.Find(name)!.Quirks,
            quirk => Assert.Contains($"quirk: {quirk}", output, StringComparison.Ordinal));
        Assert.DoesNotContain("No%20slot", output, StringComparison.Ordinal);
        Assert.Contains(name switch
        {
            TokenStacks.OpencryptokiTpm => "found: no ECDSA: take RSASHA256 with 2048 bits",
            TokenStacks.SmartCard => "found: its driver adds a word in brackets to the label",
            TokenStacks.Keyper =>
                "found: it speaks Cryptoki 2.11, from before 2.20\nfound: its serial number is no number before the login: No slot selected",
            _ => "found: no Ed25519",
        }, output, StringComparison.Ordinal);
        string within = KeyallRun.Run("token", "probe", "--token", stack.Uri.ToString(), "--pin",
            PinFile(stack), "--json").MustEndWith(ExitStatus.Done).Output;
        string[] found = [.. JsonDocument.Parse(within).RootElement.GetProperty("found").EnumerateArray()
            .Select(text => text.GetString()!)];
        Assert.Equal(name == TokenStacks.Keyper,
            found.Contains("its serial number is another one after the login"));
    }

    [StackTheory]
    public void A_new_key_is_labelled_by_zone_role_and_tag_where_labels_can_change(string name)
    {
        (ZoneKey key, Pkcs11Uri uri) = TokenStacks.Of(name).KeyOf(DnssecAlgorithm.RSASHA256);
        string expected = string.Create(CultureInfo.InvariantCulture,
            $"^example\\. CSK {key.Tag.Value:00000}$");
        Assert.Matches(name == TokenStacks.Keyper ? "^C[0-9a-f]{6}$" : expected, uri.Object!);
    }

    [StackTheory(TokenStacks.Keyper)]
    public void A_PIN_that_cannot_be_the_devices_is_not_tried(string name)
    {
        string path = _directory.WriteSecret("letters", "secret1\n");
        KeyallRun run = KeyallRun.Run("token", "test", "--token", TokenStacks.Of(name).Uri.ToString(),
            "--pin", "file:" + path).MustEndWith(ExitStatus.KeyUnavailable);
        Assert.Contains("the PIN given cannot be its own: that has digits only", run.Error,
            StringComparison.Ordinal);
    }

    // RSA alone is asked for: its signatures are the same octets each time.
    private static void AssertSignsAlike(TokenStack stack, SoftwareKey key, Pkcs11Uri uri)
    {
        using SigningContext software = key.Private.OpenContext();
        byte[] bySoftware = new byte[AlgorithmTraits.MaximumSignatureLength];
        int length = software.Sign(System.Text.Encoding.ASCII.GetBytes(TokenSignature.Message), bySoftware);
        Assert.Equal(bySoftware[..length], TokenSignature.Of(stack.Open(), key.Key, uri));
    }

    private string[] ImportOf(TokenStack stack, SoftwareKey key)
    {
        Directory.CreateDirectory(_directory["files"]);
        Directory.CreateDirectory(_directory["keys"]);
        _ = BindKeyFiles.Write(_directory["files"], key);
        return
        [
            "key", "import", "--zone", "example", "--from", _directory["files"], "--keys", _directory["keys"],
            "--tag", key.Key.Tag.Value.ToString(CultureInfo.InvariantCulture), "--token",
            stack.Uri.ToString(), "--pin", PinFile(stack),
        ];
    }

    private string PinFile(TokenStack stack) =>
        "file:" + _directory.WriteSecret("pin", stack.Pin + "\n");

    private static int KeysIn(TokenStack stack)
    {
        using OpenTokens tokens = stack.Open();
        return TokenInspection.KeysOf(tokens.Connect(stack.Uri)).Count;
    }

    private static string Mnemonic(DnssecAlgorithm algorithm) => AlgorithmTraits.Of(algorithm).Mnemonic;
}
