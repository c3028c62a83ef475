using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>A note, on the medium before a token is asked to make a key, of where that will be: who is killed
/// in between can go on with it.</summary>
/// <param name="Role">What the key is for.</param>
/// <param name="Algorithm">Its algorithm.</param>
/// <param name="Created">The moment of making.</param>
/// <param name="Uri">Where it will be.</param>
internal sealed record AnnouncedKey(KeyRole Role, DnssecAlgorithm Algorithm, Timestamp Created, Pkcs11Uri Uri)
{
    private const int Words = 4;

    /// <summary>Writes the note; a previous one of the zone is gone.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal void Write(string directory, DomainName zone)
    {
        using OutputFile file = OutputFile.Create(PathOf(directory, zone));
        file.Write(0,
            System.Text.Encoding.UTF8.GetBytes($"{Role} {(int)Algorithm} {Created.ToCompactString()} {Uri}\n"));
        file.Flush();
        file.Commit();
    }

    /// <summary>Reads the note of a zone; null where there is none, or it is none of ours.</summary>
    internal static AnnouncedKey? Read(string directory, DomainName zone)
    {
        string path = PathOf(directory, zone);
        string[] words = File.Exists(path) ? File.ReadAllText(path).Trim().Split(' ', Words) : [];
        return words.Length == Words && Enum.TryParse(words[0], out KeyRole role)
            && AlgorithmTraits.TryParse(words[1], out AlgorithmTraits? traits)
            && Timestamp.TryParseCompact(words[2], out Timestamp created)
            && Pkcs11Uri.TryParse(words[3], out Pkcs11Uri? uri, out _)
            ? new AnnouncedKey(role, traits.Algorithm, created, uri) : null;
    }

    /// <summary>Removes the note of a zone.</summary>
    internal static void Forget(string directory, DomainName zone) => File.Delete(PathOf(directory, zone));

    private static string PathOf(string directory, DomainName zone) =>
        Path.Combine(directory, "announced-" + FileNameText.Of(zone));
}
