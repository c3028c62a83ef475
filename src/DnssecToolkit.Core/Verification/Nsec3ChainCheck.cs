using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks that the NSEC3 records name each other in the order of their hashes,
/// and that each is of a name.</summary>
/// <remarks>Runs after <see cref="Nsec3NameCheck"/> over all names, which claims the records.</remarks>
internal sealed class Nsec3ChainCheck(ZoneUnderCheck context, Nsec3Index index)
{
    /// <summary>Checks the records at a block of names.</summary>
    public void Check(int first, int end, FindingSink sink)
    {
        for (int place = index.FirstAt(first); place < index.Count && index.NodeOf(place) < end; place++)
        {
            CheckRecord(place, sink);
        }
    }

    private void CheckRecord(int place, FindingSink sink)
    {
        RRset rrset = index.RRsetOf(place, out int record);
        Nsec3Fields.TryReadNsec3(rrset.RDataOf(record), out Nsec3Fields fields);
        ReadOnlySpan<byte> next = index.HashOf(place + 1 == index.Count ? 0 : place + 1);
        if (!fields.NextHash.SequenceEqual(next))
        {
            sink.Add(
                CheckCodes.Nsec3ChainBroken,
                rrset.LocationOf(record),
                $"{Phrase.Name(rrset.Owner)} names {Text(fields.NextHash)} as next, expected {Text(next)}");
        }

        if (index.IsUnclaimed(place))
        {
            sink.Add(
                CheckCodes.Nsec3Unwanted,
                rrset.LocationOf(record),
                $"{Phrase.Name(rrset.Owner)} is the hash of no name in {context.Zone.Apex}");
        }
    }

    private static string Text(ReadOnlySpan<byte> hash)
    {
        Span<byte> text = stackalloc byte[Base32Hex.EncodedLength(Nsec3Fields.HashLength)];
        return System.Text.Encoding.ASCII.GetString(text[..Base32Hex.EncodeLower(hash, text)]);
    }
}
