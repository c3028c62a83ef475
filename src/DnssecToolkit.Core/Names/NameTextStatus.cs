namespace DnssecToolkit.Names;

/// <summary>How reading a name's text ended.</summary>
public enum NameTextStatus
{
    /// <summary>A name was read.</summary>
    Done,

    /// <summary>There was no text.</summary>
    Empty,

    /// <summary>Two dots in a row, or a dot at the start.</summary>
    EmptyLabel,

    /// <summary>A label of over 63 octets.</summary>
    LabelTooLong,

    /// <summary>A name of over 255 octets.</summary>
    NameTooLong,

    /// <summary>A backslash at the end, or <c>\DDD</c> with fewer than three digits or over 255.</summary>
    BadEscape,
}
