using System.Globalization;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Where a passphrase or PIN comes from; never from an argument, which every user of the machine can
/// read.</summary>
/// <remarks>Written <c>prompt</c>, <c>fd:NUMBER</c>, <c>file:PATH</c>, <c>credential:NAME</c> or
/// <c>env:NAME</c>.</remarks>
public abstract record SecretSource
{
    /// <summary>What is read, for help and hints.</summary>
    public const string Forms = "prompt, fd:NUMBER, file:PATH, credential:NAME or env:NAME";

    /// <summary>Reads the text of an option.</summary>
    /// <exception cref="UsageException">It is none of the forms; the text is not repeated, it may be the
    /// secret itself.</exception>
    public static SecretSource Parse(string text) => text.Split(':', 2) switch
    {
        ["prompt"] => new SecretFromPrompt(),
        ["fd", { } number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture,
            out int descriptor)
            => new SecretFromDescriptor(descriptor),
        ["file", { Length: > 0 } path] => new SecretFromFile(path),
        ["credential", { Length: > 0 } name] => new SecretFromCredential(name),
        ["env", { Length: > 0 } name] => new SecretFromEnvironment(name),
        _ => throw new UsageException("a secret is named by its source, not given", $"write {Forms}"),
    };

    /// <summary>Reads the secret, up to the first line break.</summary>
    /// <param name="what">What is asked for, such as <c>PIN of token KSK-2026</c>.</param>
    /// <param name="console">Where to ask.</param>
    /// <exception cref="UsageException">There is no terminal to ask on, no such variable, or the file can be
    /// read by others.</exception>
    /// <exception cref="UnreadableInputException">The file or descriptor cannot be read, or what it gives is
    /// too long or not in UTF-8.</exception>
    public abstract Secret Read(string what, ToolConsole console);

    /// <summary>Reads a secret that is new: a person types it twice, other sources give it once.</summary>
    /// <param name="what">What is asked for.</param>
    /// <param name="console">Where to ask.</param>
    /// <exception cref="UsageException">As <see cref="Read"/>, or what was typed differs.</exception>
    /// <exception cref="UnreadableInputException">As <see cref="Read"/>.</exception>
    public virtual Secret ReadTwice(string what, ToolConsole console) => Read(what, console);
}
