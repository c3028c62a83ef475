namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>A passphrase or PIN in memory of its own, wiped when it is disposed; never part of a message.</summary>
public sealed class Secret : IDisposable
{
    private readonly char[] _text;

    /// <summary>Takes the characters over.</summary>
    internal Secret(char[] text) => _text = text;

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Text => _text;

    /// <summary>Gives asterisks, so that no log shows it.</summary>
    public override string ToString() => "***";

    /// <summary>Wipes the characters.</summary>
    public void Dispose() => Array.Clear(_text);
}
