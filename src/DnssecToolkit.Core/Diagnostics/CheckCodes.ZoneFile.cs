namespace DnssecToolkit.Diagnostics;

/// <content>What can be wrong with the text of a zone file.</content>
public static partial class CheckCodes
{
    /// <summary>The file is not zone text at all: BIND's raw format, a byte order mark in the way, or
    /// empty.</summary>
    public static readonly CheckCode ZoneFileFormat = new(
        "ZONEFILE-FORMAT", Severity.Fault, "RFC 1035 §5", "the file is a master file in text form");

    /// <summary>A token is missing, too many, or not what may stand there.</summary>
    public static readonly CheckCode ZoneFileSyntax = new(
        "ZONEFILE-SYNTAX", Severity.Fault, "RFC 1035 §5.1", "an entry has the tokens that its kind demands");

    /// <summary>A parenthesis without its partner.</summary>
    public static readonly CheckCode ZoneFileParenthesis = new(
        "ZONEFILE-PARENTHESIS", Severity.Fault, "RFC 1035 §5.1", "parentheses come in pairs");

    /// <summary>A quoted string that does not end on its line.</summary>
    public static readonly CheckCode ZoneFileQuote = new(
        "ZONEFILE-QUOTE", Severity.Fault, "RFC 1035 §5.1", "quotes come in pairs on one line");

    /// <summary>An owner or a directive's name that is no domain name.</summary>
    public static readonly CheckCode ZoneFileName = new(
        "ZONEFILE-NAME", Severity.Fault, "RFC 1035 §2.3.4",
        "names have labels of 1 to 63 octets and 255 octets at most");

    /// <summary>A relative name where no origin is known.</summary>
    public static readonly CheckCode ZoneFileOrigin = new(
        "ZONEFILE-ORIGIN", Severity.Fault, "RFC 1035 §5.1", "a relative name has an origin to complete it");

    /// <summary>A line that begins with white space where there is no owner before it.</summary>
    public static readonly CheckCode ZoneFileOwner = new(
        "ZONEFILE-OWNER", Severity.Fault, "RFC 1035 §5.1", "the first record of a file names its owner");

    /// <summary>A type that is unknown or may not stand in a zone.</summary>
    public static readonly CheckCode ZoneFileType = new(
        "ZONEFILE-TYPE", Severity.Fault, "RFC 3597 §5",
        "a type is a mnemonic or TYPEnnn, and not a meta type");

    /// <summary>A class other than the zone's.</summary>
    public static readonly CheckCode ZoneFileClass = new(
        "ZONEFILE-CLASS", Severity.Fault, "RFC 1035 §5.2", "all records of a zone have one class, IN");

    /// <summary>A TTL that is missing or malformed.</summary>
    public static readonly CheckCode ZoneFileTtl = new(
        "ZONEFILE-TTL", Severity.Fault, "RFC 2308 §4",
        "a TTL stands on the record, in $TTL, or on a record before");

    /// <summary>A TTL with the high bit set, which counts as 0.</summary>
    public static readonly CheckCode ZoneFileTtlRange = new(
        "ZONEFILE-TTL-RANGE", Severity.Warning, "RFC 2181 §8", "TTLs are at most 2147483647 seconds");

    /// <summary>RDATA that its type does not allow.</summary>
    public static readonly CheckCode ZoneFileRData = new(
        "ZONEFILE-RDATA", Severity.Fault, "RFC 1035 §5.1", "RDATA is as its type's RFC writes it");

    /// <summary>A directive that does not exist.</summary>
    public static readonly CheckCode ZoneFileDirective = new(
        "ZONEFILE-DIRECTIVE", Severity.Fault, "RFC 1035 §5.1",
        "directives are $ORIGIN, $TTL, $INCLUDE and $GENERATE");

    /// <summary>An included file that cannot be read or may not be.</summary>
    public static readonly CheckCode ZoneFileInclude = new(
        "ZONEFILE-INCLUDE", Severity.Fault, "RFC 1035 §5.1",
        "included files can be read, are allowed, and form no circle");

    /// <summary>A <c>$GENERATE</c> that is malformed or makes too much.</summary>
    public static readonly CheckCode ZoneFileGenerate = new(
        "ZONEFILE-GENERATE", Severity.Fault, "BIND 9 ARM",
        "$GENERATE has a range, a name, a type and data, within bounds");

    /// <summary>More than the reader takes.</summary>
    public static readonly CheckCode ZoneFileTooLarge = new(
        "ZONEFILE-TOO-LARGE", Severity.Fault, "RFC 1035 §5",
        "entries and records stay within the reader's bounds");

    /// <summary>A last line without a line feed.</summary>
    public static readonly CheckCode ZoneFileUnfinished = new(
        "ZONEFILE-UNFINISHED", Severity.Warning, "RFC 1035 §5",
        "the last line ends with a line feed, or the file may be cut off");
}
