using System.Collections.Frozen;
using System.Reflection;

namespace DnssecToolkit.Diagnostics;

/// <summary>Every check code there is, one constant each; the families stand in this class's other files.</summary>
public static partial class CheckCodes
{
    private static readonly Lazy<FrozenDictionary<string, CheckCode>> ByTag = new(
        () => Constants().ToFrozenDictionary(code => code.Tag, StringComparer.Ordinal));

    /// <summary>All codes in the order of their tags.</summary>
    public static IReadOnlyList<CheckCode> All => [.. ByTag.Value.Values.OrderBy(code => code.Tag, StringComparer.Ordinal)];

    /// <summary>Finds a code by its tag, or null.</summary>
    public static CheckCode? Find(string tag) => ByTag.Value.GetValueOrDefault(tag);

    private static IEnumerable<CheckCode> Constants() =>
        typeof(CheckCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(CheckCode))
            .Select(field => (CheckCode)field.GetValue(null)!);
}
