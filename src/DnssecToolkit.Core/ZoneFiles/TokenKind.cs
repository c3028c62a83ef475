namespace DnssecToolkit.ZoneFiles;

/// <summary>What the scanner found next in an entry.</summary>
internal enum TokenKind
{
    /// <summary>A run of characters without quotes.</summary>
    Text,

    /// <summary>What stood between two quotes.</summary>
    Quoted,

    /// <summary>The line's end outside of parentheses, or the text's.</summary>
    EndOfEntry,

    /// <summary>The buffer ended within the entry and more text is to come.</summary>
    Incomplete,

    /// <summary>A closing parenthesis without an opening one.</summary>
    StrayParenthesis,

    /// <summary>The text ended within parentheses.</summary>
    UnclosedParenthesis,

    /// <summary>The line or the text ended within quotes.</summary>
    UnclosedQuote,

    /// <summary>A NUL octet outside of quotes.</summary>
    Nul,
}
