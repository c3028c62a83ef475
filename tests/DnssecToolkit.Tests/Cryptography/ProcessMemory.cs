using System.Globalization;

namespace DnssecToolkit.Tests.Cryptography;

/// <summary>The memory of a process, as the system shows it under /proc (proc(5)).</summary>
public static class ProcessMemory
{
    private const int Piece = 1 << 20;

    /// <summary>Finds what can be read and written, and whether it is locked: smaps has a line for each
    /// mapping, and "lo" among the flags of one that is.</summary>
    public static IEnumerable<MemoryRange> RangesOf(int process)
    {
        string heading = "";
        foreach (string line in File.ReadLines($"/proc/{process}/smaps"))
        {
            if (line.Split(' ')[0].Contains('-'))
            {
                heading = line;
            }
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal)
                && heading.Split(' ')[1].StartsWith("rw", StringComparison.Ordinal))
            {
                string[] ends = heading.Split(' ')[0].Split('-');
                yield return new MemoryRange(Address(ends[0]), Address(ends[1]), line.Split(' ')
                    .Contains("lo"), heading);
            }
        }
    }

    /// <summary>Finds the copies of a text in UTF-8 and in UTF-16.</summary>
    /// <returns>The range of each.</returns>
    public static IReadOnlyList<MemoryRange> CopiesOf(string text, int process) =>
        CopiesOf(process, System.Text.Encoding.UTF8.GetBytes(text),
            System.Text.Encoding.Unicode.GetBytes(text));

    /// <summary>Finds the copies of octets.</summary>
    /// <returns>The range of each.</returns>
    public static IReadOnlyList<MemoryRange> CopiesOf(int process, params byte[][] patterns)
    {
        int overlap = patterns.Max(pattern => pattern.Length) - 1;
        using FileStream memory = new($"/proc/{process}/mem", FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite, bufferSize: 0);
        byte[] octets = new byte[Piece + overlap];
        List<MemoryRange> found = [];
        foreach (MemoryRange range in RangesOf(process).ToArray())
        {
            for (long from = range.Begin; from < range.End; from += Piece)
            {
                int length = Read(memory, from,
                    octets.AsSpan(0, (int)Math.Min(octets.Length, range.End - from)));
                int copies = patterns.Sum(pattern => octets.AsSpan(0, length).Count(pattern));
                found.AddRange(Enumerable.Repeat(range, copies));
            }
        }

        return found;
    }

    // A mapping of a device cannot be read this way; secrets are not there.
    private static int Read(FileStream memory, long from, Span<byte> octets)
    {
        try
        {
            return RandomAccess.Read(memory.SafeFileHandle, octets, from);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static long Address(string text) =>
        long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
