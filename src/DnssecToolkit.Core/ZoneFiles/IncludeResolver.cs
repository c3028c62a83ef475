using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Files;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Finds the file that <c>$INCLUDE</c> names and says whether it may be read.</summary>
internal static class IncludeResolver
{
    /// <summary>Finds a file.</summary>
    /// <param name="context">Has the policy and the zone's directory.</param>
    /// <param name="parent">The file that includes.</param>
    /// <param name="name">The name in the text: relative to the directory of the including file, of the zone
    /// file, or the working directory, whichever has it first.</param>
    /// <param name="chain">The file.</param>
    /// <param name="fault">Why not, as a lower-case clause.</param>
    public static bool TryResolve(
        ReadContext context, IncludeChain parent, string name,
        [NotNullWhen(true)] out IncludeChain? chain, [NotNullWhen(false)] out string? fault)
    {
        chain = null;
        if (context.Options.Includes == IncludePolicy.Refused)
        {
            fault = "including files is not allowed";
            return false;
        }

        if (parent.Depth >= context.Options.IncludeDepthLimit)
        {
            fault = $"files include each other more than {context.Options.IncludeDepthLimit} deep";
            return false;
        }

        if (name.Contains('\0'))
        {
            fault = "the file's name has a NUL octet";
            return false;
        }

        string path = Locate(parent, name);
        string real = RealPath.Of(path);
        bool isInside = context.Directory is not null && IsBelow(context.Directory, real);
        fault = context.Options.Includes == IncludePolicy.ConfinedToDirectory && !isInside
            ? $"'{path}' is outside of the zone file's directory"
            : parent.Contains(real) ? $"'{path}' includes itself"
            : !Directory.Exists(real) && FileKind.IsSomethingElse(real) ? $"'{path}' is no regular file" : null; // whoever opens a pipe may wait for ever
        if (fault is not null)
        {
            return false;
        }

        chain = new IncludeChain(path, real, parent);
        return true;
    }

    private static string Locate(IncludeChain parent, string name)
    {
        string besideParent = Beside(parent, name);
        string besideZone = Beside(parent.Root, name);
        return File.Exists(besideParent) ? besideParent : File.Exists(besideZone) ? besideZone
            : File.Exists(name) ? name : besideParent;
    }

    private static string Beside(IncludeChain file, string name) =>
        Path.Combine(Path.GetDirectoryName(file.Name) ?? "", name);

    private static bool IsBelow(string directory, string path) =>
        path.StartsWith(Path.EndsInDirectorySeparator(directory) ? directory : directory
            + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);
}
