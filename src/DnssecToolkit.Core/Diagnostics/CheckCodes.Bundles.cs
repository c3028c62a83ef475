namespace DnssecToolkit.Diagnostics;

/// <content>The files of requests and responses.</content>
public static partial class CheckCodes
{
    /// <summary>A file that is not in its format.</summary>
    public static readonly CheckCode BundleFileSyntax = new(
        "BUNDLE-FILE-SYNTAX", Severity.Fault, "docs/request-formats.md",
        "a request or response must be in one of the three formats");

    /// <summary>A file that is too large.</summary>
    public static readonly CheckCode BundleFileLimit = new(
        "BUNDLE-FILE-LIMIT", Severity.Fault, "docs/request-formats.md",
        "a request or response must stay within the bounds of its reader");

    /// <summary>A clock that was set in a ceremony.</summary>
    public static readonly CheckCode CeremonyClock = new(
        "CEREMONY-CLOCK", Severity.Warning, "docs/guide/offline-ksk.md",
        "the clock should be right when a ceremony begins, and nobody should set it until the end");

    /// <summary>A transcript that was changed.</summary>
    public static readonly CheckCode CeremonyTranscript = new(
        "CEREMONY-TRANSCRIPT", Severity.Fault, "docs/guide/offline-ksk.md",
        "each entry of a transcript must have the digest of itself and all before it");

    /// <summary>A transcript without its end.</summary>
    public static readonly CheckCode CeremonyUnfinished = new(
        "CEREMONY-UNFINISHED", Severity.Warning, "docs/guide/offline-ksk.md",
        "a transcript should end with the end of the ceremony");
}
