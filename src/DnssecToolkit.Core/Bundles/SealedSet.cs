using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>A response that was made in a ceremony for the day a key is lost, and lies in a sealed
/// bag.</summary>
/// <param name="Loss">Which loss.</param>
/// <param name="Expires">When the last of its signatures ceases to be valid.</param>
/// <param name="Sha256">The file's SHA-256 in lower-case hex.</param>
public sealed record SealedSet(KeyLoss Loss, Timestamp Expires, string Sha256)
{
    private const int DigestLength = 64;

    /// <summary>The word for a loss: <c>ksk-lost</c> or <c>zsk-lost</c>.</summary>
    public static string NameOf(KeyLoss loss) => loss == KeyLoss.Ksk ? "ksk-lost" : "zsk-lost";

    /// <summary>Reads such a word.</summary>
    public static bool TryParseName(string text, out KeyLoss loss)
    {
        loss = text == NameOf(KeyLoss.Zsk) ? KeyLoss.Zsk : KeyLoss.Ksk;
        return text == NameOf(loss);
    }

    /// <summary>Reads what <see cref="ToString"/> gives, or gives null.</summary>
    public static SealedSet? Parse(string text) =>
        text.Split(' ') is [var name, var moment, { Length: DigestLength } digest]
            && TryParseName(name, out KeyLoss loss)
        && Timestamp.TryParseCompact(moment, out Timestamp expires) && digest.All(char.IsAsciiHexDigitLower)
            ? new SealedSet(loss, expires, digest) : null;

    /// <summary>Gives <c>ksk-lost 20270401000000 6f1e…</c>.</summary>
    public override string ToString() => $"{NameOf(Loss)} {Expires.ToCompactString()} {Sha256}";
}
