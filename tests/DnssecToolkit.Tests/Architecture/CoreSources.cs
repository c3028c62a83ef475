using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DnssecToolkit.Tests.Architecture;

/// <summary>The core's sources, compiled in memory so that every name is known for what it is.</summary>
internal static class CoreSources
{
    private static readonly Lazy<CSharpCompilation> Compiled = new(Compile);

    /// <summary>The directory of the solution.</summary>
    internal static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The core's directory.</summary>
    internal static string Root { get; } = Path.Combine(RepositoryRoot, "src", "DnssecToolkit.Core");

    /// <summary>The compilation.</summary>
    internal static CSharpCompilation Compilation => Compiled.Value;

    /// <summary>The source files.</summary>
    internal static IEnumerable<SyntaxTree> Files =>
        Compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0);

    /// <summary>The file-scoped namespace of a file.</summary>
    internal static string NamespaceOf(SyntaxTree file) =>
        file.GetRoot().DescendantNodes().OfType<FileScopedNamespaceDeclarationSyntax>()
            .FirstOrDefault()?.Name.ToString() ?? "";

    /// <summary>Gives <c>Room/File.cs:line</c>.</summary>
    internal static string PlaceOf(SyntaxNode node)
    {
        FileLinePositionSpan span = node.SyntaxTree.GetLineSpan(node.Span);
        return $"{Path.GetRelativePath(Root, span.Path)}:{span.StartLinePosition.Line + 1}";
    }

    private static CSharpCompilation Compile()
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        string[] generated = [$"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
            $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}"];
        IEnumerable<SyntaxTree> files = Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !generated.Any(folder => path.Contains(folder, StringComparison.Ordinal)))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path));
        SyntaxTree implicitUsings = CSharpSyntaxTree.ParseText(
            "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
            + "global using System.Threading; global using System.Threading.Tasks;",
            options);
        IEnumerable<MetadataReference> references =
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("DnssecToolkit.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            "Core", [.. files, implicitUsings], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "DnssecToolkit.sln")))
        {
            directory = directory.Parent;
        }

        return directory!.FullName;
    }
}
