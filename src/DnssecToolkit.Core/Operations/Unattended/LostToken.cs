using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A token that the last run which needed it had to do without.</summary>
/// <param name="Section">Its name in the configuration; empty where the keys' URIs say all.</param>
/// <param name="Loss">Which, and why.</param>
/// <param name="Since">The first run without it.</param>
public sealed record LostToken(string Section, TokenLoss Loss, Timestamp Since)
{
    private const string FileName = "lost-tokens.json";

    /// <summary>The token's label, else its serial number.</summary>
    public string Label =>
        Pkcs11Uri.TryParse(Loss.Token, out Pkcs11Uri? uri, out _)
            ? uri.Token ?? uri.Serial ?? "token" : "token";

    /// <summary>Whether another one is this token, whatever ails it.</summary>
    internal bool IsSameAs(LostToken other) => Section == other.Section && Loss.Token == other.Loss.Token;

    /// <summary>Reads those of the last runs; none where nothing is remembered.</summary>
    public static IReadOnlyList<LostToken> Read(StateDirectory directory) =>
        [.. (StateFile.Read(directory.PathOf(FileName)) ?? new Dictionary<string, string>()).Select(Of)
            .OfType<LostToken>()];

    /// <summary>Remembers what a run came to: of the sections that it used, these are lost and no
    /// others.</summary>
    /// <returns>What was known before.</returns>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    internal static IReadOnlyList<LostToken> Note(
        StateDirectory directory, Timestamp now,
        IReadOnlyDictionary<string, IReadOnlyList<TokenLoss>> bySection)
    {
        IReadOnlyList<LostToken> before = Read(directory);
        LostToken[] after =
        [
            .. before.Where(lost => !bySection.ContainsKey(lost.Section)),
            .. bySection.SelectMany(section => section.Value.Select(loss => new LostToken(section.Key, loss,
                SinceOf(section.Key, loss)))),
        ];
        if (!after.SequenceEqual(before))
        {
            StateFile.Write(directory.PathOf(FileName), json =>
            {
                foreach (LostToken lost in after)
                {
                    json.WriteString($"{lost.Section} {lost.Loss.Token}", $"{lost.Since} {lost.Loss.Reason}");
                }
            });
        }

        return before;

        Timestamp SinceOf(string section, TokenLoss loss) =>
            before.FirstOrDefault(lost => lost.Section == section && lost.Loss.Token == loss.Token)?.Since
                ?? now;
    }

    private static LostToken? Of(KeyValuePair<string, string> member)
    {
        int token = member.Key.IndexOf(" pkcs11:", StringComparison.Ordinal);
        return token >= 0 && member.Value.Split(' ', 2) is [{ } since, { } reason]
            && TimestampText.TryParseAbsolute(since, out Timestamp moment)
            ? new LostToken(member.Key[..token], new TokenLoss(member.Key[(token + 1)..], reason), moment)
            : null;
    }
}
