using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>Reads sets, and opens them by a passphrase or by shares.</summary>
internal sealed class SetOpening
{
    private const int LongestShare = SecretText.MostCharacters;

    internal Option<string?> Passphrase { get; } = new("--passphrase")
    {
        Description = $"Where a passphrase that opens the set comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };

    internal Option<string[]> Shares { get; } = new("--share")
    {
        Description = "Where a share comes from: a file:PATH, or prompt to type it; once for each custodian",
        HelpName = "SOURCE",
    };

    /// <summary>Whether the command line says how to open a set.</summary>
    internal bool IsGiven(ToolRun run) =>
        run.Options.GetValue(Passphrase) is not null || run.Options.GetValue(Shares) is { Length: > 0 };

    /// <summary>Reads a set and checks all that can be checked without a secret.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is damaged.</exception>
    internal static SealedSet Read(ToolRun run, string path)
    {
        FindingList findings = new();
        SealedSet? set = SealedSetReader.Read(BackupMedia.Read(path), path, findings);
        run.Report(findings);
        return set ?? throw new UnreadableInputException($"{path}: this sealed set is not whole",
            "take another copy; `keybackup verify` compares them");
    }

    /// <summary>Reads one of several files that may be sets: what is wrong with one keeps no other from being
    /// read.</summary>
    /// <returns>The set, or null with findings.</returns>
    internal static SealedSet? ReadOneOf(string path, FindingList findings)
    {
        FindingList own = new(); // a set is none where its own findings have a fault
        try
        {
            SealedSet? set = SealedSetReader.Read(BackupMedia.Read(path), path, own);
            foreach (Finding finding in own.Kept)
            {
                findings.Add(finding);
            }

            return set;
        }
        catch (UnreadableInputException fault)
        {
            ReportUnreadable(path, fault, findings);
            return null;
        }
    }

    /// <summary>Finds a file or a directory that cannot be read.</summary>
    internal static void ReportUnreadable(string path, UnreadableInputException fault,
        FindingList findings) =>
        findings.Add(new Finding(CheckCodes.BackupUnreadable, new SourceLocation(path),
            fault.Message.StartsWith(path + ": ", StringComparison.Ordinal)
                ? fault.Message[(path.Length + 2)..]
                : fault.Message));

    /// <summary>The exit status of a command that reads several sets.</summary>
    internal static ExitStatus StatusOf(FindingList findings) =>
        findings.Kept.Any(finding => finding.Code == CheckCodes.BackupUnreadable) ? ExitStatus.UnreadableInput
        : findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;

    /// <summary>Opens it.</summary>
    /// <exception cref="UsageException">Nothing was given to open it with.</exception>
    /// <exception cref="RefusedException">What was given does not open it.</exception>
    internal BackupContents Open(ToolRun run, SealedSet set)
    {
        using ContentKey key = Unlock(run, set);
        return set.Open(key);
    }

    private ContentKey Unlock(ToolRun run, SealedSet set)
    {
        string[] sources = run.Options.GetValue(Shares) ?? [];
        if (sources.Length == 0)
        {
            using Passphrase passphrase = Keybackup.Passphrase.Read(run.Options.GetValue(Passphrase)
                ?? throw new UsageException($"{set.Path}: nothing was given to open it with",
                    "give --passphrase or --share"), run.Console);
            return set.Unlock(passphrase.Octets);
        }

        List<Share> shares = [];
        try
        {
            foreach (string source in sources)
            {
                shares.Add(ReadShare(run, source));
            }

            return set.Unlock(shares);
        }
        finally
        {
            shares.ForEach(share => share.Dispose());
        }
    }

    private static Share ReadShare(ToolRun run, string source)
    {
        char[] text = SecretMemory.AllocateText(LongestShare);
        int length = 0;
        try
        {
            switch (SecretSource.Parse(source))
            {
                case SecretFromFile file:
                    length = ReadFile(file.Path, text);
                    break;
                case SecretFromPrompt prompt:
                    for (int row = 1; row <= ShareText.Rows; row++)
                    {
                        using Secret words = prompt.Read($"row {row} of {ShareText.Rows}", run.Console);
                        words.Text.CopyTo(text.AsSpan(length));
                        length += words.Text.Length;
                        text[length++] = '\n';
                        if (ShareText.IsWhole(text.AsSpan(0, length)))
                        {
                            break; // a scanner gives all rows at once
                        }
                    }

                    break;
                case SecretSource other:
                    using (Secret words = other.Read("share", run.Console))
                    {
                        words.Text.CopyTo(text);
                        length = words.Text.Length;
                    }

                    break;
            }

            return ShareText.Read(text.AsSpan(0, length), source);
        }
        finally
        {
            SecretMemory.Wipe(text);
        }
    }

    private static int ReadFile(string path, char[] text)
    {
        byte[] octets = BackupMedia.ReadSecret(path, LongestShare);
        try
        {
            return System.Text.Encoding.Latin1.GetChars(octets, text);
        }
        finally
        {
            SecretMemory.Wipe(octets);
        }
    }
}
