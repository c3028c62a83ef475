using DnssecToolkit.Diagnostics;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks RRsets and names against what servers load and messages hold.</summary>
internal static class RRsetSizeCheck
{
    /// <summary>The most records of an RRset, and types at a name, that BIND loads unless told otherwise
    /// (max-records-per-type, max-types-per-name; since CVE-2024-1737).</summary>
    public const int MostLoaded = 100;

    private const int MaximumMessage = ushort.MaxValue;
    private const int HeaderLength = 12;
    private const int QuestionLength = 4; // type and class, after the name
    private const int RecordLength = 12; // compressed owner, type, class, TTL, RDLENGTH

    /// <summary>Checks an RRset, signatures apart: those of different types
    /// covered are different RRsets.</summary>
    public static void Check(RRset rrset, FindingSink sink)
    {
        if (rrset.Count > MostLoaded)
        {
            sink.Add(
                CheckCodes.ZoneRRsetCount, rrset.LocationOf(MostLoaded),
                $"{Phrase.Set(rrset)} has {rrset.Count} records");
        }

        long size = HeaderLength + rrset.Owner.Length + QuestionLength;
        for (int i = 0; i < rrset.Count; i++)
        {
            size += RecordLength + rrset.RDataOf(i).Length;
        }

        if (size > MaximumMessage)
        {
            sink.Add(
                CheckCodes.ZoneRRsetSize, rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} makes an answer of {size} octets");
        }
    }

    /// <summary>Checks how many types a name has.</summary>
    public static void CheckTypes(
        ReadOnlySpan<byte> name, int types, SourceLocation location, FindingSink sink)
    {
        if (types > MostLoaded)
        {
            sink.Add(CheckCodes.ZoneTypeCount, location, $"{Phrase.Name(name)} has records of {types} types");
        }
    }
}
