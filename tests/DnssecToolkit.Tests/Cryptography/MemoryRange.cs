namespace DnssecToolkit.Tests.Cryptography;

/// <summary>A mapping of a process's memory that it can read and write.</summary>
/// <param name="Begin">Its first address.</param>
/// <param name="End">The address behind it.</param>
/// <param name="IsLocked">Whether it is kept out of swap space.</param>
/// <param name="Heading">Its line in smaps.</param>
public sealed record MemoryRange(long Begin, long End, bool IsLocked, string Heading);
