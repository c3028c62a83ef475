using System.Security.Cryptography;
using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keyall;

/// <summary>The files that this program runs from: a single one, or an executable with all that lies beside
/// it.</summary>
internal static class RunningTool
{
    private const int Attempts = 3;

    /// <summary>What it is called, and its SHA-256 in hex: the file's, or that of what <c>sha256sum</c>
    /// prints of all files in its directory and below, in the order of their names' octets.</summary>
    /// <exception cref="UnreadableInputException">Its files cannot be read, or do not stay the same
    /// ones.</exception>
    internal static (string Name, string Sha256) Identity =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, "keyall.dll"))
        ? IdentityOf(AppContext.BaseDirectory, Digest)
        : (Path.GetFileName(Environment.ProcessPath!), Digest(Environment.ProcessPath!));

    /// <summary>The identity of a program with all that lies beside it.</summary>
    /// <remarks>Witnesses compare the digest with a published one, so that it has to be of one state of the
    /// directory: where files come or go while they are read, all are listed and read once more, and a
    /// directory that does not rest is no evidence.</remarks>
    /// <param name="directory">Where it runs from.</param>
    /// <param name="digestOf">Gives the digest of a file's content in hex.</param>
    /// <exception cref="UnreadableInputException">The files cannot be read, or do not stay the same
    /// ones.</exception>
    internal static (string Name, string Sha256) IdentityOf(string directory, Func<string, string> digestOf)
    {
        string restless = directory;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                string[] files = FilesBelow(directory);
                string lines =
                    string.Concat(files.Select(file =>
                        $"{digestOf(Path.Combine(directory, file))}  ./{file}\n"));
                string[] after = FilesBelow(directory);
                if (files.SequenceEqual(after))
                {
                    return ($"keyall ({files.Length} files)",
                        BundleManifest.DigestOf(System.Text.Encoding.UTF8.GetBytes(lines)));
                }

                restless = Path.Combine(directory, files.Except(after).Concat(after.Except(files)).First());
            }
            catch (FileNotFoundException fault)
            {
                restless = fault.FileName ?? directory;
            }
            catch (DirectoryNotFoundException)
            {
                // A directory went with all its files: the next listing tells what is there now.
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableInputException(
                    $"{directory}: the files of this program cannot be read: {fault.Message}",
                    "a ceremony's papers name the digest of them all: let whoever runs keyall read them",
                    inner: fault);
            }
        }

        throw new UnreadableInputException(
            $"{restless}: came or went while the files of this program were digested, {Attempts} times",
            $"witnesses compare the digest of all files in {directory}: let nothing write there, then give the command again");
    }

    /// <summary>The SHA-256 of a file in hex, whatever its size.</summary>
    internal static string Digest(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string[] FilesBelow(string directory) =>
    [
        .. Directory.GetFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal),
    ];
}
