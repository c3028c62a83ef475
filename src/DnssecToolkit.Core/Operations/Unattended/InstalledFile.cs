namespace DnssecToolkit.Operations.Unattended;

/// <summary>The signed file of a zone that runs installed, by the journal.</summary>
/// <param name="Run">The run that installed it.</param>
/// <param name="Digests">SHA-256 of it; and of what a run was about to put in its place, and may
/// have.</param>
public sealed record InstalledFile(string Run, IReadOnlySet<string> Digests)
{
    /// <summary>What is journaled before a file is installed.</summary>
    internal const string Intention = "installing";

    /// <summary>The detail of a journal's entry that has the file's digest.</summary>
    internal const string Detail = "sha256";

    private const int MonthsOfJournal = 4; // each zone is signed more often than that

    /// <summary>Reads what the journal has of each zone.</summary>
    /// <param name="state">The state directory.</param>
    /// <returns>By the zone's name with its final dot; nothing of zones that were signed before digests were
    /// journaled.</returns>
    public static IReadOnlyDictionary<string, InstalledFile> Read(StateDirectory state)
    {
        Dictionary<string, InstalledFile> files = new(StringComparer.Ordinal);
        foreach (JournalEntry entry in Journal.Read(state, MonthsOfJournal))
        {
            if (entry.Zone is not { } zone || entry.Event == "altered"
                || !entry.Details.TryGetValue(Detail, out string? digest))
            {
                continue;
            }

            bool isAhead = entry.Event == Intention && files.ContainsKey(zone);
            files[zone] = isAhead
                ? files[zone] with
                {
                    Digests = new HashSet<string>([.. files[zone].Digests, digest],
                    StringComparer.Ordinal)
                }
                : new InstalledFile(entry.Run, new HashSet<string>([digest], StringComparer.Ordinal));
        }

        return files;
    }

    /// <summary>Whether a file is it.</summary>
    /// <param name="path">The zone's output.</param>
    /// <param name="found">SHA-256 of what is there; null where nothing is.</param>
    public bool Is(string path, out string? found)
    {
        found = FileStamp.Sha256Of(path);
        return found is null || Digests.Contains(found);
    }
}
