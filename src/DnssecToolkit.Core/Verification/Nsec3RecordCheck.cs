using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks each NSEC3 for itself: whole, at a hashed name, of known parameters, one
/// of each (RFC 5155 §3, §7.1).</summary>
internal sealed class Nsec3RecordCheck(ZoneUnderCheck context, IReadOnlyList<Nsec3Parameters> sets)
{
    private readonly int[] _counts = new int[sets.Count];

    /// <summary>Checks a block of names.</summary>
    public void Check(int first, int end, FindingSink sink)
    {
        for (int node = first; node < end; node++)
        {
            if ((context.Walk.RoleOf(node) & NodeRole.HasNsec3) != 0
                && context.Zone.TryFind(node, RRType.NSEC3, out RRset rrset))
            {
                CheckRRset(rrset, sink);
            }
        }
    }

    private void CheckRRset(RRset rrset, FindingSink sink)
    {
        Span<byte> hash = stackalloc byte[Nsec3Fields.HashLength];
        if (!Nsec3Index.TryReadOwner(rrset.Owner, context.Zone.Apex, hash))
        {
            sink.Add(
                CheckCodes.Nsec3Malformed, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)}: the owner is no hash below the apex");
            return;
        }

        context.CheckDenialTtl(rrset, sink);
        Array.Clear(_counts);
        for (int i = 0; i < rrset.Count; i++)
        {
            CheckRecord(rrset, i, sink);
        }
    }

    private void CheckRecord(RRset rrset, int place, FindingSink sink)
    {
        if (!Nsec3Fields.TryReadNsec3(rrset.RDataOf(place), out Nsec3Fields fields) || fields.HasUnknownFlags)
        {
            sink.Add(
                CheckCodes.Nsec3Malformed,
                rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} that cannot be read, or has flags that nobody knows");
            return;
        }

        int set = FindSet(fields);
        if (set < 0)
        {
            sink.Add(
                CheckCodes.Nsec3Parameters,
                rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} is hashed with {new Nsec3Parameters(fields)},"
                + $" which no NSEC3PARAM names");
        }
        else if (++_counts[set] == 2)
        {
            sink.Add(
                CheckCodes.Nsec3Multiple,
                rrset.LocationOf(place),
                $"{Phrase.Set(rrset)} is there more than once with parameters {sets[set]}");
        }
    }

    private int FindSet(in Nsec3Fields fields)
    {
        for (int i = 0; i < sets.Count; i++)
        {
            if (sets[i].Match(fields))
            {
                return i;
            }
        }

        return -1;
    }
}
