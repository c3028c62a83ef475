using System.Text;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Reporting;

/// <summary>Tells people of problems when they begin and when they end: one message a run, however many zones, and none while they last.</summary>
public static class Notifications
{
    /// <summary>Sends what a run has to tell.</summary>
    /// <param name="report">The run.</param>
    /// <param name="policy">Whom to tell, and how.</param>
    /// <param name="stop">Ends the sending.</param>
    /// <returns>Why a message could not be sent, as lower-case clauses.</returns>
    public static IReadOnlyList<string> Send(UnattendedReport report, NotificationPolicy policy, CancellationToken stop)
    {
        ZoneResult[] changes = [.. report.Results.Where(result => result.ProblemBegan is not null || result.ProblemEnded is not null)];
        if (changes.Length == 0)
        {
            return [];
        }

        string subject = SubjectOf(changes);
        string text = string.Concat(changes.Select(TextOf));
        List<string?> failures = [];
        if (policy.MailTo.Count > 0)
        {
            failures.Add(ExternalCommand.Run([policy.Sendmail, "-t", "-oi"], Mail(policy, subject, text), policy.Timeout, stop));
        }

        if (policy.Command is { } command)
        {
            failures.Add(ExternalCommand.Run([.. command, subject], text, policy.Timeout, stop));
        }

        return [.. failures.OfType<string>()];
    }

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
