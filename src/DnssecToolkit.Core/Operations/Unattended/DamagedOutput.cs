using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A signed file of which nothing is remembered: whether it is sound, and above which serial another
/// has to go.</summary>
internal static class DamagedOutput
{
    private const int MonthsOfJournal = 4;
    private static readonly QueryPolicy Queries = new() { Timeout = TimeSpan.FromSeconds(1), Tries = 2 };
    private static readonly string[] Families = ["ZONEFILE-", "RRSIG-", "RRSET-", "NSEC", "ZONEMD-"];

    /// <summary>Looks for damage in the file: what no signer writes.</summary>
    /// <remarks>Signatures that have expired are none, and neither is a zone that is not signed at
    /// all.</remarks>
    /// <returns>The damage, as a clause; null where there is none.</returns>
    internal static string? Find(ZoneConfiguration zone, RunContext run, int threads)
    {
        VerificationPolicy policy = new()
        {
            Moments = [run.Now],
            Scope = VerificationScope.Everything,
            Threads = threads,
            Suppressions = run.SuppressionsFor(zone),
        };
        try
        {
            VerificationReport report = ZoneInspection.Inspect(
                new InspectionRequest(zone.Output, policy) { Origin = zone.Name }, run.Stop);
            return report.Groups.FirstOrDefault(IsDamage) is { } worst
                ? $"{worst.Code.Tag}: {worst.Examples[0].Message}" : null;
        }
        catch (UnreadableInputException e)
        {
            return e.Message;
        }
    }

    /// <summary>The greatest serial that the zone is known to have had: at its servers, and in the
    /// journal.</summary>
    /// <returns>Null where nothing is known of any.</returns>
    internal static SerialNumber? GreatestSerial(ZoneConfiguration zone, RunContext run)
    {
        Task<(ServedVersion? Version, string? Failure)>[] asked =
            [.. (zone.Server?.Ask ?? [])
                .Select(address => ServedVersion.AskAsync(address, zone.Name, Queries, run.Stop))];
        IEnumerable<SerialNumber> served = Task.WhenAll(asked).GetAwaiter().GetResult()
            .Select(answer => answer.Version?.Serial).OfType<SerialNumber>();
        string name = zone.Name.ToString();
        IEnumerable<SerialNumber> journaled = Journal.Read(run.State, MonthsOfJournal)
            .Where(entry => entry.Zone == name)
            .Select(entry => uint.TryParse(entry.Details.GetValueOrDefault("serial"), out uint serial)
                ? new SerialNumber(serial) : (SerialNumber?)null)
            .OfType<SerialNumber>();
        SerialNumber? greatest = null;
        foreach (SerialNumber serial in served.Concat(journaled))
        {
            greatest = greatest is { } known && !serial.IsGreaterThan(known) ? known : serial;
        }

        return greatest;
    }

    private static bool IsDamage(FindingGroup group) => group.Severity == Severity.Fault
        && group.Code != CheckCodes.RrsigExpired && group.Code != CheckCodes.RrsigNotYetValid
        && Families.Any(family => group.Code.Tag.StartsWith(family, StringComparison.Ordinal));
}
