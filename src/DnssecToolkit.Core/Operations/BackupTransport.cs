using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>The operator's way to a second site: commands that put a file there, go on where they were cut off, and
/// fetch it back.</summary>
/// <remarks>In their words <c>{file}</c> is the file here and <c>{to}</c> the place there; no shell is used.</remarks>
public sealed record BackupTransport
{
    /// <summary>What a transport with commands of the operator's own is called.</summary>
    public const string Own = "command";

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names { get; } = ["rsync", "sftp", Own];

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Puts the file there, from the beginning.</summary>
    public required TransportStep Put { get; init; }

    /// <summary>Goes on with a file that is there in part, or null where <see cref="Put"/> does that.</summary>
    public TransportStep? Resume { get; init; }

    /// <summary>Fetches the file back.</summary>
    public required TransportStep Get { get; init; }

    /// <summary>rsync: it goes on with what is there if that is the beginning of the file, and sends anew if
    /// not.</summary>
    /// <param name="program">The program with options of the operator's.</param>
    public static BackupTransport Rsync(IReadOnlyList<string> program) => new()
    {
        Name = "rsync",
        Put = new TransportStep([.. program, "--partial", "--inplace", "--append-verify", "--chmod=F600", "--",
            "{file}", "{to}"]),
        Get = new TransportStep([.. program, "--", "{to}", "{file}"]),
    };

    /// <summary>sftp, to <c>HOST:PATH</c>, or <c>:PATH</c> where the program names the host.</summary>
    /// <param name="program">The program with options of the operator's.</param>
    /// <param name="place">The place.</param>
    /// <exception cref="UsageException">It has no host and path.</exception>
    public static BackupTransport Sftp(IReadOnlyList<string> program, string place)
    {
        if (place.Split(':', 2) is not [{ } host, { Length: > 0 } path] || path.Contains('"'))
        {
            throw new UsageException($"{place}: not HOST:PATH",
                "sftp takes the host, a colon and the file's path there");
        }

        string[] words = [.. program, "-b", "-", .. host.Length > 0 ? (string[])[host] : []];
        return new BackupTransport
        {
            Name = "sftp",
            Put = new TransportStep(words, $"put \"{{file}}\" \"{path}\"\n"),
            Resume = new TransportStep(words, $"reput \"{{file}}\" \"{path}\"\n"),
            Get = new TransportStep(words, $"get \"{path}\" \"{{file}}\"\n"),
        };
    }

    /// <summary>Commands of the operator's own.</summary>
    /// <param name="put">Puts the file there; goes on with what is there, if it can.</param>
    /// <param name="get">Fetches it back.</param>
    /// <exception cref="UsageException">A command does not say where its file goes.</exception>
    public static BackupTransport Commands(IReadOnlyList<string> put, IReadOnlyList<string> get)
    {
        foreach (IReadOnlyList<string> words in (IReadOnlyList<string>[])[put, get])
        {
            if (words.Count == 0 || !words.Any(word => word.Contains("{file}", StringComparison.Ordinal)))
            {
                throw new UsageException("a command of a transport has no {file} in it",
                    "such as --put '/usr/bin/scp {file} {to}' --get '/usr/bin/scp {to} {file}'");
            }
        }

        return new BackupTransport { Name = Own, Put = new TransportStep(put), Get = new TransportStep(get) };
    }
}
