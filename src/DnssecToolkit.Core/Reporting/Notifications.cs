using System.Text;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Reporting;

/// <summary>Tells people of problems when they begin and when they end: one message a run, however many zones, and none while they last.</summary>
public static class Notifications
{
    private const int Error = 3; // RFC 5424 §6.2.1
    private const int Notice = 5;

    /// <summary>Sends what a run has to tell.</summary>
    /// <param name="report">The run.</param>
    /// <param name="policy">Whom to tell, and how.</param>
    /// <param name="status">The status after it, where a zone has an offline KSK; or null.</param>
    /// <param name="password">Gives the mail server's password for its source.</param>
    /// <param name="stop">Ends the sending.</param>
    /// <returns>Why a message could not be sent, as lower-case clauses.</returns>
    public static IReadOnlyList<string> Send(
        UnattendedReport report, NotificationPolicy policy, FleetStatus? status, Func<string, string> password, CancellationToken stop)
    {
        List<string> failures = [];
        ZoneResult[] changes = [.. report.Results.Where(result => result.ProblemBegan is not null || result.ProblemEnded is not null)];
        if (changes.Length > 0)
        {
            failures.AddRange(Deliver(policy, SubjectOf(changes), string.Concat(changes.Select(TextOf)), password, stop));
            failures.AddRange(changes.Select(change => Log(policy, change.ProblemBegan is null ? Notice : Error, LineOf(change))).OfType<string>().Take(1));
        }

        if (status is not null && CeremonyReminder.Due(status) is { } reminder)
        {
            string[] unsent = [.. Deliver(policy, reminder.Subject, reminder.Text, password, stop)];
            failures.AddRange(unsent);
            Log(policy, Notice, reminder.Subject);
            if (unsent.Length == 0)
            {
                CeremonyReminder.Told(status);
            }
        }

        if (report.Results.All(result => result.Failure is null))
        {
            failures.AddRange(Heartbeat.Beat(policy, stop).Select(failure => $"the heartbeat: {failure}"));
        }

        return failures;
    }

    private static IEnumerable<string> Deliver(NotificationPolicy policy, string subject, string text, Func<string, string> password, CancellationToken stop)
    {
        List<string?> failures = [];
        if (policy.MailTo.Count > 0)
        {
            failures.Add(policy.Smtp is { } server
                ? SmtpDelivery.Send(policy, server.Password is { } source ? password(source) : null, subject, text)
                : ExternalCommand.Run([policy.Sendmail, "-t", "-oi"], Mail(policy, subject, text), policy.Timeout, stop));
        }

        if (policy.Command is { } command)
        {
            failures.Add(ExternalCommand.Run([.. command, subject], text, policy.Timeout, stop));
        }

        return failures.OfType<string>();
    }

    private static string? Log(NotificationPolicy policy, int severity, string line) =>
        policy.Syslog is { } facility ? SystemLog.Write(policy.SyslogSocket, facility, severity, line) : null;

    private static string LineOf(ZoneResult change) => change.ProblemBegan is { } began
        ? $"{change.Zone} {began} began: {change.Failure?.Message ?? change.Reason}" : $"{change.Zone} {change.ProblemEnded} ended";

    private static string SubjectOf(ZoneResult[] changes)
    {
        string First(ZoneResult change) => change.ProblemBegan is { } began ? $"{change.Zone} {began}" : $"{change.Zone} {change.ProblemEnded} ended";
        ZoneResult worst = changes.FirstOrDefault(change => change.ProblemBegan is not null) ?? changes[0];
        return changes.Length == 1 ? $"signall: {First(worst)}" : $"signall: {First(worst)}, and {changes.Length - 1} more";
    }

    private static string TextOf(ZoneResult change)
    {
        StringBuilder text = new();
        if (change.ProblemEnded is { } ended)
        {
            text.Append(change.Zone).Append(": ").Append(ended).Append(" ended\n");
        }

        if (change.ProblemBegan is { } began)
        {
            text.Append(change.Zone).Append(": ").Append(began).Append(" began\n  ").Append(change.Failure?.Message ?? change.Reason).Append('\n');
            if (change.Failure is ToolkitException { Hint: { } hint })
            {
                text.Append("  ").Append(hint).Append('\n');
            }
        }

        if (change.State.FirstExpiration is { } first)
        {
            text.Append("  what is installed has signatures until ").Append(first).Append('\n');
        }

        return text.Append('\n').ToString();
    }

    // RFC 5322. The subject has zones' names and codes alone: ASCII without line ends.
    private static string Mail(NotificationPolicy policy, string subject, string text) =>
        $"From: {policy.MailFrom}\nTo: {string.Join(", ", policy.MailTo)}\nSubject: {subject}\nMIME-Version: 1.0\n"
        + $"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n{text}";
}
