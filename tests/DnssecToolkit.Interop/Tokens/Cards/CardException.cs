namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>What makes a card answer with another status than 9000.</summary>
internal sealed class CardException(int status) : Exception($"status {status:X4}")
{
    /// <summary>The status.</summary>
    public int Status { get; } = status;
}
