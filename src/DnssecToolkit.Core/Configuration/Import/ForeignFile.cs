using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Reads the files of another program's configuration, within bounds.</summary>
internal static class ForeignFile
{
    /// <summary>Gives a file's octets.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is larger than a
    /// configuration.</exception>
    internal static byte[] Read(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            byte[] octets = new byte[ConfigurationText.MostOctets + 1];
            int length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            return length <= ConfigurationText.MostOctets
                ? octets[..length] : throw new UnreadableInputException(
                $"{path}: a configuration has at most {ConfigurationText.MostOctets >> 20} MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException(
                $"{path}: {e.Message.TrimEnd('.')}",
                "see that the path is right and that this user may read it",
                inner: e);
        }
    }
}
