namespace DnssecToolkit.Interop.ZoneFiles;

/// <summary>The zones under tests/DnssecToolkit.Tests/data/zones.</summary>
internal static class OddZones
{
    internal static string Directory { get; } =
        Path.Combine(Repository.Root, "tests", "DnssecToolkit.Tests", "data", "zones");

    /// <summary>Each zone's file and name.</summary>
    internal static IEnumerable<(string File, string Origin)> All =>
        File.ReadLines(Path.Combine(Directory, "ORIGINS")).Select(line => line.Split(' '))
            .Select(part => (part[0], part[1]));
}
