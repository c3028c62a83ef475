namespace DnssecToolkit.Configuration;

/// <summary>The facilities of the system's log (RFC 5424 §6.2.1).</summary>
public static class SyslogFacility
{
    private const int FirstLocal = 16;
    private static readonly string[] Names = ["kern", "user", "mail", "daemon", "auth", "syslog", "lpr",
        "news", "uucp", "cron", "authpriv", "ftp"];

    /// <summary>Whether there is a facility of a name.</summary>
    public static bool IsKnown(string name) => NumberOf(name) >= 0;

    /// <summary>The number of a facility; negative where there is none of the name.</summary>
    public static int NumberOf(string name) =>
        name is ['l', 'o', 'c', 'a', 'l', >= '0' and <= '7']
            ? FirstLocal + (name[5] - '0') : Array.IndexOf(Names, name);
}
