namespace DnssecToolkit.Diagnostics;

/// <content>The configuration file.</content>
public static partial class CheckCodes
{
    private const string ConfigurationFormat = "docs/configuration.md";

    /// <summary>What is no YAML of the plain kind.</summary>
    public static readonly CheckCode ConfigSyntax = new(
        "CONFIG-SYNTAX", Severity.Fault, ConfigurationFormat,
        "the configuration must be plain YAML: mappings, lists and values, without aliases or tags");

    /// <summary>What is too large to be a configuration.</summary>
    public static readonly CheckCode ConfigLimit = new(
        "CONFIG-LIMIT", Severity.Fault, ConfigurationFormat,
        "the configuration must stay within the bounds of what operators write");

    /// <summary>A key that there is not, or twice.</summary>
    public static readonly CheckCode ConfigKey = new(
        "CONFIG-KEY", Severity.Fault, ConfigurationFormat,
        "each key must be known where it stands, and stand there once");

    /// <summary>A key that has to be there.</summary>
    public static readonly CheckCode ConfigMissing = new(
        "CONFIG-MISSING", Severity.Fault, ConfigurationFormat,
        "what a section needs must be in it, or in its template");

    /// <summary>A value in another form.</summary>
    public static readonly CheckCode ConfigValue = new(
        "CONFIG-VALUE", Severity.Fault, ConfigurationFormat, "each value must have its key's form");

    /// <summary>The name of something that is not defined.</summary>
    public static readonly CheckCode ConfigReference = new(
        "CONFIG-REFERENCE", Severity.Fault, ConfigurationFormat,
        "a policy, gate, server, token or template that is named must be defined");

    /// <summary>Two zones in each other's way.</summary>
    public static readonly CheckCode ConfigClash = new(
        "CONFIG-CLASH", Severity.Fault, ConfigurationFormat, "no two zones may have one name or one output");
}
