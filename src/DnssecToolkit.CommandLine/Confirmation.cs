using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>Asks before anything that cannot be undone.</summary>
public static class Confirmation
{
    private const string Consent = "Yes";

    /// <summary>Prints what is about to happen and waits for <c>Yes</c>, exactly.</summary>
    /// <param name="console">Where to ask.</param>
    /// <param name="deed">What is about to happen, as a sentence, with the SHA-256 of what it
    /// concerns.</param>
    /// <exception cref="UsageException">There is no terminal to ask on, or the answer was
    /// another.</exception>
    public static void Demand(ToolConsole console, string deed)
    {
        StandardStreams streams = console.Streams;
        if (!streams.InputIsTerminal)
        {
            throw new UsageException($"{deed} there is no terminal to confirm it on",
                "confirm it with --yes");
        }

        streams.Error.WriteLine(deed);
        streams.Error.Write($"Type {Consent} to go on: ");
        if (streams.Input.ReadLine() != Consent)
        {
            throw new UsageException("not confirmed, nothing was done");
        }
    }
}
