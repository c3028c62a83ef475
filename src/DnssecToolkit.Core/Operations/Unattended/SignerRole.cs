using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What one of several signers does: it signs, or it stands by.</summary>
/// <param name="IsActive">Whether it signs.</param>
/// <param name="Since">Since when.</param>
/// <param name="Because">Why.</param>
/// <param name="By">Who said so.</param>
public sealed record SignerRole(bool IsActive, Timestamp Since, string Because, string By)
{
    /// <summary>How somebody says what a signer does.</summary>
    internal const string Saying =
        "`signall standby enter` where another signer is at work, `signall promote` where this one is to sign";

    private const string FileName = "role.json";
    private const string Active = "active";
    private const string Standby = "standby";

    /// <summary>The role in a few words.</summary>
    public string Words => $"{(IsActive ? "signs" : "stands by")} since {Since}, by {By}: {Because}";

    /// <summary>Reads it; null where there is but one signer.</summary>
    /// <remarks>A file that makes no sense means standby: two that sign are worse than none.</remarks>
    public static SignerRole? Of(StateDirectory state)
    {
        if (!File.Exists(state.PathOf(FileName)))
        {
            return null;
        }

        IReadOnlyDictionary<string, string> texts = StateFile.Read(state.PathOf(FileName))
            ?? new Dictionary<string, string>();
        Timestamp since = TimestampText.TryParseAbsolute(texts.GetValueOrDefault("since")
            ?? "", out Timestamp moment) ? moment : default;
        return new SignerRole(
            texts.GetValueOrDefault("role") == Active, since, texts.GetValueOrDefault("because")
                ?? "its state cannot be read", texts.GetValueOrDefault("by") ?? "");
    }

    /// <summary>Writes it, flushed: after a power loss the signer must not believe that it is still
    /// active.</summary>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    public void Put(StateDirectory state) => StateFile.Write(state.PathOf(FileName), isFlushed: true, json =>
    {
        json.WriteString("role", IsActive ? Active : Standby);
        json.WriteString("since", Since.ToString());
        json.WriteString("because", Because);
        json.WriteString("by", By);
    });
}
