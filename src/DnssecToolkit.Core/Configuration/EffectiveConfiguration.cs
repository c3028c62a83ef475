using System.Globalization;
using System.Text;
using DnssecToolkit.Resolving;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Configuration;

/// <summary>Writes a configuration with every default and template filled in, in the form that it is read
/// in.</summary>
public sealed partial class EffectiveConfiguration
{
    private readonly StringBuilder _text = new();

    private EffectiveConfiguration()
    {
    }

    /// <summary>Gives the text: YAML, ending with a line feed.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="morePolicies">Policies that no zone uses, but that are to be written too.</param>
    public static string Write(SignerConfiguration configuration,
        IReadOnlyList<ZonePolicy>? morePolicies = null)
    {
        EffectiveConfiguration writer = new();
        writer.WriteRoot(configuration, morePolicies ?? []);
        return writer._text.ToString();
    }

    /// <summary>Gives what <see cref="ConfigurationReader.ReadRemembered"/> reads: all of it but the
    /// heartbeat.</summary>
    internal static string WriteRemembered(SignerConfiguration configuration) => Write(configuration with
    {
        Notifications = configuration.Notifications with { HeartbeatUrl = null, HeartbeatCommand = null },
    });

    /// <summary>Gives a policy's part of it alone.</summary>
    public static string Write(ZonePolicy policy)
    {
        EffectiveConfiguration writer = new();
        writer.WritePolicy(policy);
        return writer._text.ToString();
    }

    private void WriteRoot(SignerConfiguration configuration, IReadOnlyList<ZonePolicy> morePolicies)
    {
        Text(0, "state", configuration.StateDirectory);
        Seconds(0, "settle", configuration.Settle);
        if (configuration.Parallel is { } parallel)
        {
            Line(0, "parallel", parallel.ToString(CultureInfo.InvariantCulture));
        }

        Line(0, "several-signers", configuration.HasSeveralSigners ? "yes" : "no");
        if (configuration.Fence is { } fence)
        {
            Texts(0, "fence", fence);
            Seconds(0, "fence-timeout", configuration.FenceTimeout);
        }

        WriteClock(configuration.Clock);
        WriteNotifications(configuration.Notifications);
        WriteStatus(configuration.Status);
        WriteCeremony(configuration.Ceremony);
        Sections("tokens", configuration.Zones.Select(zone => zone.Token), token => token.Name, WriteToken);
        Sections("policies", configuration.Zones.Select(zone => zone.Policy).Concat(morePolicies),
            policy => policy.Name, WritePolicy);
        Sections("gates", configuration.Zones.Select(zone => zone.Gate), gate => gate.Name, WriteGate);
        Sections("servers", configuration.Zones.Select(zone => zone.Server), server => server.Name,
            WriteServer);
        Sections("primaries", configuration.Zones.Select(zone => zone.Primary), primary => primary.Name,
            WritePrimary);
        Sections("children", configuration.Zones.Select(zone => zone.Children), children => children.Name,
            WriteChildren);
        WriteParents(configuration);
        Head(0, "zones");
        foreach (ZoneConfiguration zone in configuration.Zones)
        {
            WriteZone(zone);
        }
    }

    private void WriteClock(ClockPolicy clock)
    {
        Head(0, "clock");
        Seconds(1, "backwards", clock.Backwards);
        Seconds(1, "ahead", clock.Ahead);
        Seconds(1, "far-ahead", clock.FarAhead);
    }

    private void WriteNotifications(NotificationPolicy notifications)
    {
        Head(0, "notify");
        Texts(1, "mail", notifications.MailTo);
        Text(1, "from", notifications.MailFrom);
        Text(1, "sendmail", notifications.Sendmail);
        WriteSmtp(notifications.Smtp);
        Text(1, "syslog", notifications.Syslog);
        Text(1, "syslog-socket", notifications.Syslog is null ? null : notifications.SyslogSocket);
        Text(1, "heartbeat-url", notifications.HeartbeatUrl?.OriginalString);
        Texts(1, "heartbeat-command", notifications.HeartbeatCommand ?? []);
        Seconds(1, "ceremony", notifications.Ceremony);
        Texts(1, "command", notifications.Command ?? []);
        Seconds(1, "timeout", notifications.Timeout);
    }

    private void WriteCeremony(CeremonyConfiguration ceremony)
    {
        if (ceremony is
            {
                Organisation: null, Contact: null, Place: null, Roles.Count: 0,
                Statement.Count: 0
            })
        {
            return;
        }

        Head(0, "ceremony");
        Text(1, "organisation", ceremony.Organisation);
        Text(1, "contact", ceremony.Contact);
        Text(1, "place", ceremony.Place);
        Texts(1, "roles", ceremony.Roles);
        if (ceremony.Statement.Count > 0)
        {
            Head(1, "statement");
            foreach ((string name, string text) in ceremony.Statement)
            {
                Text(2, name, text);
            }
        }
    }

    private void WriteSmtp(SmtpServer? server)
    {
        if (server is not null)
        {
            Head(1, "smtp");
            Text(2, "host", server.Host);
            Line(2, "port", server.Port.ToString(CultureInfo.InvariantCulture));
            Text(2, "encryption", server.IsEncrypted ? "starttls" : "none");
            Text(2, "user", server.User);
            Text(2, "password", server.Password);
        }
    }

    private void WriteStatus(StatusOutputs status)
    {
        if (status != new StatusOutputs())
        {
            Head(0, "status");
            Text(1, "page", status.Page);
            Text(1, "json", status.Json);
            Text(1, "metrics", status.Metrics);
        }
    }

    private void WriteToken(TokenConfiguration token)
    {
        Text(2, "module", token.Module);
        Text(2, "pin", token.Pin);
        Line(2, "profile", token.ProfileFile ?? token.Profile?.Name ?? "auto");
        Seconds(2, "timeout", token.Timeout);
        Seconds(2, "patience", token.Patience);
        if (token.Recovery.Count > 0)
        {
            Head(2, "recovery");
            foreach ((Signing.Pkcs11.RecoveryStep step, long seconds) in token.Recovery)
            {
                Seconds(3, Signing.Pkcs11.RecoveryStepText.Write(step), seconds);
            }
        }

        Texts(2, "restart-command", token.RestartCommand ?? []);
        Texts(2, "also", [.. token.Also.Select(uri => uri.ToString())]);
    }

    private void WriteServer(ServerPolicy server)
    {
        Texts(2, "reload", server.Reload ?? []);
        Seconds(2, "reload-timeout", server.ReloadTimeout);
        Texts(2, "ask", [.. server.Ask.Select(TextOf)]);
        Seconds(2, "answer-within", server.AnswerWithin);
    }

    private void WritePrimary(PrimaryPolicy primary)
    {
        Texts(2, "servers", [.. primary.Servers.Select(TextOf)]);
        Text(2, "tsig", primary.Tsig);
        Seconds(2, "timeout", primary.Timeout);
    }

    private void WriteChildren(ChildrenPolicy children)
    {
        Line(2, "cds", children.FollowsCds ? "yes" : "no");
        Line(2, "bootstrap", children.Bootstraps ? "yes" : "no");
        Text(2, "resolver", children.Resolver is { } resolver ? TextOf(resolver) : null);
        Seconds(2, "every", children.Every);
        Line(2, "most", children.Most.ToString(CultureInfo.InvariantCulture));
        Seconds(2, "within", children.Within);
        Seconds(2, "wait", children.Wait);
        if (children.Servers.Count > 0)
        {
            Head(2, "servers");
            foreach ((Names.DomainName child, IReadOnlyList<ServerAddress> servers) in children.Servers)
            {
                Texts(3, child.ToString(), [.. servers.Select(TextOf)]);
            }
        }
    }

    private void WriteParents(SignerConfiguration configuration)
    {
        IReadOnlyList<string>[] sets = [.. SetsOf(configuration)];
        if (sets.Length > 0)
        {
            Head(0, "parents");
            foreach (IReadOnlyList<string> set in sets)
            {
                Head(1, ParentName(set));
                Texts(2, "servers", set);
            }
        }
    }

    private void WriteZone(ZoneConfiguration zone)
    {
        _text.Append(CultureInfo.InvariantCulture, $"  - zone: {Quoted(zone.Name.ToString())}\n");
        Text(2, "primary", zone.Primary?.Name);
        Text(2, "file", zone.Primary is null ? zone.File : null);
        Text(2, "keys", zone.Keys);
        Text(2, "keyindex", zone.KeyIndex);
        Text(2, "bundles", zone.Bundles);
        Text(2, "output", zone.Output);
        Text(2, "policy", zone.Policy.Name);
        if (zone.Rollover != zone.Policy.Rollover)
        {
            WriteRollover(2, zone.Rollover);
        }

        if (zone.Requests != zone.Policy.Requests)
        {
            WriteRequests(2, zone.Requests, zone.Policy.Requests);
        }

        Text(2, "gate", zone.Gate.Name);
        Text(2, "server", zone.Server?.Name);
        Text(2, "token", zone.Token?.Name);
        Text(2, "parent", zone.Parents.Count == 0 ? null : ParentName([.. zone.Parents.Select(TextOf)]));
        Text(2, "child-ds", zone.ChildDs);
        Text(2, "children", zone.Children?.Name);
        Text(2, "child-ds-unasked", zone is { ChildDs: not null, Children: null } ? "may-go-bogus" : null);
        Text(2, "ds-output", zone.DsOutput);
        Line(2, "includes", zone.Includes == IncludePolicy.Anywhere ? "anywhere" : "directory");
        Line(2, "versions", zone.Versions.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<IReadOnlyList<string>> SetsOf(SignerConfiguration configuration) =>
        configuration.Zones
        .Where(zone => zone.Parents.Count > 0).Select(zone => zone.Parents.Select(TextOf).ToArray())
        .DistinctBy(ParentName);

    private static string ParentName(IReadOnlyList<string> addresses) => string.Join(" ", addresses);

    private static string TextOf(ServerAddress address) =>
        $"{address.EndPoint.Address}#{address.EndPoint.Port}";

    private void Sections<T>(string key, IEnumerable<T?> used, Func<T, string> name, Action<T> write)
        where T : class
    {
        T[] distinct = [.. used.OfType<T>().DistinctBy(name).OrderBy(name, StringComparer.Ordinal)];
        if (distinct.Length > 0)
        {
            Head(0, key);
            foreach (T section in distinct)
            {
                Head(1, name(section));
                write(section);
            }
        }
    }
}
