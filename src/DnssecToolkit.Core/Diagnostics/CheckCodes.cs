using System.Collections.Frozen;
using System.Reflection;

namespace DnssecToolkit.Diagnostics;

/// <summary>Every check code there is, one constant each; the families stand in this class's other
/// files.</summary>
public static partial class CheckCodes
{
    private static readonly Lazy<FrozenDictionary<string, CheckCode>> ByTag = new(
        () => Constants().ToFrozenDictionary(code => code.Tag, StringComparer.Ordinal));

    /// <summary>All codes in the order of their tags.</summary>
    public static IReadOnlyList<CheckCode> All =>
        [.. ByTag.Value.Values.OrderBy(code => code.Tag, StringComparer.Ordinal)];

    /// <summary>Finds a code by its tag, or null.</summary>
    public static CheckCode? Find(string tag) => ByTag.Value.GetValueOrDefault(tag);

    /// <summary>What to tell somebody who wrote a tag that is none: the one that was meant, or where they all
    /// are.</summary>
    public static string HintFor(string tag) =>
        NearestWord.To(tag.ToUpperInvariant(), All.Select(known => known.Tag)) is { } meant
        ? $"did you mean {meant}?" : "docs/checks.md has them all";

    private static IEnumerable<CheckCode> Constants() =>
        typeof(CheckCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(CheckCode))
            .Select(field => (CheckCode)field.GetValue(null)!);
}
