namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of what changed since the previous version.</content>
public static partial class CheckCodes
{
    /// <summary>A serial that secondaries take as old.</summary>
    public static readonly CheckCode PreviousSerial = new(
        "PREVIOUS-SERIAL", Severity.Fault, "RFC 1982 §3.2",
        "the serial moved forward since the previous version");

    /// <summary>A zone that lost many names or delegations.</summary>
    public static readonly CheckCode PreviousShrunk = new(
        "PREVIOUS-SHRUNK", Severity.Fault, "RFC 1034 §4.3.5",
        "no more than the allowed share of names and delegations is gone");

    /// <summary>A zone of which many delegations have other servers or other DS.</summary>
    public static readonly CheckCode PreviousChanged = new(
        "PREVIOUS-CHANGED", Severity.Fault, "RFC 1034 §4.2.1",
        "no more than the allowed share of delegations has other NS or DS");

    /// <summary>A key that signed the previous version is no longer in the DNSKEY RRset.</summary>
    public static readonly CheckCode PreviousKeyGone = new(
        "PREVIOUS-KEY-GONE", Severity.Fault, "RFC 6781 §4.1.1",
        "keys whose signatures caches may hold are still published");

    /// <summary>The zone is signed only by keys that the previous version did not publish.</summary>
    public static readonly CheckCode PreviousKeyTooNew = new(
        "PREVIOUS-KEY-TOO-NEW", Severity.Fault, "RFC 6781 §4.1.1",
        "keys sign only after caches can know them");

    /// <summary>No key that the parent's DS may name signs the DNSKEY RRset any more.</summary>
    public static readonly CheckCode PreviousKskChanged = new(
        "PREVIOUS-KSK-CHANGED", Severity.Fault, "RFC 6781 §4.1.2",
        "some key that vouched for the DNSKEY RRset before still does");

    /// <summary>One of several keys that the parent's DS may name signs the DNSKEY RRset no more.</summary>
    public static readonly CheckCode PreviousKskWithdrawn = new(
        "PREVIOUS-KSK-WITHDRAWN", Severity.Warning, "RFC 6781 §4.1.2",
        "a key that vouched for the DNSKEY RRset goes only after its DS");

    /// <summary>A key that signed the DNSKEY RRset before is gone, and so is its DS, as the keyindex
    /// records.</summary>
    public static readonly CheckCode PreviousKskRolled = new(
        "PREVIOUS-KSK-ROLLED", Severity.Note, "RFC 7583 §3.3",
        "a KSK goes after its DS, as the keyindex records it");

    /// <summary>The previous version was signed, and this one is not.</summary>
    public static readonly CheckCode PreviousUnsigned = new(
        "PREVIOUS-UNSIGNED", Severity.Fault, "RFC 6781 §4.3", "a zone that was signed is still signed");

    /// <summary>The serial moved forward, and no other record changed.</summary>
    public static readonly CheckCode PreviousOnlySerial = new(
        "PREVIOUS-ONLY-SERIAL", Severity.Note, "RFC 1982 §3.2", "a new serial comes with a change");

    /// <summary>A delegation or glue came, went or changed, of which no signature tells whether it was
    /// meant.</summary>
    public static readonly CheckCode PreviousUnsignedData = new(
        "PREVIOUS-UNSIGNED-DATA", Severity.Note, "RFC 4035 §2.2",
        "what no signature is over has not changed");
}
