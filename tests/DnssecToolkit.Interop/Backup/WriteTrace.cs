using System.Text.RegularExpressions;

namespace DnssecToolkit.Interop.Backup;

/// <summary>Runs a tool under strace and knows every octet that it and its children wrote, and where
/// to.</summary>
internal sealed partial class WriteTrace
{
    private const string Calls = "trace=write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,mmap";

    private WriteTrace(ForeignRun run, IReadOnlyList<(string Path, string Octets)> writes,
        IReadOnlyList<string> unseen)
    {
        Run = run;
        Writes = writes;
        Unseen = unseen;
    }

    /// <summary>How it ended.</summary>
    internal ForeignRun Run { get; }

    /// <summary>What was written to files, an octet a character (Latin-1).</summary>
    internal IReadOnlyList<(string Path, string Octets)> Writes { get; }

    /// <summary>Files that were mapped for writing or copied by the kernel, which strace cannot look
    /// into.</summary>
    internal IReadOnlyList<string> Unseen { get; }

    /// <summary>Runs a tool.</summary>
    internal static WriteTrace Of(TemporaryDirectory directory,
        IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        string trace = directory["trace"];
        ForeignRun run = ForeignTool.Run(new ForeignCommand("strace",
        [
            "-f", "-y", "-xx", "-s", "4194304", "--seccomp-bpf", "-e", Calls, "-o", trace,
            Path.Combine(AppContext.BaseDirectory, command[0]), .. command[1..],
        ])
        {
            Environment = environment,
        });
        List<(string, string)> writes = [];
        List<string> unseen = [];
        foreach (string line in File.ReadLines(trace))
        {
            Match call = Call().Match(line);
            string path = call.Success ? Unescaped(call.Groups["path"].Value) : "";
            if (!path.StartsWith('/') || path.StartsWith("/memfd:", StringComparison.Ordinal))
            {
                continue;
            }

            if (!call.Groups["name"].Value.Contains("write", StringComparison.Ordinal))
            {
                unseen.Add(path);
            }
            else
            {
                writes.Add((path,
                    string.Concat(Text().Matches(line[call.Length..])
                        .Select(text => Unescaped(text.Groups[1].Value)))));
            }
        }

        File.Delete(trace);
        return new WriteTrace(run, writes, unseen);
    }

    private static string Unescaped(string hex) =>
        System.Text.Encoding.Latin1.GetString(Convert.FromHexString(hex.Replace("\\x", "",
            StringComparison.Ordinal)));

    // Of mappings those alone that are shared and writable.
    [GeneratedRegex(
        "^[0-9]+ +(?:(?<name>p?write(?:64|v2?)?|sendfile|copy_file_range)\\(|(?<name>mmap)\\([^<]*PROT_WRITE[^<]*MAP_SHARED[^<]*?)[0-9]+<(?<path>[\\\\x0-9a-f]*)>")]
    private static partial Regex Call();

    [GeneratedRegex("\"([\\\\x0-9a-f]*)\"")]
    private static partial Regex Text();
}
