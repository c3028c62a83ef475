namespace DnssecToolkit.ZoneFiles;

/// <summary>A stretch of a text that ends with a line.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Buffer">The text, with <see cref="EntryParser.Padding"/> octets behind it.</param>
/// <param name="Length">The text's octets.</param>
/// <param name="Line">The line it begins on.</param>
/// <param name="IsFinal">Whether no text follows; the only segment that may be empty or lack the last line
/// feed.</param>
internal sealed record TextSegment(int Index, byte[] Buffer, int Length, uint Line, bool IsFinal);
