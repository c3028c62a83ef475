using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Servers;

/// <content>Knot's server.</content>
public sealed partial class NameServer
{
    /// <summary>Starts Knot's <c>knotd</c> with the zone and waits until it answers for it.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; its log is in the message.</exception>
    public static NameServer StartKnotd(DomainName zone, string zoneFile) => StartKnotd(zone, LoopbackPorts.Free(), $"""
        zone:
          - domain: "{zone}"
            file: "{Path.GetFullPath(zoneFile)}"
            semantic-checks: on
            zonefile-load: whole
            zonefile-sync: -1
            journal-content: none
        """);

    /// <summary>Starts <c>knotd</c> as a secondary, which everybody may transfer from, and waits until it answers for the first zone.</summary>
    /// <param name="zones">The zones.</param>
    /// <param name="port">Where it is to listen on loopback.</param>
    /// <param name="primary">Where the primary listens, which may tell it of new versions.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; its log is in the message.</exception>
    public static NameServer StartKnotdSecondary(DomainName[] zones, int port, int primary) => StartKnotd(zones[0], port, $"""
        remote:
          - id: primary
            address: 127.0.0.1@{primary}
        acl:
          - id: all
            address: 127.0.0.1
            action: [notify, transfer]
        zone:
        {string.Concat(zones.Select(zone => $"  - domain: \"{zone}\"\n    master: primary\n    acl: all\n    refresh-max-interval: 2\n    zonefile-sync: -1\n    zonefile-load: none\n    journal-content: none\n"))}
        """);

    private static NameServer StartKnotd(DomainName zone, int port, string sections)
    {
        TemporaryDirectory directory = new();
        string configuration = directory.Write("knot.conf", $"""
            server:
                rundir: "{directory.FullName}"
                listen: 127.0.0.1@{port}
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            log:
              - target: stderr
                any: info
            database:
                storage: "{directory.FullName}"
                journal-db-max-size: 64M
                kasp-db-max-size: 5M
                timer-db-max-size: 5M
                catalog-db-max-size: 5M
            {sections}
            """);
        return Started(new NameServer("knotd", ["-c", configuration], directory, port), zone);
    }
}
