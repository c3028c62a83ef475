namespace DnssecToolkit.Configuration;

/// <summary>Who is told when something begins to need a human, and when it ends.</summary>
public sealed record NotificationPolicy
{
    /// <summary>Who gets mail.</summary>
    public IReadOnlyList<string> MailTo { get; init; } = [];

    /// <summary>Whom mail is from.</summary>
    public string MailFrom { get; init; } = "signall";

    /// <summary>The program that takes mail on standard input.</summary>
    public string Sendmail { get; init; } = "/usr/sbin/sendmail";

    /// <summary>A command that gets each message: the subject as an argument, the text on standard input; or null.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>How long either may take, in seconds.</summary>
    public long Timeout { get; init; } = 60;
}
