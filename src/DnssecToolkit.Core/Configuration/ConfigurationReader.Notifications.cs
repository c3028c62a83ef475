using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration;

/// <content>Notifications.</content>
public sealed partial class ConfigurationReader
{
    private static NotificationPolicy ReadNotifications(ConfigurationSection? section)
    {
        NotificationPolicy fallback = new();
        if (section is null)
        {
            return fallback;
        }

        NotificationPolicy notifications = new()
        {
            MailTo = [.. section.Texts("mail").Where(address => IsAddress(section, address))],
            MailFrom = section.Text("from") is { } from && IsAddress(section, from)
                ? from : fallback.MailFrom,
            Sendmail = section.AbsolutePath("sendmail") ?? fallback.Sendmail,
            Smtp = ReadSmtp(section),
            Syslog = ReadFacility(section),
            SyslogSocket = section.AbsolutePath("syslog-socket") ?? fallback.SyslogSocket,
            HeartbeatUrl = ReadUrl(section, "heartbeat-url"),
            HeartbeatCommand = section.Command("heartbeat-command"),
            Ceremony = section.Seconds("ceremony") ?? fallback.Ceremony,
            Command = section.Command("command"),
            Timeout = section.Seconds("timeout") ?? fallback.Timeout,
        };
        section.Finish();
        return notifications;
    }

    // It becomes an argument and a header line: nothing that either could take for something else.
    private static bool IsAddress(ConfigurationSection section, string address)
    {
        bool isAddress = !address.StartsWith('-') && !address.Any(
            letter => char.IsWhiteSpace(letter) || letter is '<' or '>' or ',' or ';' or '"');
        if (!isAddress)
        {
            section.Fault(CheckCodes.ConfigValue, section.PlaceOf("mail"),
                $"{ConfigurationValue.Shown(address)} is no mail address");
        }

        return isAddress;
    }

    private static SmtpServer? ReadSmtp(ConfigurationSection parent)
    {
        if (parent.Section("smtp") is not { } section)
        {
            return null;
        }

        string? password = section.Text("password");
        if (password is not null && !IsSecretSource(password))
        {
            // The text is not repeated: it may be the password.
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("password"),
                "password names where the password comes from, not the password",
                "write file:/PATH, credential:NAME, env:NAME or fd:NUMBER");
        }

        SmtpServer server = new(
            section.RequiredText("host", "name the mail server: host: mail.example.net"),
            section.Number("port", 1, ushort.MaxValue) ?? 587,
            section.Choice("encryption", ("starttls", true), ("none", false)),
            section.Text("user"),
            password);
        section.Finish();
        return server;
    }

    private static string? ReadFacility(ConfigurationSection section)
    {
        string? facility = section.Text("syslog");
        if (facility is not null && !SyslogFacility.IsKnown(facility))
        {
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("syslog"),
                $"{ConfigurationValue.Shown(facility)} is no facility of the system's log",
                "write daemon, or local0 to local7");
        }

        return facility;
    }

    private static Uri? ReadUrl(ConfigurationSection section, string key)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        section.Fault(CheckCodes.ConfigValue, section.PlaceOf(key), $"{key} is no URL",
            "begin it with https://");
        return null;
    }

    private static bool IsSecretSource(string text) =>
        Array.Exists(
            ["file:/", "credential:", "env:", "fd:"],
            source => text.StartsWith(source, StringComparison.Ordinal) && text.Length > source.Length);
}
