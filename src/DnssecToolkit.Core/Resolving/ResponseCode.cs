namespace DnssecToolkit.Resolving;

/// <summary>Response codes by IANA's mnemonics (RFC 6895 §2.3); any other number may come too.</summary>
public enum ResponseCode : ushort
{
    /// <summary>No error.</summary>
    NOERROR = 0,

    /// <summary>The server could not read the query.</summary>
    FORMERR = 1,

    /// <summary>The server failed.</summary>
    SERVFAIL = 2,

    /// <summary>The name does not exist.</summary>
    NXDOMAIN = 3,

    /// <summary>The server does not do this.</summary>
    NOTIMP = 4,

    /// <summary>The server does not want to.</summary>
    REFUSED = 5,

    /// <summary>The server is not authoritative.</summary>
    NOTAUTH = 9,

    /// <summary>The server does not know EDNS version 0 (RFC 6891 §6.1.3).</summary>
    BADVERS = 16,
}
