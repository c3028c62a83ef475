using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Operations;

/// <summary>Whether a key's private half is at hand, as far as that is known without a token.</summary>
internal static class KeyPresence
{
    /// <summary>Looks for it: what the keyindex writes goes before what lies in the directory.</summary>
    /// <param name="keys">The directory.</param>
    /// <param name="row">The key's row, or null.</param>
    /// <param name="key">The key.</param>
    internal static bool IsHere(KeyDirectory keys, KeyIndexEntry? row, DirectoryKey key) =>
        row?.Key is { } text && KeyReference.TryParse(text, out KeyReference? written)
            ? written.Token is not null || File.Exists(Path.Combine(keys.Path, written.Path!))
            : key.Reference is not null || key.Software is not null;
}
