using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Asks on the terminal, with echo off.</summary>
public sealed record SecretFromPrompt : SecretSource
{
    /// <inheritdoc/>
    public override Secret Read(string what, ToolConsole console)
    {
        StandardStreams streams = console.Streams;
        if (!streams.InputIsTerminal)
        {
            throw new UsageException($"{what}: there is no terminal to ask on",
                $"name another source: {Forms}");
        }

        // Echo is off before the question is there: who types at once is not shown either.
        using QuietTerminal terminal = QuietTerminal.Open();
        streams.Error.Write($"{what}: ");
        streams.Error.Flush();
        try
        {
            return ReadLine(terminal, what);
        }
        finally
        {
            streams.Error.WriteLine();
        }
    }

    /// <inheritdoc/>
    public override Secret ReadTwice(string what, ToolConsole console)
    {
        Secret secret = Read(what, console);
        using Secret again = Read($"{what}, again", console);
        if (secret.Text.SequenceEqual(again.Text))
        {
            return secret;
        }

        secret.Dispose();
        throw new UsageException($"{what}: the two differ; nothing was done");
    }

    private static Secret ReadLine(QuietTerminal terminal, string what)
    {
        byte[] octets = SecretMemory.Allocate(SecretLine.MostOctets);
        try
        {
            int length = terminal.ReadLine(octets);
            return length >= 0 ? SecretLine.Decode(octets.AsSpan(0, length), what) : throw new UsageException(
                $"{what}: nothing was typed, or more than {SecretLine.MostOctets} octets");
        }
        finally
        {
            SecretMemory.Wipe(octets);
        }
    }
}
