using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.ZoneFiles;

/// <summary>What is wrong with an entry.</summary>
/// <param name="Code">The check that failed.</param>
/// <param name="Position">Where in the buffer.</param>
/// <param name="Message">A lower-case clause.</param>
internal readonly record struct EntryFault(CheckCode Code, int Position, string Message);
