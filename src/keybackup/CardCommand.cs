using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup card</c>: SmartCard-HSMs, officers and their shares.</summary>
internal sealed class CardCommand
{
    private readonly Option<string> _reader = CardOptions.Reader();

    private readonly Option<string> _file = new("--output", "-O")
    {
        Description = "The share's new file",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<int?> _threshold = new("--threshold")
    {
        Description = "Let so many custodians put a random password together",
        HelpName = "T",
    };

    private readonly Option<int?> _total = new("--total")
    {
        Description = "How many custodians get a part of that password",
        HelpName = "N",
    };

    private readonly Option<string> _password = new("--password")
    {
        Description = $"Where the share's new password comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => "prompt",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new("card", "Makes SmartCard-HSMs with the same keys, for any number of officers")
    {
        new Command("share",
            "Makes an officer's share of a DKEK; the cards' keys leave them encrypted by all shares together")
        {
            _file, _password, _threshold, _total, _reader,
        }
        .Does(Share)
        .WithExample("keybackup card share --output ana.pbe",
            "Make Ana's share; its password is asked for twice."),
        new CardMakeCommand().Create(),
        new Command("show",
            "Shows the card in a reader: serial number, check value of its DKEK, how many keys it has") { _reader }
            .Does(Show)
            .WithExample("keybackup card show",
                "Show the card in the first reader, to compare with the inventory."),
    };

    private ExitStatus Share(ToolRun run)
    {
        string file = run.Options.GetRequiredValue(_file);
        if (Path.Exists(file))
        {
            throw new UnwritableOutputException(
                $"{file}: is there already, and a share is never written over another", "name a new file");
        }

        (int? threshold, int? total) = (run.Options.GetValue(_threshold), run.Options.GetValue(_total));
        SmartCard card = CardOptions.CardOf(run, _reader);
        if (threshold is null && total is null)
        {
            using Secret password = SecretSource.Parse(run.Options.GetRequiredValue(_password))
                .ReadTwice($"password of {file}", run.Console);
            card.CreateShare(file, password.Text);
        }
        else
        {
            if (threshold is not (>= 2 and <= 255) || total is not (>= 3 and <= 255) || threshold > total)
            {
                throw new UsageException(
                    "--threshold and --total do not fit: two of three custodians at least",
                    "give --threshold T --total N");
            }

            card.CreateShareByParts(file, threshold.Value, total.Value);
        }

        run.Console.Say($"{file} is an officer's share; keep a copy of it and its password in two places");
        return ExitStatus.Done;
    }

    private ExitStatus Show(ToolRun run)
    {
        SmartCardState state = CardOptions.CardOf(run, _reader).State();
        CardRow row = new("card", state, []);
        if (run.Json)
        {
            run.Console.Output.WriteLine(CardInventory.ToJson([row]));
        }
        else
        {
            CardInventory.WriteText(run.Console.Output, [row]);
            run.Console.Say($"{Quantity.Of(state.Keys.Count, "key")} on it");
        }

        return ExitStatus.Done;
    }
}
