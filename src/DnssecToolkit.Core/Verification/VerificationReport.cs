using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Verification;

/// <summary>What a verification found out: the verdict, the causes, and what the zone is made of.</summary>
public sealed record VerificationReport
{
    /// <summary>The zone's name.</summary>
    public required DomainName Zone { get; init; }

    /// <summary>The SOA's serial.</summary>
    public required SerialNumber Serial { get; init; }

    /// <summary>The moments at which signatures had to be valid.</summary>
    public required IReadOnlyList<Timestamp> Moments { get; init; }

    /// <summary>Whether the zone was checked as a signed one.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>The findings by cause, those that matter most first.</summary>
    public required IReadOnlyList<FindingGroup> Groups { get; init; }

    /// <summary>The findings that the operator has decided not to count.</summary>
    public required IReadOnlyList<SuppressedGroup> Suppressed { get; init; }

    /// <summary>What changed since the previous version; null where none was given.</summary>
    public required ZoneChanges? Changes { get; init; }

    /// <summary>The largest answers, of a signed zone whose content was looked at.</summary>
    public required IReadOnlyList<AnswerSize> Answers { get; init; }

    /// <summary>What each server that was asked answered, a line each; empty where none was.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Names with records, glue and hashed names included.</summary>
    public required long Names { get; init; }

    /// <summary>Zone cuts.</summary>
    public required long Delegations { get; init; }

    /// <summary>Zone cuts with DS.</summary>
    public required long SecureDelegations { get; init; }

    /// <summary>Records of all types.</summary>
    public required long Records { get; init; }

    /// <summary>RRsets, signatures apart.</summary>
    public required long RRsets { get; init; }

    /// <summary>RRsets that have to be signed.</summary>
    public required long SignedRRsets { get; init; }

    /// <summary>Signatures.</summary>
    public required long Signatures { get; init; }

    /// <summary>Signatures that were verified cryptographically.</summary>
    public required long SignaturesVerified { get; init; }

    /// <summary>How the zone proves what does not exist.</summary>
    public required DenialKind Denial { get; init; }

    /// <summary>The published keys in their RRset's order.</summary>
    public required IReadOnlyList<KeyUse> Keys { get; init; }

    /// <summary>When signatures expire; null where there is none.</summary>
    public required Expirations? Expirations { get; init; }

    /// <summary>Whether there is no fault: warnings and notes may be.</summary>
    public bool Sound => !Groups.Any(group => group.Severity == Severity.Fault);

    /// <summary>The worst that a validating resolver would see.</summary>
    public ResolverEffect Effect =>
        Groups.Select(group => group.Effect).DefaultIfEmpty(ResolverEffect.Fine).Max();

    /// <summary>How many findings there are of a severity.</summary>
    public long CountOf(Severity severity) =>
        Groups.Where(group => group.Severity == severity).Sum(group => group.Count);
}
