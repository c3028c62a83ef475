using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Resolving;

/// <summary>What became of a query to one server.</summary>
/// <param name="Status">Whether an answer came.</param>
/// <param name="Message">The answer; null unless it came whole or truncated.</param>
/// <param name="Failure">Why there is none, as a lower-case clause; null where there is.</param>
public sealed record AuthorityAnswer(AnswerStatus Status, DnsMessage? Message, string? Failure)
{
    /// <summary>Whether a whole message came.</summary>
    [MemberNotNullWhen(true, nameof(Message))]
    public bool IsWhole => Status == AnswerStatus.Answered;

    internal static AuthorityAnswer Of(DnsMessage message) =>
        new(message.IsTruncated ? AnswerStatus.Truncated : AnswerStatus.Answered, message, null);

    internal static AuthorityAnswer Silent(string failure) => new(AnswerStatus.Silent, null, failure);

    internal static AuthorityAnswer Malformed(string failure) => new(AnswerStatus.Malformed, null, failure);
}
