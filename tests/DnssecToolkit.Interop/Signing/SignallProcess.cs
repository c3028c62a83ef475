using System.Diagnostics;

namespace DnssecToolkit.Interop.Signing;

/// <summary>Signall as a process of its own, for what cannot be tried in this one: to be killed, to share a
/// file, to lose a stream.</summary>
internal static class SignallProcess
{
    /// <summary>The executable that was built with these tests.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "signall");

    /// <summary>The arguments that sign a zone.</summary>
    public static string[] ArgumentsFor(SignedZone zone, params string[] options) =>
        ["--zone-file", zone.Unsigned, "--origin", zone.Origin, "--keys", zone.KeyDirectory, "--output",
            zone.Signed, .. options];

    /// <summary>Starts it; its streams are the caller's to read.</summary>
    public static Process Start(SignedZone zone, params string[] options) => Process.Start(
        new ProcessStartInfo(Executable, ArgumentsFor(zone, options))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true
        })!;

    /// <summary>Runs it by the shell, which can close or redirect its streams.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="redirection">In the shell's words, such as <c>2&gt;&amp;-</c>.</param>
    /// <param name="options">More options.</param>
    public static ForeignRun RunByShell(SignedZone zone, string redirection, params string[] options) =>
        ForeignTool.Run(
        "sh", ["-c", $"exec \"$0\" \"$@\" {redirection}", Executable, .. ArgumentsFor(zone, options)]);
}
