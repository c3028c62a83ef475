using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Reads a credential that systemd gives the service (LoadCredential=, LoadCredentialEncrypted=,
/// SetCredential=).</summary>
/// <param name="Name">The credential's name in the unit.</param>
public sealed record SecretFromCredential(string Name) : SecretSource
{
    private const string Variable = "CREDENTIALS_DIRECTORY";

    /// <inheritdoc/>
    public override Secret Read(string what, ToolConsole console)
    {
        if (Name.Contains('/') || Name is "." or "..")
        {
            throw new UsageException($"{what}: credential:{Name} is not the name of a credential");
        }

        string directory = Environment.GetEnvironmentVariable(Variable) ?? throw new UsageException(
            $"{what}: there are no credentials: ${Variable} is not set",
            $"put LoadCredentialEncrypted={Name} into the unit, and start it by systemd");
        string path = Path.Combine(directory, Name);
        try
        {
            // systemd keeps the directory from everybody but the service, so that the file's mode says
            // nothing.
            using FileStream stream = SecretLine.Open(path);
            return SecretLine.Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: {what} cannot be read: {error.Message}",
                inner: error);
        }
    }
}
