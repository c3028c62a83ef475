using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>The operator's way to a second site: commands that put a file there, go on where they were cut
/// off, and fetch it back.</summary>
/// <remarks>In their words <c>{file}</c> is the file here and <c>{to}</c> the place there; no shell is
/// used.</remarks>
public sealed record BackupTransport
{
    /// <summary>What a transport with commands of the operator's own is called.</summary>
    public const string Own = "command";

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names { get; } = ["rsync", "sftp", Own];

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Puts the file there, and goes on where that was cut off: each way is tried until one does
    /// it.</summary>
    public required IReadOnlyList<TransportStep> Put { get; init; }

    /// <summary>Goes on with the beginning of the file that was seen in its place; what is there may be
    /// written over.</summary>
    public required TransportStep Resume { get; init; }

    /// <summary>Whether <see cref="Put"/> leaves alone what has the name already.</summary>
    public required bool WritesOverNothing { get; init; }

    /// <summary>The status by which <see cref="Get"/> says that nothing is there, or null.</summary>
    public int? AbsentStatus { get; init; }

    /// <summary>Fetches the file back.</summary>
    public required TransportStep Get { get; init; }

    /// <summary>rsync: what is cut off waits in a directory <c>.keybackup</c> beside the place, and nothing
    /// that is there is replaced.</summary>
    /// <param name="program">The program with options of the operator's.</param>
    public static BackupTransport Rsync(IReadOnlyList<string> program) => new()
    {
        Name = "rsync",
        Put =
        [
            new TransportStep([.. program, "--ignore-existing", "--partial-dir=.keybackup", "--no-whole-file",
                "--chmod=F600", "--", "{file}", "{to}"]),
        ],
        Resume = new TransportStep([.. program, "--partial", "--inplace", "--append-verify", "--chmod=F600",
            "--",
            "{file}", "{to}"]),
        WritesOverNothing = true,
        Get = new TransportStep([.. program, "--", "{to}", "{file}"]),
    };

    /// <summary>sftp, to <c>HOST:PATH</c>, or <c>:PATH</c> where the program names the host. The file grows
    /// beside its place, under a name that only this set has, and is renamed at the end, over
    /// nothing.</summary>
    /// <param name="program">The program with options of the operator's.</param>
    /// <param name="place">The place.</param>
    /// <param name="digest">The set's SHA-256, as hexadecimal digits.</param>
    /// <exception cref="UsageException">It has no host and path.</exception>
    public static BackupTransport Sftp(IReadOnlyList<string> program, string place, string digest)
    {
        if (place.Split(':', 2) is not [{ } host, { Length: > 0 } path] || path.Contains('"'))
        {
            throw new UsageException($"{place}: not HOST:PATH",
                "sftp takes the host, a colon and the file's path there");
        }

        string part = $"{path}.{digest[..16]}.part";
        string end = $"rename -l \"{part}\" \"{path}\"\n"; // -l: by the call that replaces nothing
        string[] words = [.. program, "-b", "-", .. host.Length > 0 ? (string[])[host] : []];
        return new BackupTransport
        {
            Name = "sftp",
            Put =
            [
                new TransportStep(words, $"reput \"{{file}}\" \"{part}\"\n{end}"),
                new TransportStep(words, $"put \"{{file}}\" \"{part}\"\n{end}"),
            ],
            WritesOverNothing = true,
            Resume = new TransportStep(words, $"reput \"{{file}}\" \"{path}\"\n"),
            Get = new TransportStep(words, $"get \"{path}\" \"{{file}}\"\n"),
        };
    }

    /// <summary>Commands of the operator's own.</summary>
    /// <param name="put">Puts the file there; goes on with what is there, if it can.</param>
    /// <param name="get">Fetches it back.</param>
    /// <param name="absent">The status by which <paramref name="get"/> says that nothing is there, or null
    /// where none says so.</param>
    /// <exception cref="UsageException">A command does not say where its file goes.</exception>
    public static BackupTransport Commands(
        IReadOnlyList<string> put, IReadOnlyList<string> get, int? absent)
    {
        foreach (IReadOnlyList<string> words in (IReadOnlyList<string>[])[put, get])
        {
            if (words.Count == 0 || !words.Any(word => word.Contains("{file}", StringComparison.Ordinal)))
            {
                throw new UsageException("a command of a transport has no {file} in it",
                    "such as --put '/usr/bin/scp {file} {to}' --get '/usr/bin/scp {to} {file}'");
            }
        }

        return new BackupTransport
        {
            Name = Own,
            Put = [new TransportStep(put)],
            Resume = new TransportStep(put),
            WritesOverNothing = false,
            Get = new TransportStep(get),
            AbsentStatus = absent,
        };
    }
}
