using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The signed versions that were served before, by serial, newest last changed.</summary>
internal static class PreviousVersions
{
    /// <summary>Copies what is installed before it is replaced; the oldest copies go.</summary>
    /// <returns>The copy, or null where nothing is installed.</returns>
    /// <exception cref="UnwritableOutputException">It cannot be copied.</exception>
    internal static string? Keep(ZoneConfiguration zone, StateDirectory state)
    {
        if (SignedHead.Read(zone.Output, zone.Name) is not { } head)
        {
            return null;
        }

        string directory = state.PathOf(zone, "versions");
        string copy = Path.Combine(directory, $"{head.Serial}.signed");
        try
        {
            File.Copy(zone.Output, copy + ".new", overwrite: true);
            File.Move(copy + ".new", copy, overwrite: true);
            foreach (FileInfo old in new DirectoryInfo(directory).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).Skip(zone.Versions))
            {
                if (old.FullName != copy)
                {
                    old.Delete();
                }
            }

            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{copy}: the version before cannot be kept: {e.Message}",
                "see that the state directory is writable and has room; what is served stays", e);
        }
    }

    /// <summary>Puts a copy back in the output's place, whole or not at all.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static void PutBack(string copy, ZoneConfiguration zone, CancellationToken stop)
    {
        using OutputFile output = OutputFile.Create(zone.Output, stop: stop);
        try
        {
            using FileStream from = File.OpenRead(copy);
            byte[] buffer = new byte[1 << 20];
            long offset = 0;
            for (int read = from.Read(buffer); read > 0; read = from.Read(buffer))
            {
                output.Write(offset, buffer.AsSpan(0, read));
                offset += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{zone.Output}: the version before cannot be put back: {e.Message}", $"copy it by hand from {copy}", e);
        }

        output.Flush();
        output.Commit();
    }
}
