using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keyall;

/// <summary>Where a request is signed: by one person at a terminal, or among witnesses, with a
/// transcript.</summary>
internal abstract class SigningDesk
{
    /// <summary>One person's.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isConfirmed">Whether the answer is Yes beforehand.</param>
    internal static SigningDesk Of(ToolRun run, bool isConfirmed) => new Terminal(run, isConfirmed);

    /// <summary>That of a ceremony.</summary>
    /// <param name="run">The run.</param>
    /// <param name="steps">Where steps are asked for.</param>
    /// <param name="before">The steps before anything is signed.</param>
    internal static SigningDesk Of(ToolRun run, GuidedSteps steps, IEnumerable<Func<string>> before) =>
        new Ceremony(run, steps, before);

    /// <summary>Shows what is about to be signed, and asks.</summary>
    /// <param name="report">What is said of it.</param>
    /// <param name="changes">The lines of the keyindex that change.</param>
    /// <param name="request">The request.</param>
    internal abstract void Agree(
        BundleReport report, IReadOnlyList<string> changes, BundleInput<SigningRequest> request);

    /// <summary>Takes down what was done.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="text">What it says.</param>
    internal abstract void Record(string kind, string text);

    /// <summary>Says how lines of the keyindex change.</summary>
    internal static void WriteChanges(TextWriter output, IEnumerable<string> changes)
    {
        foreach (string line in changes)
        {
            output.WriteLine($"keyindex: {line}");
        }
    }

    private sealed class Terminal(ToolRun run, bool isConfirmed) : SigningDesk
    {
        internal override void Agree(
            BundleReport report, IReadOnlyList<string> changes, BundleInput<SigningRequest> request)
        {
            if (!isConfirmed)
            {
                report.WriteText(run.Console.Streams.Error);
                WriteChanges(run.Console.Streams.Error, changes);
                Confirmation.Demand(run.Console,
                    $"The request for {request.Content.Domain} with SHA-256 {request.Digest} is about to be signed.");
            }
        }

        internal override void Record(string kind, string text)
        {
        }
    }

    // The files are on the screen since the beginning. What is answered here is an entry, too, and a slip of
    // the hand ends nothing.
    private sealed class Ceremony(ToolRun run, GuidedSteps steps, IEnumerable<Func<string>> before)
        : SigningDesk
    {
        internal override void Agree(
            BundleReport report, IReadOnlyList<string> changes, BundleInput<SigningRequest> request)
        {
            foreach (Func<string> step in before)
            {
                steps.Take(step);
                steps.DemandSteadyClock();
            }

            report.WriteBundles(run.Console.Streams.Error);
            WriteChanges(run.Console.Streams.Error, changes);
            steps.Take(CeremonySteps.Agreement(request.Content.Domain, request.Digest));
            steps.DemandSteadyClock();
        }

        internal override void Record(string kind, string text) => steps.Record(kind, text);
    }
}
