using DnssecToolkit.Cryptography;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>A passphrase or PIN in memory of its own, wiped when it is disposed; never part of a
/// message.</summary>
public sealed class Secret : IDisposable
{
    private readonly char[] _text;

    /// <summary>Copies the characters; the caller wipes its own.</summary>
    internal Secret(ReadOnlySpan<char> text)
    {
        _text = SecretMemory.AllocateText(text.Length);
        text.CopyTo(_text);
    }

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Text => _text;

    /// <summary>Gives asterisks, so that no log shows it.</summary>
    public override string ToString() => "***";

    /// <summary>Wipes the characters.</summary>
    public void Dispose() => SecretMemory.Wipe(_text);
}
