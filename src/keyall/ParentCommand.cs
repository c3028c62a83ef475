using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Resolving;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall parent</c>.</summary>
internal sealed class ParentCommand
{
    private readonly KeyIndexOptions _index = new();
    private readonly Option<string> _zone = KeyOptions.Zone("Zone whose DS to look for");
    private readonly Option<string> _keys = KeyOptions.Directory();

    private readonly RolloverPolicyOptions _configuration = new();

    private readonly Option<string[]?> _servers = new("--server")
    {
        Description = "A server of the parent zone; those that its NS RRset names besides are asked, too "
            + "[default: the configuration's]",
        HelpName = "ADDRESS[#PORT]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _onlyNamed = new("--only-named")
    {
        Description = "Ask these servers alone, though the parent's NS RRset may name others",
    };

    private readonly Option<bool> _dryRun = new("--dry-run",
        "-n")
    { Description = "Show what would be recorded; write nothing" };

    private readonly Option<bool> _forReal = new("--for-real")
    {
        Description = "Write the keyindex although --time is not the present",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create()
    {
        Command command = new(
            "parent", "Asks every server of the parent for DS, and records in the keyindex which were seen and which are gone")
        {
            _index.File, _zone, _keys, _servers, _onlyNamed, _dryRun, _forReal,
        };
        _configuration.AddConfigurationTo(command);
        return command.Does(Observe).WithExample(
            "keyall parent --keyindex keyindex --keys keys --zone cr. --server 192.0.2.1 2001:db8::1",
            "Record which DS of cr. its parent has, so that KSKs may move on; status 1 where a server is silent or lame.");
    }

    private ExitStatus Observe(ToolRun run)
    {
        FindingList findings = new();
        DomainName zone = RolloverPolicyOptions.ZoneOf(run.Options.GetRequiredValue(_zone));
        ServerAddress[] named = ServersOf(run, zone);
        using KeyIndexFile file = KeyIndexFile.Open(run.Options.GetRequiredValue(_index.File), findings);
        using KeyDirectory directory = KeyOptions.Read(run.Options.GetRequiredValue(_keys), zone,
            run.Console);
        ServerAddress[] servers = WithOthers(run, zone, named, findings);
        ParentObservation parent = ParentObservation.Ask(zone, servers, new QueryPolicy(), findings,
            run.Cancellation);
        run.Report(findings);

        KeyIndex observed = findings.HasFaults
            ? file.Index : Observed(run, file.Index, zone, directory, parent);
        string[] changes = [.. KeyIndexDifference.Lines(file.Index, observed)];
        foreach (string line in changes)
        {
            run.Console.Output.WriteLine(line);
        }

        if (changes.Length > 0 && MayWrite(run))
        {
            file.Replace(observed, run.Now);
        }

        return parent.IsComplete && !findings.HasFaults ? ExitStatus.Done : ExitStatus.Refused;
    }

    private static KeyIndex Observed(
        ToolRun run, KeyIndex index, DomainName zone, KeyDirectory directory, ParentObservation parent)
    {
        KeyIndex observed = index;
        foreach (KeyIndexEntry row in index.EntriesOf(zone)
            .Where(row => row.IsSep && MayHaveDs(row, run.Now)))
        {
            if (directory.Keys.FirstOrDefault(found => found.Key.Algorithm == row.Algorithm
                && found.Key.PlainAndRevokedTags()[0].Value == row.Tag) is not { } key)
            {
                run.Console.Warn(
                    $"{row}: its .key file is not in {directory.Path}, so its DS was not looked for");
            }
            else if (Recorded(row, key.Key, parent, run) is var after && after != row)
            {
                observed = observed.Replace(row, after);
            }
        }

        return observed;
    }

    // Another signer's DS may be there before his key is published here: resolvers follow it to him
    // (RFC 8901).
    private static bool MayHaveDs(KeyIndexEntry row, Timestamp now) =>
        row.Signer is not null || (row.DsAsk ?? row.Publish) <= now;

    // A DS that comes back after it was gone holds its key again, and resolvers have it only from then on.
    private static KeyIndexEntry Recorded(KeyIndexEntry row, ZoneKey key, ParentObservation parent,
        ToolRun run)
    {
        if (parent.HasEverywhere(key))
        {
            return row with { DsSeen = row.DsGone is null ? row.DsSeen ?? run.Now : run.Now, DsGone = null };
        }

        bool wasExpected = row.DsSeen is not null || row.Removed <= run.Now;
        return parent.IsGoneEverywhere(key) && row.DsGone is null && wasExpected
            ? row with { DsGone = run.Now } : row;
    }

    // A DS is seen, or gone, when every server says so: one that is forgotten makes it too early.
    private ServerAddress[] ServersOf(ToolRun run, DomainName zone)
    {
        ServerAddress[] configured = [.. _configuration.ParentsOf(run, zone)];
        ServerAddress[] named = [.. (run.Options.GetValue(_servers) ?? []).Select(AddressOf)];
        foreach (ServerAddress forgotten in named.Length == 0 ? [] : configured.Except(named))
        {
            run.Console.Warn($"{forgotten} is a server of the parent by the configuration, and is not asked");
        }

        return named.Length > 0 ? named : configured.Length > 0 ? configured : throw new UsageException(
            "no server of the parent is named",
            "name every one with --server; or give --config, where the zone has its parent");
    }

    private ServerAddress[] WithOthers(
        ToolRun run, DomainName zone, ServerAddress[] named, FindingList findings)
    {
        if (run.Options.GetValue(_onlyNamed))
        {
            run.Console.Warn(
                "the servers that were named are asked alone: what others of the parent have is not known");
            return named;
        }

        ParentServers servers = new(zone, resolver: null, new QueryPolicy());
        IReadOnlyList<ServerAddress> others = servers.NotNamed(named, findings, run.Cancellation);
        foreach (ServerAddress other in others)
        {
            run.Console.Warn(
                $"{other} is a server of the parent by its NS RRset, and was not named: it is asked, too");
        }

        return [.. named, .. others];
    }

    private bool MayWrite(ToolRun run) =>
        !run.Options.GetValue(_dryRun) && (!run.TimeWasGiven || run.Options.GetValue(_forReal));

    private static ServerAddress AddressOf(string text) =>
        ServerAddress.TryParse(text, out ServerAddress? server)
        ? server : throw new UsageException($"--server {text} is no address",
            "write it as 192.0.2.1, 192.0.2.1#5353 or 2001:db8::1");
}
