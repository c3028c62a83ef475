namespace DnssecToolkit.Diagnostics;

/// <content>The schedule of a zone's keys.</content>
public static partial class CheckCodes
{
    /// <summary>No signer for the zone.</summary>
    public static readonly CheckCode ScheduleZskGap = new(
        "SCHEDULE-ZSK-GAP", Severity.Fault, "RFC 6840 §5.11",
        "each algorithm must have an active ZSK or CSK at every moment");

    /// <summary>No signer for the DNSKEY RRset.</summary>
    public static readonly CheckCode ScheduleKskGap = new(
        "SCHEDULE-KSK-GAP", Severity.Fault, "RFC 4035 §2.2",
        "each algorithm that has KSKs must have one that signs at every moment");

    /// <summary>A key used before resolvers can know it.</summary>
    public static readonly CheckCode SchedulePublishShort = new(
        "SCHEDULE-PUBLISH-SHORT", Severity.Fault, "RFC 7583 §3.2.1",
        "a key must be published for Ipub before it signs alone");

    /// <summary>A key removed while resolvers need it.</summary>
    public static readonly CheckCode ScheduleRetireShort = new(
        "SCHEDULE-RETIRE-SHORT", Severity.Fault, "RFC 7583 §3.2.1",
        "a key must stay published for Iret after it ceased to sign");

    /// <summary>Too short an overlap of KSKs.</summary>
    public static readonly CheckCode ScheduleKskOverlap = new(
        "SCHEDULE-KSK-OVERLAP", Severity.Fault, "RFC 7583 §3.3.1",
        "two KSKs must overlap for as long as the parent's DS takes to change");

    /// <summary>A KSK removed while its DS may be cached.</summary>
    public static readonly CheckCode ScheduleDsRemains = new(
        "SCHEDULE-DS-REMAINS", Severity.Fault, "RFC 7583 §3.3.1",
        "a KSK must stay until its DS has left the caches");

    /// <summary>Keys that may share a tag.</summary>
    public static readonly CheckCode ScheduleTagCollision = new(
        "SCHEDULE-TAG-COLLISION", Severity.Warning, "RFC 4034 Appendix B",
        "two keys of a zone that are published at one time should not share a tag, plain or revoked");

    /// <summary>A key used beyond its dates.</summary>
    public static readonly CheckCode ScheduleOverdue = new(
        "SCHEDULE-OVERDUE", Severity.Warning, "RFC 7583 §3",
        "a key should be replaced by its dates, and its DS with it");

    /// <summary>A key that caches need beyond its dates, or one that they cannot know yet.</summary>
    public static readonly CheckCode ScheduleHeld = new(
        "SCHEDULE-HELD", Severity.Warning, "RFC 6781 §4.1",
        "what resolvers can have in their caches should fit to the dates of the keyindex");

    /// <summary>What caches hold does not fit to the keys, and could not be helped.</summary>
    public static readonly CheckCode ScheduleUnheld = new(
        "SCHEDULE-UNHELD", Severity.Warning, "RFC 6781 §4.1",
        "what resolvers can have in their caches should fit to the keys that are used");

    /// <summary>More keys than the rhythm has.</summary>
    public static readonly CheckCode ScheduleCrowded = new(
        "SCHEDULE-CROWDED", Severity.Warning, "docs/keyindex.md",
        "the DNSKEY RRset should not have more keys than the rhythm of the policy");
}
