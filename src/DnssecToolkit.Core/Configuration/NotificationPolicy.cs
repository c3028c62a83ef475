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

    /// <summary>A command that gets each message: the subject as an argument, the text on standard input; or
    /// null.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The mail server, in place of <see cref="Sendmail"/>; or null.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>The facility of the system's log that gets a line for each event, or null.</summary>
    public string? Syslog { get; init; }

    /// <summary>The socket of the system's log.</summary>
    public string SyslogSocket { get; init; } = "/dev/log";

    /// <summary>What is fetched after each run that went well, or null.</summary>
    public Uri? HeartbeatUrl { get; init; }

    /// <summary>The command that is run after each run that went well, or null.</summary>
    public IReadOnlyList<string>? HeartbeatCommand { get; init; }

    /// <summary>How long before the bundles of an offline KSK end people are reminded of the ceremony, in
    /// seconds.</summary>
    public long Ceremony { get; init; } = 30 * 86_400;

    /// <summary>How long each of these may take, in seconds.</summary>
    public long Timeout { get; init; } = 60;
}
