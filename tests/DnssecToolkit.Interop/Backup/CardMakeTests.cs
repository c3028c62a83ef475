using System.Text.Json;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Making cards where one of them fails: programs in the place of OpenSC's own play the cards.</summary>
public sealed class CardMakeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public CardMakeTests()
    {
        Directory.CreateDirectory(_directory["bin"]);
        Play("sc-hsm-tool", $$"""
            case "$*" in
            *--initialize*)
                echo "$KEYBACKUP_SO $KEYBACKUP_PIN" >> {{_directory["pins"]}}
                [ "$(wc -l < {{_directory["pins"]}})" -lt 3 ] || { echo "Card is broken"; exit 1; } ;;
            *--import-dkek-share*) ;;
            *) echo "DKEK shares          : 1"; echo "DKEK key check value : 0011223344556677" ;;
            esac
            """);
        Play("pkcs15-tool", $$"""
            cards=$(cat {{_directory["pins"]}} 2> /dev/null | wc -l)
            case "$*" in *--list-info*) [ -e {{_directory["same"]}} ] || cards=$((cards + 1)) ;; esac
            echo "	Serial number  : CARD$cards"
            """);
        _directory.Write("share", "an officer's share");
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("sh")]
    public void Cards_that_are_made_are_in_the_inventory_though_the_third_fails()
    {
        ForeignRun made = Make();
        Assert.Equal(4, made.ExitCode);
        Assert.Contains("Card is broken", made.Error, StringComparison.Ordinal);
        Assert.Contains("2 of 5 cards are made", made.Error, StringComparison.Ordinal);
        Assert.Contains("operational 1 serial CARD1", made.Output, StringComparison.Ordinal);
        Assert.Contains("operational 2 serial CARD2", made.Output, StringComparison.Ordinal);
        using JsonDocument inventory = JsonDocument.Parse(File.ReadAllText(_directory["inventory"]));
        Assert.Equal(["CARD1", "CARD2"], inventory.RootElement.EnumerateArray()
            .Select(card => card.GetProperty("serial").GetString()));
    }

    [ForeignToolFact("sh")]
    public void With_json_the_failure_is_the_one_object_and_the_inventory_has_its_file()
    {
        ForeignRun made = Make("--json");
        using JsonDocument failure = JsonDocument.Parse(made.Output);
        Assert.Equal(4, failure.RootElement.GetProperty("status").GetInt32());
        Assert.True(File.Exists(_directory["inventory"]));
    }

    /// <summary>What is typed, or given on a descriptor, is there once: all cards get the same.</summary>
    [ForeignToolFact("sh")]
    public void The_new_pins_are_asked_for_once_for_all_cards()
    {
        _ = Make();
        Assert.Equal(["3537363231383830 648219", "3537363231383830 648219", "3537363231383830 648219"],
            File.ReadAllLines(_directory["pins"]));
    }

    /// <summary>Yes was said, and the card not changed: it is not erased again, and counts once.</summary>
    [ForeignToolFact("sh")]
    public void One_card_is_not_taken_for_two()
    {
        _directory.Write("same", "");
        ForeignRun made = Make();
        Assert.Equal(4, made.ExitCode);
        Assert.Contains("the serial number CARD1, and is operational 1 already", made.Error,
            StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(_directory["pins"]));
        using JsonDocument inventory = JsonDocument.Parse(File.ReadAllText(_directory["inventory"]));
        Assert.Equal(1, inventory.RootElement.GetArrayLength());
    }

    [ForeignToolTheory("sh")]
    [InlineData("inventory", 5, "an inventory is never written over")]
    [InlineData("share", 3, "there is no such share")]
    [InlineData("password", 3, "password of the share")]
    [InlineData("set", 2, "there are no keys in this set that such a token takes")]
    [InlineData("register", 3, "the register of copies has faults")]
    [InlineData("no set", 2, "--register takes keys")]
    public void No_card_is_erased_before_all_else_is_seen_to_be_right(string fault, int status, string said)
    {
        string[] more = fault switch
        {
            "set" => ["--set", SoftwareSet(), "--passphrase", "file:" + _directory["pass"]],
            "register" => ["--set", SoftwareSet(), "--register", _directory.Write("copies", "no register\n")],
            "no set" => ["--register", _directory["copies"]],
            _ => [],
        };
        if (fault == "inventory")
        {
            _directory.Write("inventory", "of the last time");
        }
        else if (fault == "share")
        {
            File.Delete(_directory["share"]);
        }

        ForeignRun refused = fault == "password" ? MakeWith($"file:{_directory["nowhere"]}") : Make(more);
        Assert.True(refused.ExitCode == status, $"{refused.ExitCode}: {refused.Error}");
        Assert.Contains(said, refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_directory["pins"]));
    }

    private string SoftwareSet()
    {
        Directory.CreateDirectory(_directory["keys"]);
        KeybackupRun.RunTool("keyall", "key", "generate", "--zone", "example.", "--keys", _directory["keys"])
            .MustSucceed();
        KeybackupRun.Run("create", "-K", _directory["keys"], "--output", _directory["set"], "--cost", "10",
            "--passphrase", KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase)).MustSucceed();
        return _directory["set"];
    }

    private ForeignRun Make(params string[] more) =>
        MakeWith(KeybackupRun.Secret(_directory, "password", KeybackupRun.Passphrase), more);

    private ForeignRun MakeWith(string password, params string[] more)
    {
        string[] arguments =
        [
            "card", "make", "--operational", "2", "--backup", "3", "--label", "zone", "--yes", "--inventory", _directory["inventory"],
            "--dkek-share", $"{_directory["share"]}={password}",
            "--so-pin", "fd:0", "--pin", KeybackupRun.Secret(_directory, "pin", "648219"), .. more,
        ];
        return ForeignTool.Run(new ForeignCommand(Path.Combine(AppContext.BaseDirectory, "keybackup"), arguments)
        {
            Environment = new Dictionary<string, string> { ["PATH"] = _directory["bin"] + ":/usr/bin:/bin" },
            Input = "3537363231383830\n",
        });
    }

    private void Play(string program, string script)
    {
        string path = _directory.Write($"bin/{program}", "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
