namespace DnssecToolkit.Interop.Backup;

/// <summary>A fact that needs sftp and the server that it talks to without ssh; skipped with the reason
/// printed where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SftpFactAttribute : FactAttribute
{
    internal const string Server = "/usr/lib/openssh/sftp-server";

    public SftpFactAttribute() => Skip = SkipReason.ForPrograms("sftp")
        ?? (File.Exists(Server) ? null : $"not installed: {Server} (tests/run.sh says from which package)");
}
