using System.Diagnostics;

namespace DnssecToolkit.Denial;

/// <summary>The chain that proves what does not exist: NSEC or NSEC3, one of the two.</summary>
public sealed class DenialChain
{
    /// <summary>Takes an NSEC chain.</summary>
    public DenialChain(NsecChain nsec)
    {
        Nsec = nsec;
        Ttl = nsec.Ttl;
        Count = Enumerable.Range(0, nsec.Zone.NodeCount).Count(nsec.Contains);
    }

    /// <summary>Takes an NSEC3 chain.</summary>
    public DenialChain(Nsec3Chain nsec3)
    {
        Nsec3 = nsec3;
        Ttl = nsec3.Ttl;
        Count = nsec3.Count;
    }

    /// <summary>The most octets an NSEC's or NSEC3's RDATA has.</summary>
    public static int MaximumRDataLength =>
        Math.Max(NsecChain.MaximumRDataLength, Nsec3Chain.MaximumRDataLength);

    /// <summary>The NSEC chain, or null.</summary>
    public NsecChain? Nsec { get; }

    /// <summary>The NSEC3 chain, or null.</summary>
    public Nsec3Chain? Nsec3 { get; }

    /// <summary>How many NSECs or NSEC3s there are.</summary>
    public int Count { get; }

    /// <summary>The TTL of each, in seconds (RFC 9077).</summary>
    public uint Ttl { get; }

    /// <summary>Writes one's RDATA.</summary>
    /// <param name="index">The zone's node for an NSEC, the place in the chain for an NSEC3.</param>
    /// <param name="destination">Takes <see cref="MaximumRDataLength"/> octets at most.</param>
    /// <returns>The octets written.</returns>
    public int WriteRData(int index, Span<byte> destination) => (Nsec, Nsec3) switch
    {
        ({ } nsec, _) => nsec.WriteRData(index, destination),
        (_, { } nsec3) => nsec3.WriteRData(index, destination),
        _ => throw new UnreachableException(),
    };
}
