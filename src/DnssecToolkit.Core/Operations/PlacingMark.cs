using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>A file beside the directory of a restore, there while keys of a set are being put into a token
/// that had none of them: what a run leaves that was killed.</summary>
public sealed class PlacingMark
{
    private readonly string _path;
    private readonly string _text;

    /// <summary>Names it.</summary>
    /// <param name="directory">The directory that is to be made.</param>
    /// <param name="set">The set.</param>
    /// <param name="token">The token: keys of a set that are in another one are no leftovers.</param>
    public PlacingMark(string directory, SealedSet set, Pkcs11Token token)
    {
        string target = Path.GetFullPath(directory).TrimEnd('/');
        _path = Path.Combine(Path.GetDirectoryName(target) ?? "/",
            $".{Path.GetFileName(target)}.{set.Manifest.Set[..8]}.placing");
        _text = $"the keys of the sealed set {set.Manifest.Set} are being put into {token.ToUri()}\n";
    }

    /// <summary>Whether a run was killed that put the same keys into the same token.</summary>
    /// <exception cref="UnreadableInputException">It is there and cannot be read.</exception>
    public bool IsThere
    {
        get
        {
            try
            {
                return File.Exists(_path) && File.ReadAllText(_path) == _text;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new UnreadableInputException($"{_path}: cannot be read: {fault.Message}",
                    "a restore was cut off here: run it as the same user", inner: fault);
            }
        }
    }

    /// <summary>Makes it.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    public void Write()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.Delete(_path); // of a token that is no longer here
            NewFile.Create(_path, System.Text.Encoding.UTF8.GetBytes(_text), NewFile.OwnerOnly);
            DirectoryEntry.Flush(Path.GetDirectoryName(_path)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{_path}: cannot be written: {fault.Message}",
                "nothing was restored; name a directory where files can be made", fault);
        }
    }

    /// <summary>Removes it.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be removed.</exception>
    public void Remove()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{_path}: cannot be removed: {fault.Message}",
                "remove it by hand: the keys are where they belong", fault);
        }
    }
}
