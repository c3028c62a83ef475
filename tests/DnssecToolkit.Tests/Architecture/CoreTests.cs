using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DnssecToolkit.Tests.Architecture;

/// <summary>Holds the core's sources against the house rules.</summary>
public class CoreTests
{
    private static readonly string[] BelowProgram =
    [
        "System.Console", "System.Random", "System.Environment.Exit",
        "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTime.Today",
        "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow", "System.TimeProvider.System",
    ];

    [Fact]
    public void EveryFolderIsARoomOfTheTable() =>
        AssertNone(Directory.GetDirectories(CoreSources.Root).Select(Path.GetFileName).Except(["bin", "obj"])
            .Except(Rooms.Numbers.Keys));

    [Fact]
    public void EveryNamespaceIsItsFolder() =>
        AssertNone(CoreSources.Files.Where(file => CoreSources.NamespaceOf(file) != FolderAsNamespace(file))
            .Select(file => file.FilePath));

    [Fact]
    public void NoRoomUsesARoomAboveIt()
    {
        List<string> upward = [];
        foreach (SyntaxTree file in CoreSources.Files)
        {
            string user = CoreSources.NamespaceOf(file);
            upward.AddRange(UsesIn(file)
                .Where(use => Rooms.Of(use.Namespace) is not null && !Rooms.MayUse(user, use.Namespace))
                .Select(use => $"{CoreSources.PlaceOf(use.Node)}: {user} uses {use.Namespace}")
                .Distinct());
        }

        AssertNone(upward);
    }

    [Fact]
    public void NothingInTheCoreReadsTheClockOrTheConsole()
    {
        List<string> banned = [];
        foreach (SyntaxTree file in CoreSources.Files)
        {
            SemanticModel model = CoreSources.Compilation.GetSemanticModel(file);
            banned.AddRange(Names(file)
                .Select(name => (Node: name, Symbol: model.GetSymbolInfo(name).Symbol?.ToString() ?? ""))
                .Where(use => BelowProgram.Any(ban => use.Symbol == ban
                    || use.Symbol.StartsWith(ban + "(", StringComparison.Ordinal)))
                .Select(use => $"{CoreSources.PlaceOf(use.Node)}: {use.Symbol}"));
        }

        AssertNone(banned);
    }

    /// <summary>The kinds of one exception family share a file on purpose.</summary>
    [Fact]
    public void EveryPublicTypeHasAFileOfItsOwn()
    {
        IEnumerable<string> misplaced = CoreSources.Files
            .SelectMany(file => ((CompilationUnitSyntax)file.GetRoot()).Members
                .OfType<BaseNamespaceDeclarationSyntax>().SelectMany(declared => declared.Members)
                .OfType<MemberDeclarationSyntax>()
                .Where(member => member.Modifiers.Any(SyntaxKind.PublicKeyword))
                .Select(member => (Node: member, Name: NameOf(member),
                    File: Path.GetFileName(file.FilePath))))
            .Where(type => type.Name is not null && type.File.Split('.', '{')[0] != type.Name
                && type.File != "ToolkitException.cs")
            .Select(type => $"{CoreSources.PlaceOf(type.Node)}: {type.Name}");
        AssertNone(misplaced);
    }

    private static void AssertNone(IEnumerable<string?> offences)
    {
        string[] places = [.. offences.Distinct()!];
        Assert.True(places.Length == 0, string.Join('\n', places));
    }

    private static string FolderAsNamespace(SyntaxTree file)
    {
        string folder = Path.GetDirectoryName(Path.GetRelativePath(CoreSources.Root, file.FilePath))!;
        return folder.Length == 0 ? "" : $"DnssecToolkit.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    // Imports, and every name that stands for a type or a member of one: a use needs no import within a
    // namespace's children.
    private static IEnumerable<(SyntaxNode Node, string Namespace)> UsesIn(SyntaxTree file)
    {
        SemanticModel model = CoreSources.Compilation.GetSemanticModel(file);
        foreach (SimpleNameSyntax name in Names(file).Where(name => !IsInDocumentation(name)))
        {
            ISymbol? symbol = model.GetSymbolInfo(name).Symbol;
            INamespaceSymbol? home = symbol is INamespaceSymbol ? null : symbol?.ContainingNamespace;
            if (home is { IsGlobalNamespace: false })
            {
                yield return (name, home.ToDisplayString());
            }
        }

        foreach (UsingDirectiveSyntax import in file.GetRoot().DescendantNodes()
            .OfType<UsingDirectiveSyntax>())
        {
            if (model.GetSymbolInfo(import.NamespaceOrType).Symbol is INamespaceSymbol used)
            {
                yield return (import, used.ToDisplayString());
            }
        }
    }

    private static IEnumerable<SimpleNameSyntax> Names(SyntaxTree file) =>
        file.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>();

    private static bool IsInDocumentation(SyntaxNode node) => node.IsPartOfStructuredTrivia();
}
