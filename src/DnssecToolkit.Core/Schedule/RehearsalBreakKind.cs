namespace DnssecToolkit.Schedule;

/// <summary>What breaks in a rehearsal.</summary>
public enum RehearsalBreakKind
{
    /// <summary>No DS leads to a key that signs the DNSKEY RRset.</summary>
    Chain,

    /// <summary>Data is signed by keys that the DNSKEY RRset does not have.</summary>
    Data,

    /// <summary>An algorithm of the DNSKEY RRset has no key that signs it (RFC 4035 §2.2): no signer that
    /// proves its work serves that.</summary>
    KeySet,
}
