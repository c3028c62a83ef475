namespace DnssecToolkit.ZoneFiles;

/// <summary>Paths with every symbolic link resolved.</summary>
internal static class RealPath
{
    private const int MostLinks = 40; // as Linux has it

    /// <summary>Resolves a path; what does not exist stays as it is.</summary>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        int links = 0;
        string resolved = Path.GetPathRoot(full) ?? "/";
        Stack<string> rest = new(full[resolved.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Reverse());
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            string next = Path.Combine(resolved, part);
            string? target = links < MostLinks ? new FileInfo(next).LinkTarget : null;
            if (target is null)
            {
                resolved = next;
                continue;
            }

            links++;
            resolved = Path.IsPathRooted(target) ? "/" : resolved;
            foreach (string step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                if (step != ".")
                {
                    rest.Push(step);
                }
            }
        }

        return resolved;
    }
}
