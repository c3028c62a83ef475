using System.Text;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Reporting;

/// <summary>Tells people of problems when they begin and when they end: one message a run, however many
/// zones, and none while they last.</summary>
public sealed class Notifications
{
    private const int Error = 3; // RFC 5424 §6.2.1
    private const int Notice = 5;
    private const string ByMail = "mail";
    private const string ByCommand = "command";
    private static readonly string[] Ways = [ByMail, ByCommand];

    private readonly NotificationPolicy _policy;
    private readonly UnsentMessages _unsent;
    private readonly Func<string, string> _password;
    private readonly CancellationToken _stop;
    private readonly List<string> _failures = [];

    private Notifications(NotificationPolicy policy, StateDirectory state, Func<string, string> password,
        CancellationToken stop)
    {
        _policy = policy;
        _unsent = new UnsentMessages(state);
        _password = password;
        _stop = stop;
    }

    /// <summary>Sends what a run has to tell, and what the runs before could not send.</summary>
    /// <param name="report">The run.</param>
    /// <param name="strays">What is wrong with directories of zones: then there is no heartbeat.</param>
    /// <param name="configuration">Whom to tell, and how.</param>
    /// <param name="status">The status after it, where a zone has an offline KSK; or null.</param>
    /// <param name="password">Gives the mail server's password for its source.</param>
    /// <param name="stop">Ends the sending.</param>
    /// <returns>Why a message could not be sent, as lower-case clauses.</returns>
    public static IReadOnlyList<string> Send(
        UnattendedReport report, IReadOnlyList<Finding> strays, SignerConfiguration configuration,
        FleetStatus? status,
        Func<string, string> password, CancellationToken stop)
    {
        Notifications sending = new(configuration.Notifications,
            StateDirectory.At(configuration.StateDirectory), password, stop);
        sending.SendAgain();
        sending.SendChanges(report, configuration);
        if (status is not null && CeremonyReminder.Due(status) is { } reminder)
        {
            sending.Remind(reminder.Subject, reminder.Text, status);
        }

        if (report.Results.All(result => result.Failure is null) && strays.Count == 0)
        {
            sending._failures.AddRange(Heartbeat.Beat(sending._policy, stop)
                .Select(failure => $"the heartbeat: {failure}"));
        }

        return sending._failures;
    }

    /// <summary>Tells that runs are kept from their work, as a whole.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="configuration">Whom to tell, and how.</param>
    /// <param name="password">Gives the mail server's password for its source.</param>
    /// <param name="stop">Ends the sending.</param>
    /// <returns>Why a message could not be sent, as lower-case clauses.</returns>
    public static IReadOnlyList<string> SendRefusal(
        ToolkitException failure, SignerConfiguration configuration, Func<string, string> password,
        CancellationToken stop)
    {
        Notifications sending = new(configuration.Notifications,
            StateDirectory.At(configuration.StateDirectory), password, stop);
        string subject = $"signall: {RunProblem.NameOf(failure)}, nothing is signed";
        sending.Deliver(subject, $"{failure.Message}\n{(failure.Hint is { } hint ? $"  {hint}\n" : "")}");
        sending.Log(Error, subject);
        return sending._failures;
    }

    /// <summary>Tells of what is wrong with directories of zones, when it begins and when it ends.</summary>
    /// <param name="strays">All that is wrong at the moment.</param>
    /// <param name="configuration">Whom to tell, and how.</param>
    /// <param name="password">Gives the mail server's password for its source.</param>
    /// <param name="stop">Ends the sending.</param>
    /// <returns>Why a message could not be sent, as lower-case clauses.</returns>
    public static IReadOnlyList<string> SendStrays(
        IReadOnlyList<Finding> strays, SignerConfiguration configuration, Func<string, string> password,
        CancellationToken stop)
    {
        StateDirectory state = StateDirectory.At(configuration.StateDirectory);
        (IReadOnlyList<Finding> began, IReadOnlyDictionary<string, string> ended) = StrayFiles.Changes(state,
            strays);
        if (began.Count + ended.Count == 0)
        {
            return [];
        }

        Notifications sending = new(configuration.Notifications, state, password, stop);
        int more = began.Count + ended.Count - 1;
        CheckCode first = began.Count > 0 ? began[0].Code : StrayFiles.CodeOf(ended.Values.First());
        string subject = $"signall: {first.Tag}{(began.Count > 0 ? "" : " ended")}"
            + (more > 0 ? $", and {more} more" : "");
        bool isSafe = sending.Deliver(
            subject,
            string.Concat(
                began.Select(stray =>
                    $"{stray.Location.File}: [{stray.Code.Tag}] {stray.Message}\n  {stray.Hint}\n"))
                + string.Concat(ended.Select(stray => $"{stray.Key}: ended: {stray.Value}\n")));
        sending.Log(began.Count > 0 ? Error : Notice, subject);
        if (isSafe && StrayFiles.Remember(state, strays) is { } failure)
        {
            sending._failures.Add(failure);
        }

        return sending._failures;
    }

    private void SendChanges(UnattendedReport report, SignerConfiguration configuration)
    {
        ZoneResult[] changes = [.. report.Results.Where(result => result.ProblemBegan is not null
            || result.ProblemEnded is not null)];
        if (changes.Length > 0)
        {
            bool isLost = !Deliver(SubjectOf(changes), string.Concat(changes.Select(TextOf)));
            if (!isLost && ToldProblem.Remember(configuration, changes) is { } failure)
            {
                _failures.Add(failure);
            }

            foreach (ZoneResult change in changes)
            {
                Log(change.ProblemBegan is null ? Notice : Error, LineOf(change));
            }
        }

        if (report.ProblemEnded is { } ended)
        {
            string subject = $"signall: {ended} ended";
            if (Deliver(subject, $"{subject}\n  runs do their work again since {report.Moment}\n")
                && RunProblem.Forget(StateDirectory.At(configuration.StateDirectory)) is { } failure)
            {
                _failures.Add(failure);
            }

            Log(Notice, subject);
        }
    }

    private void Remind(string subject, string text, FleetStatus status)
    {
        string[] failures = [.. Ways.Select(way => SendBy(way, subject, text)).OfType<string>()];
        _failures.AddRange(failures);
        Log(Notice, subject);
        if (failures.Length == 0)
        {
            CeremonyReminder.Told(status); // else it is due again in the next run
        }
    }

    private void SendAgain()
    {
        _failures.AddRange(_unsent.SendAgain(SendBy).Values);
    }

    /// <summary>Sends by each way, or keeps it for the next run.</summary>
    /// <returns>Whether nothing of it is lost.</returns>
    private bool Deliver(string subject, string text)
    {
        bool isSafe = true;
        foreach (string way in Ways)
        {
            if (SendBy(way, subject, text) is { } failure)
            {
                _failures.Add(failure);
                isSafe &= _unsent.Keep(way, subject, text);
            }
        }

        return isSafe;
    }

    private string? SendBy(string way, string subject, string text) => way switch
    {
        ByMail when _policy is { MailTo.Count: > 0, Smtp: { } server } => SendBySmtp(server, subject, text),
        ByMail when _policy.MailTo.Count > 0 => ExternalCommand.Run([_policy.Sendmail, "-t", "-oi"],
            Mail(_policy, subject, text), _policy.Timeout, _stop),
        ByCommand when _policy.Command is { } command =>
            ExternalCommand.Run([.. command, subject], text, _policy.Timeout, _stop),
        _ => null, // nobody wants it by that way
    };

    // Whoever cannot read the password has the other ways left.
    private string? SendBySmtp(SmtpServer server, string subject, string text)
    {
        try
        {
            return SmtpDelivery.Send(_policy, server.Password is { } source
                ? _password(source) : null, subject, text);
        }
        catch (ToolkitException e)
        {
            return e.Message;
        }
    }

    private void Log(int severity, string line)
    {
        string? failure = _policy.Syslog is { } facility
            ? SystemLog.Write(_policy.SyslogSocket, facility, severity, line) : null;
        if (failure is not null && !_failures.Contains(failure))
        {
            _failures.Add(failure);
        }
    }

    private static string LineOf(ZoneResult change) => change.ProblemBegan is { } began
        ? $"{change.Zone} {began} began: {change.Failure?.Message ?? change.State.ProblemMessage ?? change.Reason}" : $"{change.Zone} {change.ProblemEnded} ended";

    private static string SubjectOf(ZoneResult[] changes)
    {
        string First(ZoneResult change) => change.ProblemBegan is { } began
            ? $"{change.Zone} {began}" : $"{change.Zone} {change.ProblemEnded} ended";
        ZoneResult worst = changes.FirstOrDefault(change => change.ProblemBegan is not null) ?? changes[0];
        return changes.Length == 1
            ? $"signall: {First(worst)}" : $"signall: {First(worst)}, and {changes.Length - 1} more";
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
            text.Append(change.Zone).Append(": ").Append(began).Append(" began\n  ")
                .Append(change.Failure?.Message ?? change.State.ProblemMessage ?? change.Reason).Append(
                '\n');
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
