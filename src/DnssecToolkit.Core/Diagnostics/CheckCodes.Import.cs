namespace DnssecToolkit.Diagnostics;

/// <content>Configurations taken over from other programs.</content>
public static partial class CheckCodes
{
    private const string MigrationGuide = "docs/guide/migration.md";

    /// <summary>A setting that nothing here does.</summary>
    public static readonly CheckCode ImportUnmapped = new(
        "IMPORT-UNMAPPED", Severity.Warning, MigrationGuide,
        "a setting of another program should have a counterpart, or somebody should know that it has none");

    /// <summary>A setting that does something else here.</summary>
    public static readonly CheckCode ImportChanged = new(
        "IMPORT-CHANGED", Severity.Warning, MigrationGuide,
        "a setting of another program should mean the same here, or somebody should know what it means");

    /// <summary>Other keys than those that are published now.</summary>
    public static readonly CheckCode ImportKeys = new(
        "IMPORT-KEYS", Severity.Fault, MigrationGuide,
        "a zone that is taken over must publish the keys that it publishes now, and sign with no others");
}
