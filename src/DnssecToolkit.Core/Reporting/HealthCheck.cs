using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Resolving;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;
using BootMoment = DnssecToolkit.Operations.BootMoment;

namespace DnssecToolkit.Reporting;

/// <summary>Looks at everything that a run depends on and that a run may not live to tell: for a monitor,
/// every few minutes.</summary>
public sealed class HealthCheck
{
    private const long LeastFreeOctets = 64 << 20;
    private const long OldestBackup = 400 * 86_400; // seconds: a year and a month
    private static readonly QueryPolicy Queries = new() { Timeout = TimeSpan.FromSeconds(1), Tries = 2 };

    private readonly FleetStatus _status;
    private readonly List<HealthRemark> _remarks = [];

    private HealthCheck(FleetStatus status) => _status = status;

    /// <summary>Looks.</summary>
    /// <param name="status">The status at the moment.</param>
    /// <param name="latestRun">How long ago the last run may be, in seconds.</param>
    /// <param name="clockIsSynchronised">Whether somebody keeps this machine's clock right.</param>
    /// <param name="sinceBoot">The status's moment since the machine's start; null where it is not by the
    /// machine's clock.</param>
    /// <param name="stop">Ends the questions to servers.</param>
    /// <returns>What somebody should look at, the worst first; nothing where all is well.</returns>
    public static IReadOnlyList<HealthRemark> Run(FleetStatus status, long latestRun,
        bool clockIsSynchronised, BootMoment? sinceBoot, CancellationToken stop)
    {
        HealthCheck check = new(status);
        check.CheckRuns(latestRun);
        check.CheckClock(clockIsSynchronised, sinceBoot);
        check.CheckDisks();
        check.CheckInstalled();
        foreach (ZoneStatus zone in status.Zones)
        {
            check.CheckZone(zone);
            check.CheckKeys(zone);
            check.CheckParent(zone, stop);
        }

        foreach (Finding stray in status.Strays)
        {
            check.Add(FleetStatus.LevelOf(stray),
                $"{stray.Location.File} {stray.Message} [{stray.Code.Tag}]");
        }

        check.CheckTokens();
        check.CheckBackups();
        Task.WhenAll(status.Zones.Select(zone => check.CheckServersAsync(zone, stop))).GetAwaiter()
            .GetResult();
        return [.. check._remarks.OrderByDescending(remark => remark.Level)];
    }

    /// <summary>Lets each key that signs show that it can: an apex is signed with it, in a directory that is
    /// gone afterwards.</summary>
    /// <param name="status">The status at the moment.</param>
    /// <param name="tokens">Says how tokens are used.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The keys that cannot; nothing where all can.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyList<HealthRemark> TryKeys(FleetStatus status,
        Func<TokenConfiguration?, int, TokenUse?> tokens, CancellationToken stop)
    {
        HealthCheck check = new(status);
        foreach (ZoneStatus zone in status.Zones)
        {
            try
            {
                ApexProof.Sign(zone.Zone, zone.State.Serial ?? default, status.Now, tokens, stop);
            }
            catch (ToolkitException e)
            {
                check.Add(StatusLevel.Bad, $"{zone.Zone.Name} {e.Message}");
            }
        }

        return check._remarks;
    }

    private void CheckRuns(long latestRun)
    {
        if (_status.Problem is { } problem)
        {
            Add(StatusLevel.Bad, $"runs sign nothing: {problem}");
        }

        if (_status.LastRun is not { } last)
        {
            Add(StatusLevel.Bad, "signall has not run yet: is its timer enabled?");
        }
        else if (_status.Now - last > latestRun)
        {
            Add(
                StatusLevel.Bad,
                $"the last run was at {last}, {new Period(0, _status.Now - last)} ago: is the timer enabled, does a run hang?");
        }
    }

    private void CheckClock(bool isSynchronised, BootMoment? sinceBoot)
    {
        StateDirectory state = StateDirectory.At(_status.Configuration.StateDirectory);
        ClockEvidence? latest = ClockEvidence.Latest(state,
            _status.Zones.Select(zone => (zone.Zone, zone.State)), _status.Now);
        ClockPolicy policy = _status.Configuration.Clock;
        if ((ClockGuard.Check(state, policy, _status.Now, latest, isSynchronised)
            ?? ClockGuard.CheckMovement(state, policy, _status.Now, sinceBoot)) is { } doubt)
        {
            Add(StatusLevel.Bad, doubt.Message);
        }
    }

    private void CheckDisks()
    {
        string[] directories = [_status.Configuration.StateDirectory,
            .. _status.Zones.Select(zone => Path.GetDirectoryName(zone.Zone.Output)!)];
        foreach (string directory in directories.Distinct(StringComparer.Ordinal))
        {
            if (!Directory.Exists(directory))
            {
                Add(StatusLevel.Bad, $"{directory} is not there");
            }
            else if (new DriveInfo(directory).AvailableFreeSpace is var free and < LeastFreeOctets)
            {
                Add(StatusLevel.Bad, $"{directory} has {free >> 20} MiB left");
            }
        }
    }

    private void CheckZone(ZoneStatus zone)
    {
        if (zone.Level != StatusLevel.Good)
        {
            Add(zone.Level, $"{zone.Zone.Name} {zone.Words}");
        }

        if (zone.SecondsLeft is { } left && left < zone.Zone.Gate.Margin && zone.State.Problem is null)
        {
            Add(left <= 0 ? StatusLevel.Bad
                : StatusLevel.Attention, $"{zone.Zone.Name} first signature expires at {zone.State.FirstExpiration}");
        }

        if (zone.State.Serial is not null && SignedHead.Read(zone.Zone.Output, zone.Zone.Name) is null)
        {
            Add(StatusLevel.Bad, $"{zone.Zone.Output} is gone, or is no signed zone");
        }
    }

    // Who can write the file, and has a stolen key, changes what is served under the very serial that is in
    // our state.
    private void CheckInstalled()
    {
        StateDirectory state = StateDirectory.At(_status.Configuration.StateDirectory);
        IReadOnlyDictionary<string, InstalledFile> files = InstalledFile.Read(state);
        foreach (ZoneStatus zone in _status.Zones)
        {
            string path = zone.Zone.Output;
            string name = zone.Zone.Name.ToString();
            if (files.TryGetValue(name, out InstalledFile? installed) && !installed.Is(path, out _)
                && InstalledFile.Read(state)[name] is var latest && !latest.Is(path, out string? found)) // a run may have been at work
            {
                Add(
                    StatusLevel.Bad,
                    $"{name} {path} is not the file that run {latest.Run} installed: its SHA-256 is {found}, and the journal has another: "
                    + "who changed it?");
            }
        }
    }

    // A key that signs the zone and has no private half here stops the next run that needs it.
    private void CheckKeys(ZoneStatus zone)
    {
        try
        {
            FindingList findings = new();
            using KeyDirectory directory = KeyDirectory.Read(zone.Zone.Keys, zone.Zone.Name, findings);
            IReadOnlyList<ZoneKey> signing = SignedHead.ReadApex(zone.Zone.Output, zone.Zone.Name) is { } apex
                ? ZoneSignersOf(apex) : [];
            foreach (ZoneKey key in signing.Where(key => directory.SoftwareFor(key) is null
                && directory.ReferenceFor(key) is null))
            {
                Add(
                    StatusLevel.Bad,
                    $"{zone.Zone.Name} the private half of key {(int)key.Algorithm}/{key.Tag}, which signs the zone, is not in {zone.Zone.Keys}");
            }

            foreach (Finding fault in findings.Kept.Where(finding => finding.Severity == Severity.Fault))
            {
                Add(StatusLevel.Bad, $"{zone.Zone.Name} {fault}");
            }
        }
        catch (ToolkitException e)
        {
            Add(StatusLevel.Bad, $"{zone.Zone.Name} {e.Message}");
        }
    }

    private static ZoneKey[] ZoneSignersOf(Zone apex)
    {
        PublishedKeys keys = PublishedKeys.Of(apex);
        return [.. keys.Keys.Where(keys.SignsZone)];
    }

    private void CheckTokens()
    {
        foreach (TokenStatus token in _status.Tokens.Where(token => token.Problem is not null))
        {
            Add(token.Level, $"token {token.Name}: {token.Problem}");
        }
    }

    private void CheckBackups()
    {
        foreach (BackupStatus backup in _status.Backups)
        {
            if (backup.Problem is { } problem)
            {
                Add(StatusLevel.Bad, problem);
            }
            else if (backup.Copies == 0 || _status.Now - backup.Made > OldestBackup)
            {
                Add(
                    StatusLevel.Attention,
                    $"{backup.Register}: {(backup.Copies == 0 ? "there is no copy of any key" : $"the latest copy of keys was made at {backup.Made}")}: see `keybackup status`");
            }
        }
    }

    private void CheckParent(ZoneStatus zone, CancellationToken stop)
    {
        if (zone.Zone.Parents.Count == 0
            || SignedHead.ReadApex(zone.Zone.Output, zone.Zone.Name) is not { } apex)
        {
            return;
        }

        PublicationRequest request = new()
        {
            Moment = _status.Now,
            Parents = zone.Zone.Parents,
            Queries = Queries,
        };
        foreach (Finding finding in PublicationCheck.Run(apex, request, stop).Findings)
        {
            Add(
                finding.Severity == Severity.Fault ? StatusLevel.Bad : StatusLevel.Attention,
                $"{zone.Zone.Name} {finding.Message} [{finding.Code.Tag}]");
        }
    }

    private async Task CheckServersAsync(ZoneStatus zone, CancellationToken stop)
    {
        if (zone.Zone.Server is not { } server
            || SignedHead.Read(zone.Zone.Output, zone.Zone.Name) is not { } head)
        {
            return;
        }

        foreach (ServerAddress address in server.Ask)
        {
            (ServedApex? apex, string? failure) = await ServedApex.AskAsync(address, zone.Zone.Name, Queries,
                stop);
            if (apex is null)
            {
                Add(StatusLevel.Bad, $"{zone.Zone.Name} {address} {failure}");
                continue;
            }

            CheckServedKeys(zone, address, apex, head.Serial);
            ServedVersion version = apex.Version;
            if (version.Serial != head.Serial)
            {
                Add(StatusLevel.Bad,
                    $"{zone.Zone.Name} {address} serves serial {version.Serial}, and the file has {head.Serial}");
            }
            else if (!version.Signatures.Any(served => head.Signatures.Any(ours => ours.AsSpan()
                .SequenceEqual(served))))
            {
                Add(
                    StatusLevel.Bad,
                    $"{zone.Zone.Name} {address} serves a signature that is not ours: is another signer at work, with this key?");
            }
        }
    }

    // Keys and signatures that no run of ours made: a stolen key at work, or another signer.
    private void CheckServedKeys(ZoneStatus zone, ServerAddress address, ServedApex served,
        SerialNumber serial)
    {
        if (SignedHead.ReadApex(zone.Zone.Output, zone.Zone.Name) is not { } apex)
        {
            return;
        }

        PublishedKeys own = PublishedKeys.Of(apex);
        foreach (ZoneKey key in served.Keys.Except(own.Keys))
        {
            Add(
                StatusLevel.Bad,
                $"{zone.Zone.Name} {address} serves DNSKEY {(int)key.Algorithm}/{key.Tag}, which is not in our file: who put it there?");
        }

        bool isOurs = own.Signatures.Count == 0 || served.KeySignatures.All(
            rrsig => own.Signatures.Any(known => known.AsSpan().SequenceEqual(rrsig)));
        if (served.Version.Serial == serial && !isOurs)
        {
            Add(
                StatusLevel.Bad,
                $"{zone.Zone.Name} {address} serves a signature over the DNSKEY RRset that is not ours: is another signer at work, with this key?");
        }
    }

    private void Add(StatusLevel level, string message)
    {
        lock (_remarks)
        {
            _remarks.Add(new HealthRemark(level, message));
        }
    }
}
