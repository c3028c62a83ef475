using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Reporting;

namespace DnssecToolkit.Signall;

/// <summary>Tells people what became of a run: by notifications, and in the status files.</summary>
/// <remarks>The zones are done by then: what fails here is shown, and changes nothing of them.</remarks>
internal static class RunTelling
{
    private const int MostTold = 20; // faults of the configuration, in a message

    /// <summary>Tells what a run came to.</summary>
    internal static void OfReport(UnattendedReport report, IReadOnlyList<Finding> strays,
        SignerConfiguration configuration, ToolRun run)
    {
        bool isShown = configuration.Status != new StatusOutputs();
        FleetStatus? status = isShown || configuration.Zones.Any(zone => zone.Bundles is not null)
            ? FleetStatus.Read(configuration, run.Now) : null;
        string Password(string source) => PasswordOf(source, run);
        Warn(Notifications.Send(report, strays, configuration, status, Password, run.Cancellation), run);
        NoteStrays(strays, configuration, run);
        Warn(Notifications.SendStrays(strays, configuration, Password, run.Cancellation), run);
        if (LastNotices.Remember(configuration) is { } failure)
        {
            run.Console.Warn(failure);
        }

        if (isShown)
        {
            WriteStatus(status!, run);
        }
    }

    private static void WriteStatus(FleetStatus status, ToolRun run)
    {
        try
        {
            StatusFiles.Write(status);
        }
        catch (Exception e) when (e is UnwritableOutputException or LockHeldException)
        {
            run.Console.Warn(e.Message);
        }
    }

    // .NET's mail client wants a string; it is gone with the process, a moment later.
    private static string PasswordOf(string source, ToolRun run)
    {
        using Secret secret = SecretSource.Parse(source).Read("password of the mail server", run.Console);
        return new string(secret.Text);
    }

    private static void NoteStrays(IReadOnlyList<Finding> strays, SignerConfiguration configuration,
        ToolRun run)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        Journal journal = new(state, run.Id, run.Now);
        foreach (Finding stray in StrayFiles.Changes(state, strays).Began)
        {
            journal.Append("directory", null, stray.Message, ("code", stray.Code.Tag),
                ("path", stray.Location.File));
        }
    }

    /// <summary>Tells that a run was kept from its work as a whole: once, and in the status files.</summary>
    internal static void OfRefusal(ToolkitException failure, SignerConfiguration configuration, ToolRun run)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        if (RunProblem.Begins(state, failure, run.Now))
        {
            _ = RunProblem.Note(state, failure, run.Now); // told all the same where it cannot be written
            Send(failure, configuration, run);
            _ = RunProblem.Remember(state, failure, run.Now);
        }

        if (configuration.Status != new StatusOutputs())
        {
            WriteStatus(FleetStatus.Read(configuration, run.Now), run);
        }
    }

    /// <summary>Tells people that the configuration does not read well, by that part of it which does, or by
    /// the last one that did.</summary>
    /// <param name="failure">Why it does not.</param>
    /// <param name="path">The configuration.</param>
    /// <param name="run">The run.</param>
    internal static void OfFaults(UsageException failure, string path, ToolRun run)
    {
        if (LastNotices.Of(path) is { } notices)
        {
            string text = string.Concat(FaultsIn(path).Take(MostTold).Select(fault => $"\n  {fault}"));
            OfRefusal(new UsageException($"{failure.Message}{text}", failure.Hint
                ?? "docs/configuration.md describes each key"), notices, run);
        }
    }

    private static IReadOnlyList<Finding> FaultsIn(string path)
    {
        FindingList faults = new();
        try
        {
            ConfigurationReader.ReadFile(path, faults);
        }
        catch (UsageException)
        {
            return []; // it is not there, which the failure says
        }

        return [.. faults.Kept.Where(fault => fault.Severity == Severity.Fault)];
    }

    /// <summary>Tells people that runs are kept from their work.</summary>
    internal static void Send(ToolkitException failure, SignerConfiguration configuration, ToolRun run) =>
        Warn(Notifications.SendRefusal(failure, configuration, source => PasswordOf(source, run),
            run.Cancellation), run);

    private static void Warn(IReadOnlyList<string> failures, ToolRun run)
    {
        foreach (string failure in failures)
        {
            run.Console.Warn($"a notification could not be sent: {failure}");
        }
    }
}
