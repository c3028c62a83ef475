namespace DnssecToolkit.Schedule;

/// <summary>What breaks in a rehearsal.</summary>
public enum RehearsalBreakKind
{
    /// <summary>No DS leads to a key that signs the DNSKEY RRset.</summary>
    Chain,

    /// <summary>Data is signed by keys that the DNSKEY RRset does not have.</summary>
    Data,
}
