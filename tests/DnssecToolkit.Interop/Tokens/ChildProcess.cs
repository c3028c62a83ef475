using System.Globalization;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>The process that a tool started for its module, as the system shows it under /proc
/// (proc(5)).</summary>
internal static class ChildProcess
{
    /// <summary>Finds it by the tool's number; 0 where there is none.</summary>
    internal static int Of(int parent) => Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture,
            out int id) ? id : 0)
        .FirstOrDefault(id => id > 0 && FieldsOf(id) is [_, { } own, ..]
            && own == parent.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether it runs.</summary>
    internal static bool IsAlive(int id) =>
        StatOf(id) is { Length: > 0 } stat && !stat.Contains(") Z ", StringComparison.Ordinal);

    /// <summary>Its environment.</summary>
    internal static string EnvironmentOf(int id) => Read($"/proc/{id}/environ");

    /// <summary>The name of .NET's diagnostic port of it. When the process began is a part: killed processes
    /// leave theirs, and numbers come back.</summary>
    internal static string DiagnosticPortOf(int id) => $"dotnet-diagnostic-{id}-{FieldsOf(id)[19]}-socket";

    // From its state on: what comes before may have blanks.
    private static string[] FieldsOf(int id) => StatOf(id).Split(") ").Last().Split(' ');

    private static string StatOf(int id) => Read($"/proc/{id}/stat");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }
}
