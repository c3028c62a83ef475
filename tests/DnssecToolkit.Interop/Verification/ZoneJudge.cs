using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Shows a sound zone to the verifier with a fault and without.</summary>
/// <param name="lines">The sound zone.</param>
/// <param name="directory">Takes the files.</param>
/// <param name="openKeys">Reads the zone's keys.</param>
internal sealed class ZoneJudge(string[] lines, TemporaryDirectory directory, Func<KeyDirectory> openKeys)
{
    private IReadOnlyList<FindingGroup>? _ofSound;

    /// <summary>The tags of what was found, in order; sizes of answers, always noted, are left out.</summary>
    public static IEnumerable<string> Tags(IEnumerable<FindingGroup> groups) => groups
        .Select(group => group.Code.Tag).Distinct()
        .Where(tag => !tag.StartsWith("ANSWER-SIZE-", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>Says what is wrong with the zone that has a fault.</summary>
    public IReadOnlyList<FindingGroup> Of(ZoneFault fault) => Judge(fault, fault.Edit);

    /// <summary>Says what is wrong with the sound zone, of which the same is asked as where the fault is
    /// there; or nothing is.</summary>
    public IReadOnlyList<FindingGroup> OfSound(ZoneFault? fault) =>
        fault is null ? _ofSound ??= Judge(null, ZoneFault.Nothing) : Judge(fault, ZoneFault.Nothing);

    private IReadOnlyList<FindingGroup> Judge(ZoneFault? fault, Action<MutableZone> edit)
    {
        using KeyDirectory keys = openKeys();
        MutableZone zone = new(lines, keys);
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new()
        {
            Moments = [moment],
            Scope = VerificationScope.Everything,
            Threads = 1,
        };
        DomainName apex = DomainName.Parse(MutableZone.Apex);
        InspectionRequest request = new(directory["mutant"], policy) { Origin = apex };
        request = fault?.Given?.Invoke(request, zone) ?? request;
        if (fault?.Before is { } before)
        {
            MutableZone previous = new(lines, keys);
            before(previous);
            request = request with { PreviousPath = directory.Write("previous", previous.ToString()) };
        }

        edit(zone);
        directory.Write("mutant", zone.ToString());
        try
        {
            return ZoneInspection.Inspect(request, CancellationToken.None).Groups;
        }
        catch (UnreadableInputException unreadable)
        {
            return [.. unreadable.Findings.Select(
                finding => new FindingGroup(finding.Code, "", 1, ResolverEffect.Unreachable, [finding]))];
        }
    }
}
