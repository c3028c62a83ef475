using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Verifyzone;

/// <summary>Reads the keyindex that <c>--keyindex</c> names.</summary>
internal static class KeyIndexFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    public static KeyIndex Read(string path)
    {
        byte[] octets;
        try
        {
            octets = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: {failure.Message.TrimEnd('.')}", inner: failure);
        }

        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(octets, path, findings);
        return findings.HasFaults
            ? throw new UnreadableInputException($"{path}: the keyindex has faults", "docs/keyindex.md has its form", findings.Kept) : index;
    }
}
