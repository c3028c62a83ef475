using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>One record of a message, names in its RDATA expanded.</summary>
/// <param name="Section">Where it stood.</param>
/// <param name="Owner">The owner.</param>
/// <param name="Type">The type.</param>
/// <param name="RRClass">The class; OPT has the sender's UDP size there.</param>
/// <param name="Ttl">TTL in seconds; OPT has flags there (RFC 6891 §6.1.3).</param>
/// <param name="RData">RDATA in uncompressed wire form, valid for its type.</param>
public sealed record MessageRecord(
    MessageSection Section, DomainName Owner, RRType Type, RRClass RRClass, uint Ttl,
    ReadOnlyMemory<byte> RData);
