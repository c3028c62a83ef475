using System.Net;
using System.Net.Mail;
using System.Security.Authentication;
using DnssecToolkit.Configuration;

namespace DnssecToolkit.Reporting;

/// <summary>Hands a message to a mail server (RFC 5321), encrypted unless the configuration says
/// otherwise.</summary>
internal static class SmtpDelivery
{
    /// <summary>Sends a message.</summary>
    /// <param name="policy">From whom, to whom, through which server.</param>
    /// <param name="password">The password, or null.</param>
    /// <param name="subject">ASCII, one line.</param>
    /// <param name="text">The text.</param>
    /// <returns>Why it was not taken, as a lower-case clause; null where it was.</returns>
    internal static string? Send(NotificationPolicy policy, string? password, string subject, string text)
    {
        SmtpServer server = policy.Smtp!;
        try
        {
            using MailMessage message = new()
            {
                From = new MailAddress(AddressOf(policy.MailFrom)),
                Subject = subject,
                Body = text,
                BodyEncoding = System.Text.Encoding.UTF8
            };
            message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834 §5: no answers by machines
            foreach (string recipient in policy.MailTo)
            {
                message.To.Add(new MailAddress(AddressOf(recipient)));
            }

            using SmtpClient client = new(server.Host, server.Port)
            {
                EnableSsl = server.IsEncrypted,
                Timeout = (int)Math.Min(policy.Timeout * 1_000, int.MaxValue),
                Credentials = server.User is null ? null : new NetworkCredential(server.User, password),
            };
            client.Send(message);
            return null;
        }
        catch (Exception e) when (
            e is SmtpException or AuthenticationException or IOException or FormatException or InvalidOperationException)
        {
            string reason = (e.InnerException?.Message ?? e.Message).TrimEnd('.');
            return $"the mail server {server.Host} did not take it: {reason}";
        }
    }

    // A mere user name is the user of this host, as sendmail has it.
    private static string AddressOf(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{Dns.GetHostName()}";
}
