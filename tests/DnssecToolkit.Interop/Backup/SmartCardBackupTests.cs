using System.Text.Json;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Tokens.Cards;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keybackup;
using DnssecToolkit.Tests.CommandLine;

namespace DnssecToolkit.Interop.Backup;

/// <summary>SmartCard-HSMs: keys taken out under the officers' DKEK, cards made with them in a guided procedure, and the zone signed under the old DS.</summary>
[Collection(TokenStacks.Collection)]
public sealed partial class SmartCardBackupTests : IDisposable
{
    private const string Pin = "648219";
    private const string SoPin = "3537363231383830";

    // What `sc-hsm-tool --create-dkek-share` wrote with the password, and the same share in the clear.
    private const string Password = "a password for tests";
    private const string ShareFile =
        "U2FsdGVkX190ZXN0c2FsdErlRVNAMzrafpvJY9W7CgLLfuG1aCoddzcS2zwmcgicXmm6WCUjqIFaIgqO3I6DRA==";
    private const string SecondShareFile =
        "U2FsdGVkX190ZXN0c2FsdA/QuL10b5WA1JdNPaQrecJBTuPGd1cRHzejc8XTJSe3oGp8qA3eNsfOEpiaRV5z8w==";
    private static readonly byte[] SecondShare =
        Convert.FromHexString("43E547E7E5C429F9A93D32371B2A8A233F91A3806ED4E91857D18BFA812F2EB4");
    private static readonly byte[] Share =
        Convert.FromHexString("074E1FC1ED4FE05D8AB4E21E8672B14C808EC78C9B84121614F056D37D437399");

    private readonly TemporaryDirectory _directory = new();
    private readonly string _pin;
    private readonly string _passphrase;
    private readonly string _soPin;
    private readonly string _password;

    public SmartCardBackupTests()
    {
        _pin = KeybackupRun.Secret(_directory, "pin", Pin);
        _soPin = KeybackupRun.Secret(_directory, "so", SoPin);
        _password = KeybackupRun.Secret(_directory, "password", Password);
        _passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        File.WriteAllBytes(_directory["share"], Convert.FromBase64String(ShareFile));
        _directory.Write("zone",
            "$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 600\n@ NS ns\nns A 192.0.2.1\n");
        Directory.CreateDirectory(_directory["keys"]);
    }

    private static string Module => SystemLibrary.Find(SmartCardStack.Library)!;

    public void Dispose() => _directory.Dispose();

    [StackTheory(TokenStacks.SmartCard)]
    public void Cards_are_made_from_a_set_and_sign_under_the_old_ds(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        string ds = MakeSetOfFirstCard(stack);

        using SmartCardHsmCard operational = new(12);
        using SmartCardHsmCard backup = new(13);
        using CardFeeder feeder = new(stack, operational, backup);
        string output = MakeCards(feeder);
        JsonElement[] cards =
            [.. JsonDocument.Parse(File.ReadAllText(_directory["inventory"])).RootElement.EnumerateArray()];
        Assert.Equal(["operational 1", "backup 1"],
            cards.Select(card => card.GetProperty("card").GetString()));
        Assert.Equal(2, cards.Select(card => card.GetProperty("serial").GetString()).Distinct().Count());
        Assert.Single(cards.Select(card => card.GetProperty("checkValue").GetString()).Distinct());
        Assert.All(cards,
            card => Assert.Contains(card.GetProperty("keys")[0].GetProperty("ds").GetString()!.Split(' ')[3],
                ds, StringComparison.Ordinal));
        Assert.Contains("has signed there, DS", output, StringComparison.Ordinal);
        KeybackupRun.RunTool("keyall", "ceremony", "check", _directory["transcript"]).MustSucceed();
        Assert.Contains("backup card is upside down", File.ReadAllText(_directory["transcript"]),
            StringComparison.Ordinal);
        Assert.Contains("and is operational 1 already", File.ReadAllText(_directory["transcript"]),
            StringComparison.Ordinal);
        string status = KeybackupRun.Run("status", "--register", _directory["copies"], "-K",
            _directory["keys"],
            "--require-backup", "proven").MustSucceed().Output;
        Assert.All(cards,
            card => Assert.Contains($"SmartCard-HSM {card.GetProperty("serial").GetString()}", status,
            StringComparison.Ordinal));
        feeder.Dispose();

        using SmartCardHsmCard spare = new(14);
        using (stack.Insert(spare))
        {
            Prepare(spare, "zone");
            KeybackupRun.Run(
                "restore", _directory["set"], "--output", _directory["restored"], "--passphrase", _passphrase,
                "--into", "pkcs11:token=zone%20%28UserPIN%29",
                "--module", Module, "--pin", _pin, "--reader", SmartCardStack.SecondReader).MustSucceed();
            KeybackupRun.RunTool(
                "signall", "--zone-file", _directory["zone"], "--origin", "example.", "--keys",
                _directory["restored/keys"],
                "--output", _directory["signed"], "--pin", _pin).MustSucceed();
        }

        ForeignTool.Run("dnssec-verify", "-z", "-o", "example.", _directory["signed"]).MustSucceed();
        ForeignTool.Run("ldns-verify-zone", "-k", _directory.Write("ds", ds), _directory["signed"])
            .MustSucceed();
    }

    /// <summary>The keys go into a second card with the same DKEK, sign there, and leave it again: that proves the set.</summary>
    [StackTheory(TokenStacks.SmartCard)]
    public void A_set_is_proven_on_a_second_card_of_the_same_dkek_and_by_no_other(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using SmartCardHsmCard first = new(31);
        using (stack.Insert(first))
        {
            Prepare(first, "zone");
            WrapNewKey("zone", "set").MustSucceed();
            AssertNotProven("it was copied from", ProveOnCard("zone"));
        }

        using (SmartCardHsmCard other = new(32))
        using (stack.Insert(other))
        {
            Prepare(other, "other", [.. Share.Select(octet => (byte)(octet ^ 1))]);
            AssertNotProven("Wrapped key does not match DKEK", ProveOnCard("other"));
        }

        using SmartCardHsmCard second = new(33);
        using IDisposable inserted = stack.Insert(second);
        Prepare(second, "second");
        Assert.Contains(" proven, DS ", ProveOnCard("second").MustSucceed().Output, StringComparison.Ordinal);
        KeybackupRun.Run("status", "--register", _directory["copies"], "-K", _directory["keys"],
            "--require-backup", "proven").MustSucceed();
        Assert.Contains("0 keys on it",
            KeybackupRun.Run("card", "show", "--reader", SmartCardStack.SecondReader, "-v")
            .MustSucceed().Error, StringComparison.Ordinal);
    }

    [StackTheory(TokenStacks.SmartCard)]
    public void A_card_without_dkek_and_one_with_another_say_so(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        _ = MakeSetOfFirstCard(stack);
        using SmartCardHsmCard other = new(15);
        using (stack.Insert(other))
        {
            Prepare(other, "other", [.. Share.Select(octet => (byte)(octet ^ 1))]);
            ForeignRun refused = KeybackupRun.Run(
                "restore", _directory["set"], "--output", _directory["restored"], "--passphrase", _passphrase,
                "--into", "pkcs11:token=other%20%28UserPIN%29",
                "--module", Module, "--pin", _pin, "--reader", SmartCardStack.SecondReader);
            Assert.Equal(4, refused.ExitCode);
            Assert.Contains("Wrapped key does not match DKEK", refused.Error, StringComparison.Ordinal);
            Assert.False(Path.Exists(_directory["restored"]));
        }

        using SmartCardHsmCard closed = new(16);
        using (stack.Insert(closed))
        {
            Tool("--initialize", "--so-pin", SoPin, "--pin", Pin, "--label", "closed");
            Directory.Delete(_directory["keys"], recursive: true);
            Directory.CreateDirectory(_directory["keys"]);
            ForeignRun refused = WrapNewKey("closed", "never");
            Assert.Equal(4, refused.ExitCode);
            Assert.Contains("its keys can never leave it", refused.Error, StringComparison.Ordinal);
            Assert.False(Path.Exists(_directory["never"]));
        }
    }

    /// <summary>The DKEK of two officers is both shares together: a card with both takes the keys in and signs, one with one does not.</summary>
    [StackTheory(TokenStacks.SmartCard)]
    public void Cards_of_two_officers_take_keys_in_by_both_shares_and_not_by_one(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using (SmartCardHsmCard first = new(21))
        using (stack.Insert(first))
        {
            Prepare(first, "zone", Share, SecondShare);
            WrapNewKey("zone", "set").MustSucceed();
        }

        using (SmartCardHsmCard lone = new(22))
        using (stack.Insert(lone))
        {
            Prepare(lone, "zone");
            ForeignRun refused = RestoreIntoCard("lone");
            Assert.Equal(4, refused.ExitCode);
            Assert.Contains("Wrapped key does not match DKEK", refused.Error, StringComparison.Ordinal);
        }

        File.WriteAllBytes(_directory["second"], Convert.FromBase64String(SecondShareFile));
        using SmartCardHsmCard made = new(23);
        using IDisposable inserted = stack.Insert(made);
        string[] make =
        [
            "card", "make", "--label", "zone", "--yes", "--dkek-share", $"{_directory["share"]}={_password}", "--dkek-share", $"{_directory["second"]}={_password}",
            "--so-pin", _soPin, "--pin", _pin, "--reader", SmartCardStack.SecondReader, "--set",
            _directory["set"],
            "--passphrase", _passphrase,
        ];
        AssertErasesNothing([.. make, "--module", "/nonexistent/opensc-pkcs11.so"], 4);
        AssertErasesNothing(make, 2);
        ForeignRun cards = KeybackupRun.Run([.. make, "--module", Module]).MustSucceed();
        Assert.Contains("has signed there, DS", cards.Output, StringComparison.Ordinal);
    }

    /// <summary>Ctrl-C between the first key and the second: the first is taken out again.</summary>
    [StackTheory(TokenStacks.SmartCard)]
    public void An_interrupted_restore_leaves_no_key_in_the_card(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using (SmartCardHsmCard first = new(24))
        using (stack.Insert(first))
        {
            Prepare(first, "zone");
            WrapNewKey("zone", "one").MustSucceed();
            WrapNewKey("zone", "set").MustSucceed();
        }

        Directory.CreateDirectory(_directory["bin"]);
        string program = _directory.Write("bin/sc-hsm-tool", $$"""
            #!/bin/sh
            PATH=/usr/bin:/bin sc-hsm-tool "$@" || exit
            case "$*" in *--unwrap-key*) kill -INT $PPID; touch {{_directory["unwrapped"]}}; sleep 1 ;; esac

            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        using SmartCardHsmCard spare = new(25);
        using IDisposable inserted = stack.Insert(spare);
        Prepare(spare, "zone");
        ForeignRun interrupted = RestoreIntoCard("restored",
            new() { ["PATH"] = _directory["bin"] + ":/usr/bin:/bin" });
        Assert.True(interrupted.ExitCode == 130, $"{interrupted.ExitCode}: {interrupted.Error}");
        Assert.True(File.Exists(_directory["unwrapped"]));
        Assert.False(Path.Exists(_directory["restored"]));
        Assert.Contains("0 keys on it",
            KeybackupRun.Run("card", "show", "--reader", SmartCardStack.SecondReader, "-v")
            .MustSucceed().Error, StringComparison.Ordinal);
        RestoreIntoCard("again").MustSucceed();
    }

    /// <summary>Custodians put the password of an officer's share together: two of three, in the maker's own dialogue.</summary>
    [StackTheory(TokenStacks.SmartCard)]
    public void A_share_by_parts_makes_a_card_with_any_two_of_three(string name)
    {
        SmartCardStack stack = (SmartCardStack)TokenStacks.Of(name);
        using SmartCardHsmCard card = new(17);
        using IDisposable inserted = stack.Insert(card);
        ForeignRun shared = Dialogue(
            "\n\n\n\n\n", "card", "share", "--output", _directory["parts"], "--threshold", "2", "--total",
            "3", "--reader", SmartCardStack.SecondReader).MustSucceed();
        string prime = Prime().Match(shared.Output).Groups[1].Value;
        string[] ids = [.. Ids().Matches(shared.Output).Select(match => match.Groups[1].Value)];
        string[] values = [.. Values().Matches(shared.Output).Select(match => match.Groups[1].Value)];
        Assert.True(values.Length == 3, shared.Output + shared.Error);
        ForeignRun made = Dialogue(
            $"{prime}\n\n{ids[0]}\n{values[0]}\n\n{ids[2]}\n{values[2]}\n", "card", "make", "--operational",
            "1", "--label", "zone", "--yes",
            "--dkek-share", $"{_directory["parts"]}=parts:2", "--so-pin", _soPin, "--pin", _pin, "--reader",
            SmartCardStack.SecondReader);
        Assert.True(made.Succeeded, shared.Output + made.Output + made.Error);
        Assert.Matches("operational 1 serial [^ ]+ DKEK [0-9A-F]{16}", made.Output);
    }

    // No program that changes a card is started.
    private void AssertErasesNothing(string[] arguments, int status)
    {
        Directory.CreateDirectory(_directory["bin"]);
        string program = _directory.Write("bin/sc-hsm-tool", $"#!/bin/sh\ntouch {_directory["touched"]}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute);
        ForeignRun refused = KeybackupRun.Run("keybackup",
            new Dictionary<string, string> { ["PATH"] = _directory["bin"] + ":/usr/bin:/bin" }, arguments);
        Assert.True(refused.ExitCode == status, $"{refused.ExitCode}: {refused.Error}");
        Assert.Contains("PKCS#11 module to prove the cards with", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["touched"]));
    }

    // The PIN comes by a pipe, which gives it once.
    private ForeignRun ProveOnCard(string label) =>
        ForeignTool.Run(new ForeignCommand(Path.Combine(AppContext.BaseDirectory, "keybackup"),
    [
        "prove", _directory["set"], "--passphrase", _passphrase, "--device", $"pkcs11:token={label}%20%28UserPIN%29", "--module", Module, "--pin", "fd:0",
        "--reader", SmartCardStack.SecondReader, "--register", _directory["copies"],
    ])
        { Input = Pin + "\n" });

    private static void AssertNotProven(string why, ForeignRun run)
    {
        Assert.True(run.ExitCode == 1, $"{run.ExitCode}: {run.Error}");
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(" proven, DS ", run.Output, StringComparison.Ordinal);
    }

    private static ForeignRun Dialogue(string input, params string[] arguments) =>
        ForeignTool.Run(new ForeignCommand(Path.Combine(AppContext.BaseDirectory, "keybackup"),
            arguments)
        { Input = input });

    private ForeignRun RestoreIntoCard(string output, Dictionary<string, string>? environment = null) =>
        KeybackupRun.Run(
        "keybackup", environment, "restore", _directory["set"], "--output", _directory[output],
        "--passphrase", _passphrase,
        "--into", "pkcs11:token=zone%20%28UserPIN%29", "--module", Module, "--pin", _pin, "--reader",
        SmartCardStack.SecondReader);

    private string MakeSetOfFirstCard(SmartCardStack stack)
    {
        using SmartCardHsmCard first = new(11);
        using IDisposable inserted = stack.Insert(first);
        Prepare(first, "zone");
        WrapNewKey("zone", "set").MustSucceed();
        return KeybackupRun.RunTool("keyall", "ds", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed().Output;
    }

    private ForeignRun WrapNewKey(string label, string set)
    {
        string token = $"pkcs11:token={label}%20%28UserPIN%29";
        KeybackupRun.RunTool(
            "keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"], "--token", token,
            "--module", Module, "--pin", _pin).MustSucceed();
        return KeybackupRun.Run(
            "create", "-K", _directory["keys"], "--wrap-from", token, "--module", Module, "--pin", _pin,
            "--reader", SmartCardStack.SecondReader,
            "--output", _directory[set], "--passphrase", _passphrase, "--cost", "12");
    }

    private string MakeCards(CardFeeder feeder) =>
        ToolTrial.Run("keybackup", KeybackupCommand.Create(), () => Clock.Now,
        [
            "card", "make", "--operational", "1", "--backup", "1", "--label", "zone", "--dkek-share", $"{_directory["share"]}={_password}",
            "--so-pin", _soPin, "--pin", _pin, "--module", Module, "--reader", SmartCardStack.SecondReader,
            "--set", _directory["set"],
            "--passphrase", _passphrase, "--inventory", _directory["inventory"], "--transcript",
            _directory["transcript"],
            "--register", _directory["copies"],
        ], feeder).MustEndWith(ExitStatus.Done).Output;

    // The share goes in by the card's own command: the tool takes ten seconds for its password.
    private static void Prepare(SmartCardHsmCard card, string label, params byte[][] shares)
    {
        shares = shares.Length == 0 ? [Share] : shares;
        Tool("--initialize", "--so-pin", SoPin, "--pin", Pin, "--label", label, "--dkek-shares",
            $"{shares.Length}");
        foreach (byte[] share in shares)
        {
            Assert.Equal("9000",
                Convert.ToHexString(card.Answer([0x80, 0x52, 0, 0, 0x20, .. share, 0])[^2..]));
        }
    }

    private static void Tool(params string[] arguments) =>
        ForeignTool.Run("sc-hsm-tool", ["--reader", SmartCardStack.SecondReader, .. arguments]).MustSucceed();

    [GeneratedRegex("Prime *: ([0-9a-fA-F:]+)")]
    private static partial Regex Prime();

    [GeneratedRegex("Share ID *: ([0-9a-fA-F:]+)")]
    private static partial Regex Ids();

    [GeneratedRegex("Share value *: ([0-9a-fA-F:]+)")]
    private static partial Regex Values();

    /// <summary>An operator who puts the next card in whenever asked to; but has a remark on the second, and
    /// then says Yes
    /// without putting it in.</summary>
    private sealed class CardFeeder(SmartCardStack stack, params SmartCardHsmCard[] cards) : TextReader
    {
        private readonly Queue<SmartCardHsmCard> _left = new(cards);
        private IDisposable? _inserted;
        private bool _hasRemarked;
        private bool _hasForgotten;

        public override string? ReadLine()
        {
            if (_left.Count == 1 && !_hasRemarked)
            {
                _hasRemarked = true;
                return "the backup card is upside down";
            }

            if (_left.Count == 1 && !_hasForgotten)
            {
                _hasForgotten = true;
                return "Yes";
            }

            _inserted?.Dispose();
            _inserted = stack.Insert(_left.Dequeue());
            return "Yes";
        }

        protected override void Dispose(bool disposing)
        {
            _inserted?.Dispose();
            _inserted = null;
            base.Dispose(disposing);
        }
    }
}
