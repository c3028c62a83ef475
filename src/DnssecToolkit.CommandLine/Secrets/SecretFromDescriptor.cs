using DnssecToolkit.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Reads from a file descriptor that the caller of the tool opened.</summary>
/// <param name="Descriptor">Its number.</param>
public sealed record SecretFromDescriptor(int Descriptor) : SecretSource
{
    /// <inheritdoc/>
    public override Secret Read(string what, ToolConsole console)
    {
        try
        {
            using SafeFileHandle handle = new(Descriptor, ownsHandle: false);
            using FileStream stream = new(handle, FileAccess.Read, bufferSize: 0);
            return SecretLine.Read(stream, $"file descriptor {Descriptor}");
        }
        catch (Exception error) when (
            error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnreadableInputException(
                $"{what}: file descriptor {Descriptor} cannot be read: {error.Message}", inner: error);
        }
    }
}
