using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Proves that this signer could take over now: its keys are the published ones, and each that signs
/// can sign.</summary>
public sealed class StandbyCheck
{
    private static readonly QueryPolicy Queries = new() { Timeout = TimeSpan.FromSeconds(2), Tries = 2 };

    private readonly UnattendedRequest _request;
    private readonly FindingList _findings;
    private readonly CancellationToken _stop;

    private StandbyCheck(UnattendedRequest request, FindingList findings, CancellationToken stop)
    {
        _request = request;
        _findings = findings;
        _stop = stop;
    }

    /// <summary>Checks all zones.</summary>
    /// <param name="request">The configuration, the moment, and how tokens are used.</param>
    /// <param name="findings">Takes why it could not take over; nothing where it could.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The greatest serial that each zone is served with: a version made here has to be above
    /// it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyDictionary<DomainName, SerialNumber> Run(UnattendedRequest request,
        FindingList findings, CancellationToken stop)
    {
        StandbyCheck check = new(request, findings, stop);
        Dictionary<DomainName, SerialNumber> floors = [];
        foreach (ZoneConfiguration zone in request.Configuration.Zones)
        {
            if (check.Served(zone) is { Count: > 0 } served)
            {
                SerialNumber floor = served[0].Version.Serial;
                floors[zone.Name] = served.Aggregate(floor,
                    (most, apex) => apex.Version.Serial.IsGreaterThan(most) ? apex.Version.Serial : most);
                check.Compare(zone, served);
                check.LookForLedger(zone);
            }
        }

        return floors;
    }

    private List<ServedApex> Served(ZoneConfiguration zone)
    {
        List<ServedApex> served = [];
        foreach (ServerAddress address in zone.Server?.Ask ?? [])
        {
            (ServedApex? apex, string? failure) = ServedApex.AskAsync(address, zone.Name, Queries, _stop)
                .GetAwaiter().GetResult();
            if (apex is not null)
            {
                served.Add(apex);
            }
            else
            {
                Add(CheckCodes.StandbyUnchecked, zone, $"{address} {failure}", null);
            }
        }

        if (zone.Server is not { Ask.Count: > 0 })
        {
            Add(CheckCodes.StandbyUnchecked, zone, "no server is named that could be asked what is published",
                "name one: servers: NAME: ask: [ADDRESS]");
        }

        return served;
    }

    // What it does not know of, it would take from the children: they would be insecure.
    private void LookForLedger(ZoneConfiguration zone)
    {
        string ledger = ChildLedger.DueFile(StateDirectory.At(_request.Configuration.StateDirectory), zone);
        if (zone.Children is not null && !File.Exists(ledger))
        {
            Add(CheckCodes.StandbyChildren, zone,
                $"has children whose DS sets are not known here: there is no {ledger}", "copy it from the state directory of the active signer, after each of its runs; on that itself a run makes it");
        }
    }

    private void Compare(ZoneConfiguration zone, List<ServedApex> served)
    {
        try
        {
            PresentZone own = ApexProof.Sign(zone, served[0].Version.Serial, _request.Moment, _request.Tokens,
                _stop);
            foreach (ServedApex apex in served)
            {
                Compare(zone, own, apex);
            }
        }
        catch (ToolkitException e)
        {
            Add(CheckCodes.StandbyKeys, zone, e.Message, e.Hint);
        }
    }

    private void Compare(ZoneConfiguration zone, PresentZone own, ServedApex served)
    {
        string here = "copy keys, keyindex and bundles from the active signer, then check again";
        foreach (ZoneKey key in served.Keys.Except(own.Keys))
        {
            Add(CheckCodes.StandbyKeys, zone, $"key {Name(key)} is published, and is not here", here);
        }

        foreach (ZoneKey key in own.Keys.Except(served.Keys))
        {
            Add(CheckCodes.StandbyKeys, zone, $"key {Name(key)} is here, and is not published", here);
        }

        foreach (ZoneKey key in served.Keys.Intersect(own.Keys)
            .Where(key => served.Signs(key) != own.Signs(key)))
        {
            Add(CheckCodes.StandbyKeys, zone,
                $"key {Name(key)} signs {(served.Signs(key) ? "what is served, and would not sign here" : "here, and nothing that is served")}", here);
        }
    }

    private static string Name(ZoneKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)key.Algorithm}/{key.Tag.Value}");

    private void Add(CheckCode code, ZoneConfiguration zone, string message, string? hint) =>
        _findings.Add(new Finding(code, default, $"{zone.Name} {message}") { Hint = hint });
}
