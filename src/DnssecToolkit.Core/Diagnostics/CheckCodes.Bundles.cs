namespace DnssecToolkit.Diagnostics;

/// <content>The files of requests and responses.</content>
public static partial class CheckCodes
{
    /// <summary>A file that is not in its format.</summary>
    public static readonly CheckCode BundleFileSyntax = new(
        "BUNDLE-FILE-SYNTAX", Severity.Fault, "docs/request-formats.md", "a request or response must be in one of the three formats");

    /// <summary>A file that is too large.</summary>
    public static readonly CheckCode BundleFileLimit = new(
        "BUNDLE-FILE-LIMIT", Severity.Fault, "docs/request-formats.md", "a request or response must stay within the bounds of its reader");
}
