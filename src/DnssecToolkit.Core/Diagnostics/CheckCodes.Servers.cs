namespace DnssecToolkit.Diagnostics;

/// <content>What is checked of the zone's and the parent's servers, only when asked.</content>
public static partial class CheckCodes
{
    /// <summary>A name server whose address is not known, or cannot be reached from here.</summary>
    public static readonly CheckCode ServerNotAsked = new(
        "SERVER-NOT-ASKED", Severity.Warning, "RFC 1034 §4.2.1", "every name server was asked");

    /// <summary>A server that says nothing at all.</summary>
    public static readonly CheckCode ServerSilent = new(
        "SERVER-SILENT", Severity.Fault, "RFC 1034 §4.1", "every name server answers");

    /// <summary>A server that answers over TCP alone.</summary>
    public static readonly CheckCode ServerUdpSilent = new(
        "SERVER-UDP-SILENT", Severity.Fault, "RFC 1035 §4.2.1", "every name server answers over UDP");

    /// <summary>A server that answers over UDP alone.</summary>
    public static readonly CheckCode ServerTcpSilent = new(
        "SERVER-TCP-SILENT", Severity.Fault, "RFC 7766 §5", "every name server answers over TCP");

    /// <summary>An answer that is no DNS message.</summary>
    public static readonly CheckCode ServerMalformed = new(
        "SERVER-MALFORMED", Severity.Fault, "RFC 1035 §4.1", "every answer is a whole message");

    /// <summary>A server that is not authoritative for the zone.</summary>
    public static readonly CheckCode ServerLame = new(
        "SERVER-LAME", Severity.Fault, "RFC 9499 §7",
        "every name server answers with authority for the zone");

    /// <summary>A server with an older serial than the file's.</summary>
    public static readonly CheckCode ServerSerialOlder = new(
        "SERVER-SERIAL-OLDER", Severity.Warning, "RFC 1982 §3.2", "every name server has the file's serial");

    /// <summary>A server with a serial that secondaries would not give up for the file's.</summary>
    public static readonly CheckCode ServerSerialNewer = new(
        "SERVER-SERIAL-NEWER", Severity.Fault, "RFC 1982 §3.2", "no name server is ahead of the file");

    /// <summary>A server with the file's serial and other keys.</summary>
    public static readonly CheckCode ServerDnskeyDifferent = new(
        "SERVER-DNSKEY-DIFFERENT", Severity.Fault, "RFC 4035 §2.1",
        "servers of one serial have one DNSKEY RRset");

    /// <summary>A server with another serial and other keys.</summary>
    public static readonly CheckCode ServerDnskeyStale = new(
        "SERVER-DNSKEY-STALE", Severity.Warning, "RFC 6781 §4.1.1",
        "every name server has the file's DNSKEY RRset");

    /// <summary>A server that leaves out signatures.</summary>
    public static readonly CheckCode ServerRrsigAbsent = new(
        "SERVER-RRSIG-ABSENT", Severity.Fault, "RFC 4035 §3.1.1",
        "a server of a signed zone sends the signatures that DO asks for");

    /// <summary>A server whose signature the file's key did not make.</summary>
    public static readonly CheckCode ServerRrsigInvalid = new(
        "SERVER-RRSIG-INVALID", Severity.Fault, "RFC 4035 §5.3",
        "the file's keys verify every signature of theirs that a server sends");

    /// <summary>A server whose signature has expired, or is of the future.</summary>
    public static readonly CheckCode ServerRrsigTime = new(
        "SERVER-RRSIG-TIME", Severity.Fault, "RFC 4035 §5.3.1",
        "every signature that a server sends is valid at the moment");

    /// <summary>A server whose signature will soon expire.</summary>
    public static readonly CheckCode ServerRrsigExpiresSoon = new(
        "SERVER-RRSIG-EXPIRES-SOON", Severity.Warning, "RFC 6781 §4.4.2",
        "every signature that a server sends lasts for the margin");

    /// <summary>A server whose SOA or DNSKEY RRset no key of the file signs.</summary>
    public static readonly CheckCode ServerRrsigKeyAbsent = new(
        "SERVER-RRSIG-KEY-ABSENT", Severity.Fault, "RFC 6781 §4.1.1",
        "a key of the file signs what a server sends");

    /// <summary>A parent's server without a usable answer.</summary>
    public static readonly CheckCode ParentSilent = new(
        "PARENT-SILENT", Severity.Fault, "RFC 1034 §4.1", "every server of the parent answers");

    /// <summary>A server that does not speak for the parent.</summary>
    public static readonly CheckCode ParentLame = new(
        "PARENT-LAME", Severity.Fault, "RFC 4035 §3.1.4.1",
        "every server of the parent answers for DS with authority");

    /// <summary>A server of the parent that nobody asks.</summary>
    public static readonly CheckCode ParentNotAsked = new(
        "PARENT-NOT-ASKED", Severity.Fault, "RFC 1034 §4.2.1", "every server that the parent names is asked");

    /// <summary>A signed zone without DS.</summary>
    public static readonly CheckCode ParentDsMissing = new(
        "PARENT-DS-MISSING", Severity.Warning, "RFC 4035 §2.4", "the parent has a DS for the zone's keys");

    /// <summary>DS records of which none leads to a key that signs.</summary>
    public static readonly CheckCode ParentDsUnmatched = new(
        "PARENT-DS-UNMATCHED", Severity.Fault, "RFC 4035 §2.4",
        "one DS at least names a key that signs the DNSKEY RRset");

    /// <summary>A DS that names no key of the zone.</summary>
    public static readonly CheckCode ParentDsExtra = new(
        "PARENT-DS-EXTRA", Severity.Warning, "RFC 4035 §2.4", "every DS names a key of the zone");

    /// <summary>Servers of the parent that disagree.</summary>
    public static readonly CheckCode ParentDsDifferent = new(
        "PARENT-DS-DIFFERENT", Severity.Warning, "RFC 6781 §4.1.2",
        "all servers of the parent have the same DS RRset");
}
