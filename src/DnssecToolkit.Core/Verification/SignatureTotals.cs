using System.Runtime.InteropServices;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Verification;

/// <summary>What the signatures of a zone add up to; one thread's, then the sum.</summary>
internal sealed class SignatureTotals(int keyCount)
{
    /// <summary>Signatures by key, in the order of <see cref="ApexKeys.Keys"/>.</summary>
    public long[] ByKey { get; } = new long[keyCount];

    /// <summary>Signatures by the day on which they expire, in days since 1970.</summary>
    public Dictionary<long, long> ByDay { get; } = [];

    /// <summary>RRsets that have to be signed.</summary>
    public long SignedRRsets { get; set; }

    /// <summary>Signatures.</summary>
    public long Signatures { get; set; }

    /// <summary>Signatures verified cryptographically.</summary>
    public long Verified { get; set; }

    /// <summary>The longest TTL of a signed RRset, in seconds.</summary>
    public uint LongestTtl { get; set; }

    /// <summary>The signature that expires first, by time, then by place in the zone.</summary>
    public ExpiringSignature? First { get; private set; }

    /// <summary>The expiration of the one that expires last.</summary>
    public Timestamp? Last { get; private set; }

    /// <summary>Counts one signature's expiration.</summary>
    public void Count(Timestamp expiration, int node, in RrsigFields fields, SourceLocation location)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(
            ByDay, Math.DivRem(expiration.Seconds, 86_400).Quotient, out _)++;
        if (First is null || First.IsAfter(expiration, node))
        {
            First = new ExpiringSignature(expiration, node, fields.TypeCovered, location);
        }

        if (Last is null || expiration > Last)
        {
            Last = expiration;
        }
    }

    /// <summary>Adds another thread's.</summary>
    public void Add(SignatureTotals other)
    {
        for (int i = 0; i < ByKey.Length; i++)
        {
            ByKey[i] += other.ByKey[i];
        }

        foreach ((long day, long count) in other.ByDay)
        {
            ByDay[day] = ByDay.GetValueOrDefault(day) + count;
        }

        SignedRRsets += other.SignedRRsets;
        Signatures += other.Signatures;
        Verified += other.Verified;
        LongestTtl = Math.Max(LongestTtl, other.LongestTtl);
        if (First is null
            || (other.First is not null && First.IsAfter(other.First.Expiration, other.First.Node)))
        {
            First = other.First;
        }

        if (Last is null || other.Last > Last)
        {
            Last = other.Last;
        }
    }
}
