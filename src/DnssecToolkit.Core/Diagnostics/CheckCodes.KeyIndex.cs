namespace DnssecToolkit.Diagnostics;

/// <content>The keyindex.</content>
public static partial class CheckCodes
{
    private const string KeyIndexFormat = "docs/keyindex.md";

    /// <summary>The first line with columns.</summary>
    public static readonly CheckCode KeyIndexHeader = new(
        "KEYINDEX-HEADER", Severity.Fault, KeyIndexFormat,
        "a keyindex must name its columns, in their order, above its first row");

    /// <summary>A row's columns.</summary>
    public static readonly CheckCode KeyIndexSyntax = new(
        "KEYINDEX-SYNTAX", Severity.Fault, KeyIndexFormat,
        "a row must have the eight columns, each in its form");

    /// <summary>The fields after the eighth column.</summary>
    public static readonly CheckCode KeyIndexField = new(
        "KEYINDEX-FIELD", Severity.Fault, KeyIndexFormat,
        "what follows the eighth column must be known fields, name=value, each once");

    /// <summary>A key's moments.</summary>
    public static readonly CheckCode KeyIndexOrder = new(
        "KEYINDEX-ORDER", Severity.Fault, KeyIndexFormat, "a key's moments must be in the order of its life");

    /// <summary>One key, one row.</summary>
    public static readonly CheckCode KeyIndexDuplicate = new(
        "KEYINDEX-DUPLICATE", Severity.Fault, KeyIndexFormat,
        "a key of a zone, by algorithm and tag, must have one row");

    /// <summary>A tag that no key has.</summary>
    public static readonly CheckCode KeyIndexTag = new(
        "KEYINDEX-TAG", Severity.Warning, "RFC 4034 Appendix B", "a key tag has sixteen bits");

    /// <summary>A key file with other moments.</summary>
    public static readonly CheckCode KeyIndexTiming = new(
        "KEYINDEX-TIMING", Severity.Warning, KeyIndexFormat,
        "a key file's own moments should not contradict the keyindex");

    /// <summary>What is too large to be a keyindex.</summary>
    public static readonly CheckCode KeyIndexLimit = new(
        "KEYINDEX-LIMIT", Severity.Fault, KeyIndexFormat,
        "a keyindex must stay within the bounds of what operators keep");
}
