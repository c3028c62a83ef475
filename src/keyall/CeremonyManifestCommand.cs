using System.CommandLine;
using System.IO.Enumeration;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony manifest</c>: the digests of all files on a medium, which <c>sha256sum -c</c>
/// can check too.</summary>
internal sealed class CeremonyManifestCommand
{
    private const string Name = "MANIFEST.sha256";
    private const int MostFiles = 1_000;
    private const int DigestLength = 64;
    private const string Separator = "  ";

    private readonly Argument<string> _directory = new("DIR")
    {
        Description = "The medium's directory; what is in directories below counts too",
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description =
            "Hold the files against the manifest that is there; status 1 where one was changed, is missing or new",
    };

    internal Command Create() => new Command("manifest",
        $"Writes {Name} with the SHA-256 of each file that is to cross on a medium, and prints its words; or checks it")
    {
        _directory, _check,
    }
    .Does(Run)
    .WithExample(
        "keyall ceremony manifest /media/stick --check",
        "See that what came on the stick is what was put on it, and compare the words.");

    private ExitStatus Run(ToolRun run)
    {
        string directory = run.Options.GetRequiredValue(_directory);
        string path = Path.Combine(directory, Name);
        SortedDictionary<string, string> files = FilesIn(directory);
        FindingList findings = new();
        if (run.Options.GetValue(_check))
        {
            Compare(Read(path), files, directory, findings);
        }
        else
        {
            TextFile.Write(path, string.Concat(files.Select(file => $"{file.Value}{Separator}{file.Key}\n")));
        }

        string digest = BundleManifest.DigestOf(BundleFiles.Octets(path));
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json =>
            {
                json.WriteString("sha256", digest);
                json.WriteString("words", BundleManifest.WordsOf(digest));
                json.WriteNumber("files", files.Count);
                FindingJson.Write(json, findings.Kept);
            }));
        }
        else
        {
            foreach (string line in CeremonyText.DigestLines(digest)
                .Prepend($"{path}, {Quantity.Of(files.Count, "file")}"))
            {
                run.Console.Output.WriteLine(line);
            }
        }

        run.Report(findings);
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    // Locks and unfinished files of our own, whose names begin with a dot, are not meant to cross.
    private static SortedDictionary<string, string> FilesIn(string directory)
    {
        try
        {
            string[] found = [.. FilesBelow(directory).Take(MostFiles + 2)]; // a manifest is one of them
            DemandRegular(directory, found);
            string[] paths = [.. found.Where(file => Path.GetRelativePath(directory, file) != Name)];
            return paths.Length > MostFiles
                ? throw new UsageException($"{directory}: more than {MostFiles} files are there",
                    "name the directory of what is to cross")
                : new SortedDictionary<string, string>(
                    paths.ToDictionary(file => Path.GetRelativePath(directory, file),
                        RunningTool.Digest), StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException(
                $"{directory}: cannot be read: {fault.Message}",
                "see that the medium is there", inner: fault);
        }
    }

    // All that is no directory, without following a link.
    private static FileSystemEnumerable<string> FilesBelow(string directory) => new(
        directory, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
        new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
            IgnoreInaccessible = false,
        })
    {
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(entry.Attributes),
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.FileName.StartsWith('.')
            && (!entry.IsDirectory || IsLink(entry.Attributes)),
    };

    private static bool IsLink(FileAttributes attributes) => attributes.HasFlag(FileAttributes.ReparsePoint);

    // A link leads off the medium, or round in a circle, and whoever opens a pipe may wait for ever.
    private static void DemandRegular(string directory, string[] paths)
    {
        if (Array.Exists(paths, path => path.Any(char.IsControl)))
        {
            throw new UsageException($"{directory}: a file's name has control characters", "rename it");
        }

        if (Array.Find(paths, path => IsLink(File.GetAttributes(path)) || FileKind.IsSomethingElse(path))
            is { } odd)
        {
            throw new UnreadableInputException(
                $"{odd}: is a link, or no regular file", "a medium carries regular files alone: remove it");
        }
    }

    private static Dictionary<string, string> Read(string path)
    {
        Dictionary<string, string> listed = new(StringComparer.Ordinal);
        foreach (string line in System.Text.Encoding.UTF8.GetString(BundleFiles.Octets(path))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isEntry = line.Length > DigestLength + Separator.Length
                && line[..DigestLength].All(char.IsAsciiHexDigitLower)
                && line[DigestLength..].StartsWith(Separator, StringComparison.Ordinal);
            if (!isEntry || listed.Count == MostFiles
                || !listed.TryAdd(line[(DigestLength + Separator.Length)..], line[..DigestLength]))
            {
                throw new UnreadableInputException(
                    $"{path}:{listed.Count + 1}: is no line of a manifest", "have the medium made again");
            }
        }

        return listed;
    }

    private static void Compare(
        Dictionary<string, string> listed, SortedDictionary<string, string> files,
        string directory, FindingList findings)
    {
        foreach (string name in listed.Keys.Union(files.Keys).Order(StringComparer.Ordinal))
        {
            string? fault =
                !files.TryGetValue(name, out string? digest) ? "it is in the manifest, and not there"
                : !listed.TryGetValue(name, out string? known) ? "it is there, and not in the manifest"
                : known != digest ? "it is not the file that was put there" : null;
            if (fault is not null)
            {
                findings.Add(new Finding(CheckCodes.BundleDigest,
                    new SourceLocation(Path.Combine(directory, name)), fault));
            }
        }
    }
}
