using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Where the passphrases of encrypted key files come from: one option for all.</summary>
public static class PassphraseSource
{
    /// <summary>Makes the reader.</summary>
    /// <param name="option">What the option says, or null where it was not given.</param>
    /// <param name="console">Where to ask.</param>
    /// <returns>Null where there is no option: such files stay locked.</returns>
    /// <exception cref="UsageException"><paramref name="option"/> is no source.</exception>
    public static PassphraseReader? Reader(string? option, ToolConsole console)
    {
        SecretSource? source = option is null ? null : SecretSource.Parse(option);
        return source is null ? null : (file, passphrase) =>
        {
            using Secret secret = source.Read($"passphrase of {file}", console);
            return System.Text.Encoding.UTF8.TryGetBytes(secret.Text, passphrase, out int length)
                ? length : -1;
        };
    }
}
