using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>The officers' shares of a DKEK, whose passwords are read once for all cards, before any is
/// erased.</summary>
internal sealed class CardShares : IDisposable
{
    private const string Parts = "parts:";

    private readonly (string File, string Source)[] _shares;
    private readonly Secret?[] _passwords;

    private CardShares((string File, string Source)[] shares)
    {
        _shares = shares;
        _passwords = new Secret?[shares.Length];
    }

    /// <summary>How many there are.</summary>
    internal int Count => _shares.Length;

    /// <summary>The option that names them.</summary>
    internal static Option<string[]> Option() => new("--dkek-share")
    {
        Description =
            $"An officer's share of the DKEK and where its password comes from: {SecretSource.Forms}, "
            + $"or {Parts}T for T parts typed at the terminal; once for each officer",
        HelpName = "FILE=SOURCE",
        Required = true,
    };

    /// <summary>Takes what the option says.</summary>
    /// <exception cref="UsageException">It is not FILE=SOURCE.</exception>
    internal static CardShares Of(string[] texts) => new([.. texts.Select(ShareOf)]);

    /// <summary>Reads the passwords, but for those that custodians put together at each card.</summary>
    /// <exception cref="UnreadableInputException">A share's file is not there.</exception>
    internal void ReadPasswords(ToolRun run)
    {
        foreach ((int index, (string file, string source)) in _shares.Index())
        {
            if (!File.Exists(file))
            {
                throw new UnreadableInputException($"{file}: there is no such share",
                    "is the officer's medium in and mounted?");
            }

            if (!IsInParts(source))
            {
                _passwords[index] = SecretSource.Parse(source)
                    .Read($"password of the share {file}", run.Console);
            }
        }
    }

    /// <summary>Gives them all to a card.</summary>
    /// <param name="card">A card that was erased for so many.</param>
    /// <param name="given">Told of each file.</param>
    /// <exception cref="KeyUnavailableException">The card refuses one.</exception>
    internal void Give(SmartCard card, Action<string> given)
    {
        foreach ((int index, (string file, string source)) in _shares.Index())
        {
            if (IsInParts(source))
            {
                card.ImportShareByParts(file,
                    int.Parse(source[Parts.Length..], CultureInfo.InvariantCulture));
            }
            else
            {
                card.ImportShare(file, _passwords[index]!.Text);
            }

            given(file);
        }
    }

    /// <summary>Wipes the passwords.</summary>
    public void Dispose()
    {
        foreach (Secret? password in _passwords)
        {
            password?.Dispose();
        }
    }

    private static (string, string) ShareOf(string text) =>
        text.LastIndexOf('=') is > 0 and int at && at + 1 < text.Length && IsSource(text[(at + 1)..])
            ? (text[..at], text[(at + 1)..])
            : throw new UsageException("--dkek-share is not FILE=SOURCE",
                $"write {SecretSource.Forms}, or {Parts}T, after the file");

    private static bool IsSource(string source) => !IsInParts(source)
        || (int.TryParse(source[Parts.Length..], NumberStyles.None, CultureInfo.InvariantCulture,
            out int parts)
            && parts is >= 2 and <= 255);

    private static bool IsInParts(string source) => source.StartsWith(Parts, StringComparison.Ordinal);
}
