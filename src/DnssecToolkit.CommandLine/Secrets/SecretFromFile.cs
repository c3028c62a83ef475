using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Reads from a file that only its owner can read.</summary>
/// <param name="Path">The file.</param>
public sealed record SecretFromFile(string Path) : SecretSource
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <inheritdoc/>
    public override Secret Read(string what, ToolConsole console)
    {
        try
        {
            using FileStream stream = SecretLine.Open(Path);
            RejectReadersButTheOwner(stream);
            return SecretLine.Read(stream, Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{Path}: {what} cannot be read: {error.Message}",
                inner: error);
        }
    }

    private void RejectReadersButTheOwner(FileStream stream)
    {
        if ((File.GetUnixFileMode(stream.SafeFileHandle) & Others) != 0)
        {
            throw new UsageException($"{Path}: others than its owner may use this secret",
                $"chmod 600 {Path}");
        }
    }
}
