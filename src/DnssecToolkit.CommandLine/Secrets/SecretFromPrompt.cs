using System.Diagnostics.CodeAnalysis;
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
            throw new UsageException($"{what}: there is no terminal to ask on", $"name another source: {Forms}");
        }

        streams.Error.Write($"{what}: ");
        Secret secret = ReadKeys();
        streams.Error.WriteLine();
        return secret;
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

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Keys without echo come from the console alone.")]
    private static Secret ReadKeys()
    {
        char[] buffer = Cryptography.SecretMemory.AllocateText(MostCharacters);
        int length = 0;
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Secret secret = new(buffer.AsSpan(0, length));
                    Array.Clear(buffer);
                    return secret;
                case ConsoleKey.Backspace:
                    length = Math.Max(0, length - 1);
                    break;
                default:
                    if (key.KeyChar != '\0' && length < MostCharacters)
                    {
                        buffer[length++] = key.KeyChar;
                    }

                    break;
            }
        }
    }
}
