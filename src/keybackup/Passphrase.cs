using System.Security.Cryptography;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keybackup;

/// <summary>A passphrase in UTF-8, wiped when disposed.</summary>
internal sealed class Passphrase : IDisposable
{
    // Four words of a list of 7776 have 51 bits; shorter than this is a PIN, and a set may lie in a drawer
    // for thirty years.
    private const int Shortest = 12;

    private readonly byte[] _octets;

    private Passphrase(ReadOnlySpan<char> text)
    {
        _octets = SecretMemory.Allocate(System.Text.Encoding.UTF8.GetByteCount(text));
        System.Text.Encoding.UTF8.GetBytes(text, _octets);
    }

    /// <summary>The octets.</summary>
    internal ReadOnlySpan<byte> Octets => _octets;

    /// <summary>Reads one that is to open a set.</summary>
    internal static Passphrase Read(string source, ToolConsole console)
    {
        using Secret secret = SecretSource.Parse(source).Read("passphrase", console);
        return new Passphrase(secret.Text);
    }

    /// <summary>Reads a new one: long enough, and typed twice where it is typed.</summary>
    /// <exception cref="UsageException">It is too short, or the second differs.</exception>
    internal static Passphrase ReadNew(string source, string label, ToolConsole console)
    {
        SecretSource from = SecretSource.Parse(source);
        using Secret secret = from.Read($"new passphrase \"{label}\"", console);
        if (secret.Text.Length < Shortest)
        {
            throw new UsageException($"a passphrase has {Shortest} characters at least",
                "take four or more words at random");
        }

        if (from is SecretFromPrompt)
        {
            using Secret again = from.Read("the same again", console);
            if (!again.Text.SequenceEqual(secret.Text))
            {
                throw new UsageException("the two passphrases differ", "nothing was written: try again");
            }
        }

        return new Passphrase(secret.Text);
    }

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_octets);
}
