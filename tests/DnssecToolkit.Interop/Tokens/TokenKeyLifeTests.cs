using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>The end of keys in a token, and how many it will hold.</summary>
[Collection(SoftHsm.Program)]
public sealed class TokenKeyLifeTests : IDisposable
{
    private const string Token = "pkcs11:token=zone%20keys";
    private const string Successor = "ended.example. ZSK 013 60000 20260101000000 20260201000000 20280101000000 20280201000000"; // else the last ZSK is held
    private static readonly DomainName Zone = DomainName.Parse("ended.example.");

    private readonly TemporaryDirectory _directory = new();

    public TokenKeyLifeTests()
    {
        _ = SoftHsm.Instance;
        Directory.CreateDirectory(_directory["keys"]);
        _directory.WriteSecret("pin", SoftHsm.Pin + "\n");
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact(SoftHsm.Program)]
    public void A_key_is_destroyed_in_the_token_and_another_of_its_label_is_not()
    {
        Run(["key", "generate", "--zone", "ended.example", "--keys", _directory["keys"], "--type", "zsk",
            "--token", Token, "--module", SoftHsm.Module]);
        (ZoneKey key, Pkcs11Uri uri) = TheKey();
        using SoftwareKey decoy = new KeyGeneration(Zone, DnssecAlgorithm.ECDSAP256SHA256, KeyRole.ZSK)
            .Generate([]);
        SoftHsm.Instance.Import(decoy, uri.Object!, 0x77);
        Pkcs11Uri byLabel = new()
        {
            Token = uri.Token,
            Object = uri.Object,
            ModulePath = uri.ModulePath,
            Type = "private"
        };
        WriteIndex($"ended.example. ZSK 013 {key.Tag} 20250101000000 20250101000000 20260301000000 20260401000000 key={byLabel}\n{Successor}");

        KeyallRun destroyed = Run(["key", "destroy", "--keyindex", _directory["keyindex"], "--keys",
            _directory["keys"], "--journal", _directory["state"], "--yes"]);
        Assert.Contains(
            $"ZSK {key.Tag} (ended.example., 013): destroyed at 2027-01-15T08:00:00Z: 2 objects removed from token \"zone keys\"", destroyed.Output, StringComparison.Ordinal);
        Assert.Equal($"{KeyIndex.Header}\n{Successor}\n", File.ReadAllText(_directory["keyindex"]));
        Assert.Empty(Directory.GetFiles(_directory["keys"], "K*"));
        using OpenTokens tokens = SoftHsm.Open();
        TokenKeyListing left = Assert.Single(TokenInspection.KeysOf(tokens.Connect(uri)),
            listing => listing.Uri.Object == uri.Object);
        Assert.Equal([0x77], left.Uri.Id!.Value.ToArray());
        using Pkcs11Signer signer = tokens.OpenSigner(decoy.Key, left.Uri); // and it still signs
        ForeignTool.Run(new ForeignCommand("softhsm2-util", ["--show-slots"])).MustSucceed();
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_key_that_the_token_does_not_have_is_not_certified()
    {
        Run(["key", "generate", "--zone", "ended.example", "--keys", _directory["keys"], "--type", "zsk",
            "--token", Token, "--module", SoftHsm.Module]);
        (ZoneKey key, Pkcs11Uri uri) = TheKey();
        WriteIndex($"ended.example. ZSK 013 {key.Tag} 20250101000000 20250101000000 20260301000000 20260401000000 "
            + $"key={new Pkcs11Uri { Token = uri.Token, Object = "elsewhere", ModulePath = uri.ModulePath }}\n{Successor}");
        string[] destroy = ["key", "destroy", "--keyindex", _directory["keyindex"], "--keys",
            _directory["keys"], "--journal", _directory["state"], "--yes"];
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Contains("is not there, so that its destruction cannot be certified",
                KeyallRun.Run([.. destroy, "--pin", "file:" + _directory["pin"], "--in-process"])
                    .MustEndWith(ExitStatus.KeyUnavailable).Error, StringComparison.Ordinal);
        }

        using OpenTokens tokens = SoftHsm.Open();
        using Pkcs11Signer signer = tokens.OpenSigner(key, uri);
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_key_of_two_zones_goes_when_neither_needs_it_and_is_certified_for_both()
    {
        Run(["key", "generate", "--zone", "ended.example", "--keys", _directory["keys"], "--type", "zsk",
            "--token", Token, "--module", SoftHsm.Module]);
        (ZoneKey key, Pkcs11Uri uri) = TheKey();
        ZoneKey beside = new(DomainName.Parse("beside.example."), key.RData);
        BindKeyFiles.Write(_directory["keys"], beside,
            new BindTokenFile(beside.Algorithm, uri, KeyTiming.None));
        string successors = $"{Successor}\n{Successor.Replace("ended", "beside", StringComparison.Ordinal)}";
        string RowOf(string zone,
            int year) => $"{zone}.example. ZSK 013 {key.Tag} 20250101000000 20250101000000 {year}0301000000 {year}0401000000 key={uri}";
        string[] destroy = ["key", "destroy", "--keyindex", _directory["keyindex"], "--keys",
            _directory["keys"], "--journal", _directory["state"], "--yes"];

        WriteIndex($"{RowOf("ended", 2026)}\n{RowOf("beside", 2028)}\n{successors}");
        KeyallRun refused = KeyallRun.Run([.. destroy, "--tag", $"{key.Tag}", "--pin", "file:"
            + _directory["pin"], "--in-process"]).MustEndWith(ExitStatus.Refused);
        Assert.Contains("is the key of beside.example., too", refused.Error, StringComparison.Ordinal);
        using (OpenTokens tokens = SoftHsm.Open())
        {
            using Pkcs11Signer signer = tokens.OpenSigner(key, uri); // it is still there, and signs
        }

        WriteIndex($"{RowOf("ended", 2026)}\n{RowOf("beside", 2026)}\n{successors}");
        string said = Run([.. destroy, "--zone", "ended.example."]).Output; // the other's row goes in a later run
        Assert.Contains(
            $"ZSK {key.Tag} (ended.example., 013): destroyed at 2027-01-15T08:00:00Z: 2 objects removed from token", said, StringComparison.Ordinal);
        said = Run(destroy).Output;
        Assert.Matches(
            $@"ZSK {key.Tag} \(beside\.example\., 013\): destroyed at \S+: .* had removed it before: as the key of another zone", said);
        Assert.Equal($"{KeyIndex.Header}\n{successors}\n", File.ReadAllText(_directory["keyindex"]));
        Assert.Empty(Directory.GetFiles(_directory["keys"], "K*"));
        string[] journal =
            File.ReadAllLines(Assert.Single(Directory.GetFiles(_directory["state"], "journal-*.jsonl")));
        Assert.Equal(["begun", "begun", "destroyed", "begun", "destroyed"],
            journal.Select(line => line.Contains("key-destruction-begun", StringComparison.Ordinal) ? "begun"
                : "destroyed"));
    }

    [ForeignToolFact(SoftHsm.Program)]
    public void A_forecast_counts_what_is_there_and_what_will_be_made_and_says_when_the_token_is_full()
    {
        Run(["key", "generate", "--zone", "ended.example", "--keys", _directory["keys"], "--type", "zsk",
            "--token", Token, "--module", SoftHsm.Module]);
        (ZoneKey key, Pkcs11Uri uri) = TheKey();
        WriteIndex($"ended.example. ZSK 013 {key.Tag} 20270101000000 20270101000000 20270214235959 20270228235959 key={uri}");
        int there;
        using (OpenTokens tokens = SoftHsm.Open())
        {
            there = TokenInspection.KeysOf(tokens.Connect(uri)).Count;
        }

        string[] forecast = ["token", "forecast", "--token", Token, "--module", SoftHsm.Module, "--keyindex",
            _directory["keyindex"], "--until", "+P1Y", "--ahead", "P1M"];
        KeyallRun run = Run(forecast);
        string[] lines = run.Output.Split('\n');
        // The next ZSK starts a month after this one; it is made a month before it is published, which is
        // now.
        Assert.Equal($"2027-01-15T08:00:00Z  {there + 2} keys", lines[0]);
        Assert.Contains("how many it holds is not known", run.Output, StringComparison.Ordinal); // SoftHSM does not tell its memory
        // A new one each month; gone ninety days after its removal: five and a half months each.
        int most = lines.Where(line => line.EndsWith(" keys", StringComparison.Ordinal))
            .Max(line => int.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(most, there + 5, there + 9);
        KeyallRun full = KeyallRun.Run([.. forecast, "--capacity", $"{most - 1}", "--pin", "file:"
            + _directory["pin"], "--in-process", "--json"]).MustEndWith(ExitStatus.Refused);
        Assert.Contains("\"full\": \"2027-", full.Output, StringComparison.Ordinal);
        Run([.. forecast, "--capacity", $"{most}"]);
    }

    private KeyallRun Run(string[] arguments) =>
        KeyallRun.Run([.. arguments, "--pin", "file:" + _directory["pin"], "--in-process"])
            .MustEndWith(ExitStatus.Done);

    private void WriteIndex(string row) => _directory.Write("keyindex", $"{KeyIndex.Header}\n{row}\n");

    private (ZoneKey Key, Pkcs11Uri Uri) TheKey()
    {
        using KeyDirectory keys = KeyDirectory.Read(_directory["keys"], Zone, new FindingList());
        DirectoryKey key = Assert.Single(keys.Keys);
        return (key.Key, key.Reference!.Token!);
    }
}
