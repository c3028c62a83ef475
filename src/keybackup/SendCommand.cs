using System.CommandLine;
using System.Globalization;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup send</c>.</summary>
internal sealed class SendCommand
{
    private const int MostAttempts = 10_000;

    private readonly Argument<string> _set = SetOptions.Set();
    private readonly Option<string?> _register = SetOptions.Register();
    private readonly SignerOption _signer = new();

    private readonly Option<string> _place = new("--to")
    {
        Description =
            "The file's place at the far end, as the transport names it, such as site-b:/safe/keys.sealed",
        HelpName = "PLACE",
        Required = true,
    };

    private readonly Option<string> _transport = new Option<string>("--transport")
    {
        Description = "How it gets there; with command: by --put and --get",
        HelpName = "rsync|sftp|command",
        DefaultValueFactory = _ => BackupTransport.Names[0],
    }.AcceptOnlyFromAmong([.. BackupTransport.Names]);

    private readonly Option<string?> _program = new("--program")
    {
        Description =
            "The transport's program with options of yours, words parted by blanks [default: its name]",
        HelpName = "WORDS",
    };

    private readonly Option<string?> _put = new("--put")
    {
        Description = "Command that sends {file} to {to}, words parted by blanks; no shell is used",
        HelpName = "WORDS",
    };

    private readonly Option<string?> _get = new("--get")
    {
        Description = "Command that fetches {to} back into {file}",
        HelpName = "WORDS",
    };

    private readonly Option<int?> _absent = new("--absent")
    {
        Description =
            "The status by which --get says that nothing is there yet; without it only what is seen there is gone on with",
        HelpName = "STATUS",
    };

    private readonly Option<int> _attempts = new("--attempts")
    {
        Description = "How often to try; each attempt goes on where the last was cut off",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<string> _pause = Length("--pause", "How long to wait after a failure", "10s");
    private readonly Option<string> _timeout = Length("--timeout", "How long one command may take", "1h");

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command(
        "send", "Sends a sealed set to a second site by your own transport; goes on after interruptions, and compares what the far end has")
    {
        _set, _place, _transport, _program, _put, _get, _absent, _attempts, _pause, _timeout, _signer.Option, _register,
    }
    .Does(Send)
    .WithExample(
        "keybackup send /media/a/keys.sealed --to backup@site-b:/safe/keys.sealed --register copies",
        "Send a set by rsync over ssh, fetch it back, compare, and note the copy.");

    private ExitStatus Send(ToolRun run)
    {
        SealedSet set = SetOpening.Read(run, run.Options.GetRequiredValue(_set));
        BackupSending sending = Sending(run, set);
        _signer.Demand(run, set);
        int attempts = sending.Send(set, run.Console.Warn, run.Cancellation);
        if (run.Options.GetValue(_register) is { } path)
        {
            BackupRegisterFile.Change(path, register => register.WithCopy(set.Manifest, sending.Place));
        }

        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteString("set", set.Manifest.Set);
                json.WriteString("sha256", set.Digest);
                json.WriteString("place", sending.Place);
                json.WriteNumber("attempts", attempts);
            }));
        }
        else
        {
            run.Console.Output.WriteLine($"{set.Manifest.Set} {set.Digest} {sending.Place}");
            run.Console.Say(attempts == 0 ? "was there already, and is the same" : string.Create(
                CultureInfo.InvariantCulture,
                    $"sent in {attempts} attempt{(attempts == 1 ? "" : "s")}, fetched back, and the same"));
        }

        return ExitStatus.Done;
    }

    private BackupSending Sending(ToolRun run, SealedSet set)
    {
        string place = run.Options.GetRequiredValue(_place);
        int attempts = run.Options.GetValue(_attempts);
        if (attempts is < 1 or > MostAttempts)
        {
            throw new UsageException($"--attempts {attempts} is not from 1 to {MostAttempts}");
        }

        if (place.Length == 0 || place.StartsWith('-') || place.Any(char.IsControl))
        {
            throw new UsageException("--to is empty, begins with a hyphen or has a control character",
                "name the file at the far end");
        }

        return new BackupSending
        {
            Transport = Transport(run, place, set),
            Place = place,
            Attempts = attempts,
            Pause = SecondsOf(run, _pause),
            Timeout = SecondsOf(run, _timeout),
        };
    }

    private BackupTransport Transport(ToolRun run, string place, SealedSet set)
    {
        string name = run.Options.GetRequiredValue(_transport);
        string? put = run.Options.GetValue(_put);
        string? get = run.Options.GetValue(_get);
        if (name == BackupTransport.Own)
        {
            return BackupTransport.Commands(
                Words(put ?? throw new UsageException("--transport command takes --put and --get")),
                Words(get ?? throw new UsageException("--transport command takes --put and --get",
                    "what is sent is fetched back and compared")), run.Options.GetValue(_absent));
        }

        if (put is not null || get is not null || run.Options.GetValue(_absent) is not null)
        {
            throw new UsageException("--put, --get and --absent are for --transport command");
        }

        string[] program = Words(run.Options.GetValue(_program) ?? name);
        return name == "sftp"
            ? BackupTransport.Sftp(program, place, set.Digest) : BackupTransport.Rsync(program);
    }

    private static string[] Words(string text) => text.Split(' ',
        StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
        ? words : throw new UsageException("a command has no words");

    private static long SecondsOf(ToolRun run, Option<string> option) =>
        Math.Max(0, ToolRun.PeriodOf(option.Name, run.Options.GetRequiredValue(option)).SecondsFrom(run.Now));

    private static Option<string> Length(string name, string description, string byDefault) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => byDefault,
    };
}
