namespace DnssecToolkit.Diagnostics;

/// <content>What an NSEC3 chain to be made must be like.</content>
public static partial class CheckCodes
{
    /// <summary>Iterations against the advice.</summary>
    public static readonly CheckCode Nsec3Iterations = new(
        "NSEC3-ITERATIONS", Severity.Note, "RFC 9276 §3.1", "NSEC3 has no additional iterations");

    /// <summary>A salt against the advice.</summary>
    public static readonly CheckCode Nsec3Salt = new(
        "NSEC3-SALT", Severity.Note, "RFC 9276 §3.1", "NSEC3 has no salt");

    /// <summary>More iterations than anybody serves or validates.</summary>
    public static readonly CheckCode Nsec3IterationsLimit = new(
        "NSEC3-ITERATIONS-LIMIT", Severity.Fault, "RFC 9276 §3.2", "NSEC3 has at most 150 iterations");

    /// <summary>Two names with one hash.</summary>
    public static readonly CheckCode Nsec3HashCollision = new(
        "NSEC3-HASH-COLLISION", Severity.Fault, "RFC 5155 §7.1", "no two names have the same NSEC3 hash");

    /// <summary>An apex under which hashed names do not fit.</summary>
    public static readonly CheckCode Nsec3OwnerTooLong = new(
        "NSEC3-OWNER-TOO-LONG", Severity.Fault, "RFC 1035 §2.3.4",
        "hashed owner names have at most 255 octets");
}
