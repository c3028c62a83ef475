namespace DnssecToolkit.Interop.Backup;

/// <summary>Runs our tools as processes of their own, from beside the tests.</summary>
internal static class KeybackupRun
{
    internal const string Passphrase = "correct horse battery staple";

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Runs a tool.</summary>
    internal static ForeignRun Run(string tool, IReadOnlyDictionary<string, string>? environment,
        params string[] arguments) =>
        ForeignTool.Run(new ForeignCommand(Path.Combine(AppContext.BaseDirectory, tool),
            arguments)
        { Environment = environment ?? Nothing });

    /// <summary>Runs keybackup.</summary>
    internal static ForeignRun Run(params string[] arguments) => Run("keybackup", null, arguments);

    /// <summary>Runs keybackup on a host without a network, and lets it say so.</summary>
    internal static ForeignRun RunOffline(IReadOnlyDictionary<string, string>? environment,
        params string[] arguments) =>
        ForeignTool.Run(new ForeignCommand("unshare",
            ["--net", Path.Combine(AppContext.BaseDirectory, "keybackup"), .. arguments, "--offline-host"])
        {
            Environment = environment ?? Nothing,
        });

    /// <summary>Runs a tool in the environment of the tests.</summary>
    internal static ForeignRun RunTool(string tool, params string[] arguments) => Run(tool, null, arguments);

    /// <summary>Writes a secret that only its owner can read, and gives it as an option takes it.</summary>
    internal static string Secret(TemporaryDirectory directory, string name, string text)
    {
        string path = directory.Write(name, text + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return "file:" + path;
    }
}
