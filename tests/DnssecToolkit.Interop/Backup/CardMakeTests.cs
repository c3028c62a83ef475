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
            echo "	Serial number  : CARD$(wc -l < {{_directory["pins"]}})"
            """);
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
        Assert.Equal(["CARD1", "CARD2"], inventory.RootElement.EnumerateArray().Select(card => card.GetProperty("serial").GetString()));
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
        Assert.Equal(["3537363231383830 648219", "3537363231383830 648219", "3537363231383830 648219"], File.ReadAllLines(_directory["pins"]));
    }

    private ForeignRun Make(params string[] more)
    {
        string[] arguments =
        [
            "card", "make", "--operational", "2", "--backup", "3", "--label", "zone", "--yes", "--inventory", _directory["inventory"],
            "--dkek-share", $"{_directory["share"]}={KeybackupRun.Secret(_directory, "password", KeybackupRun.Passphrase)}",
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
