using DnssecToolkit.Operations;

namespace DnssecToolkit.Keyall;

/// <summary>Writes a text to a file, whole or not at all.</summary>
internal static class TextFile
{
    /// <summary>Writes it as UTF-8.</summary>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be.</exception>
    internal static void Write(string path, string text)
    {
        using OutputFile file = OutputFile.Create(path);
        RandomAccess.Write(file.Handle, System.Text.Encoding.UTF8.GetBytes(text), 0);
        file.Flush();
        file.Commit();
    }
}
