namespace DnssecToolkit.Resolving;

/// <summary>The sections of a message that have records (RFC 1035 §4.1).</summary>
public enum MessageSection : byte
{
    /// <summary>The records asked for.</summary>
    Answer,

    /// <summary>Servers of a referral, or the SOA of a negative answer.</summary>
    Authority,

    /// <summary>Addresses, and the OPT of EDNS.</summary>
    Additional,
}
