using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Notes how large answers get, and which record is to blame: firewalls cut what
/// is larger than they expect.</summary>
internal static class AnswerSizeCheck
{
    private const int LongestLabel = 63;

    /// <summary>Looks at a signed zone.</summary>
    /// <returns>The largest answer of each kind that the zone has.</returns>
    public static IReadOnlyList<AnswerSize> Run(ZoneUnderCheck context, BlockRunner blocks, FindingSink sink)
    {
        List<AnswerSurvey> surveys = [];
        blocks.Run("answer sizes", () =>
        {
            AnswerSurvey survey = new(context);
            lock (surveys)
            {
                surveys.Add(survey);
            }

            return survey.Check;
        });
        LargestAnswers largest = new();
        surveys.ForEach(survey => largest.Add(survey.Largest));
        List<AnswerSize> sizes =
            [.. KeySet(context.Zone), .. Denials(context, largest), .. Referral(context.Zone, largest)];
        foreach (AnswerSize size in sizes.Where(size => size.Exceeded > 0))
        {
            sink.Add(
                CodeOf(size.Kind),
                $"more than {size.Exceeded} octets",
                size.Location,
                $"{NameOf(size.Kind)} takes up to {size.Octets} octets, most of them by {size.Blamed}");
        }

        return sizes;
    }

    private static IEnumerable<AnswerSize> KeySet(Zone zone)
    {
        if (!zone.TryFind(0, RRType.DNSKEY, out RRset keys))
        {
            return [];
        }

        MessageSize message = new();
        message.Begin(zone.Apex.Wire);
        message.Add(keys);
        message.AddSignatures(zone, 0, RRType.DNSKEY);
        int largest = 0;
        for (int i = 1; i < keys.Count; i++)
        {
            largest = keys.RDataOf(i).Length > keys.RDataOf(largest).Length ? i : largest;
        }

        string blamed =
            keys.Count > 1 ? $"{keys.Count} keys and their signatures" : "the key and its signature";
        return [new AnswerSize(AnswerKind.Dnskey, message.Octets, blamed, keys.LocationOf(largest))];
    }

    // What these need besides NSEC or NSEC3 is the same for all names: SOA and its signatures.
    private static IEnumerable<AnswerSize> Denials(ZoneUnderCheck context, LargestAnswers largest)
    {
        if (largest.Proofs.Count == 0)
        {
            return [];
        }

        Zone zone = context.Zone;
        byte[] question = LongestBelow(zone.Apex);
        (_, int node) = largest.Proofs[0];
        bool isHashed = (context.Walk.RoleOf(node) & NodeRole.HasNsec3) != 0;
        int forName = isHashed ? 3 : 2; // RFC 5155 §7.2.2; RFC 4035 §3.1.3.2
        AnswerSize name =
            Denial(AnswerKind.Nxdomain, zone, question, node, isHashed, ProofsOf(largest, forName));
        if (largest.HasWildcard) // RFC 5155 §7.2.5, RFC 4035 §3.1.3.4
        {
            return [name, name with { Kind = AnswerKind.Nodata }];
        }

        (int octets, int own) = largest.ProofForQuestion;
        return isHashed || own < 0
            ? [name, Denial(AnswerKind.Nodata, zone, question, node, isHashed, ProofsOf(largest, 1))]
            : [name, OfOneNsec(zone, own, octets)];
    }

    private static AnswerSize Denial(
        AnswerKind kind, Zone zone, ReadOnlySpan<byte> question, int node, bool isHashed, int proofs)
    {
        _ = zone.TryFind(node, isHashed ? RRType.NSEC3 : RRType.NSEC, out RRset rrset);
        return new AnswerSize(
            kind, DenialBasis(zone, question) + proofs, Phrase.Set(rrset), rrset.LocationOf(0));
    }

    private static AnswerSize OfOneNsec(Zone zone, int node, int octets)
    {
        _ = zone.TryFind(node, RRType.NSEC, out RRset rrset);
        int proof = octets - rrset.Owner.Length + MessageSize.LengthBelow(rrset.Owner, rrset.Owner);
        return new AnswerSize(
            AnswerKind.Nodata,
            DenialBasis(zone, rrset.Owner) + proof,
            Phrase.Set(rrset),
            rrset.LocationOf(0));
    }

    // One label of 63 octets below the apex, or what fits.
    private static byte[] LongestBelow(DomainName apex)
    {
        int label = Math.Min(LongestLabel, WireName.MaximumLength - 1 - apex.Wire.Length);
        return label < 1 ? [.. apex.Wire] : [(byte)label, .. new byte[label], .. apex.Wire];
    }

    private static int DenialBasis(Zone zone, ReadOnlySpan<byte> question)
    {
        MessageSize message = new();
        message.Begin(question);
        _ = zone.TryFind(0, RRType.SOA, out RRset soa);
        message.Add(soa);
        message.AddSignatures(zone, 0, RRType.SOA);
        return message.Octets;
    }

    private static int ProofsOf(LargestAnswers largest, int count) =>
        largest.Proofs.Take(count).Sum(proof => proof.Octets);

    private static IEnumerable<AnswerSize> Referral(Zone zone, LargestAnswers largest)
    {
        // Without an NSEC3 of its own an insecure delegation takes two (RFC 5155 §7.2.7).
        int unproven =
            largest.UnprovenReferral.Node < 0 ? 0 : largest.UnprovenReferral.Octets + ProofsOf(largest, 2);
        bool isProven = largest.Referral.Octets >= unproven;
        (int octets, int node) = isProven ? largest.Referral : (unproven, largest.UnprovenReferral.Node);
        if (node < 0)
        {
            return [];
        }

        _ = zone.TryFind(node, RRType.NS, out RRset servers);
        string name = Phrase.Name(servers.Owner);
        return [new AnswerSize(AnswerKind.Referral, octets, name, servers.LocationOf(0))];
    }

    private static CheckCode CodeOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Dnskey => CheckCodes.AnswerSizeDnskey,
        AnswerKind.Nxdomain => CheckCodes.AnswerSizeNxdomain,
        AnswerKind.Nodata => CheckCodes.AnswerSizeNodata,
        _ => CheckCodes.AnswerSizeReferral,
    };

    private static string NameOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Dnskey => "the DNSKEY RRset with its signatures",
        AnswerKind.Nxdomain => "the proof that a name does not exist",
        AnswerKind.Nodata => "the proof that a type does not exist",
        _ => "a referral",
    };
}
