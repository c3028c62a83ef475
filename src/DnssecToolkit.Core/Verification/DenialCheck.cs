using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks the proofs of what does not exist: which kind the zone
/// uses, then each chain of it.</summary>
internal static class DenialCheck
{
    private const byte Sha1 = 1; // the only hash algorithm there is (RFC 5155 §11)
    private const int MostChains = 4; // each costs a hash of every name, and a change of parameters needs two

    /// <summary>Checks a signed zone.</summary>
    /// <returns>The kind it uses.</returns>
    public static DenialKind Run(ZoneUnderCheck context, BlockRunner blocks, FindingSink sink)
    {
        List<Nsec3Parameters> sets = ReadParameters(context, sink);
        bool usesNsec3 = sets.Count > 0 || context.Walk.HasNsec3;
        bool usesNsec = context.Walk.HasNsec && (!usesNsec3 || context.Zone.Has(0, RRType.NSEC));
        if (context.Walk.HasNsec && usesNsec3)
        {
            sink.Add(
                CheckCodes.DenialMixed, context.LocationOf(0),
                $"{context.Zone.Apex} has NSEC as well as NSEC3");
        }

        bool hasOptOut = false;
        if (usesNsec)
        {
            blocks.Run("NSEC chain", () => new NsecCheck(context).Check);
        }

        if (usesNsec3)
        {
            blocks.Run("NSEC3 records", () => new Nsec3RecordCheck(context, sets).Check);
            sets.ForEach(set => hasOptOut |= RunChain(context, set, blocks, sink));
        }

        if (!usesNsec && !usesNsec3)
        {
            sink.Add(
                CheckCodes.DenialMissing, context.LocationOf(0),
                $"{context.Zone.Apex} has neither NSEC nor NSEC3");
        }

        return (usesNsec, usesNsec3) switch
        {
            (true, true) => DenialKind.Both,
            (true, false) => DenialKind.Nsec,
            (false, true) => hasOptOut ? DenialKind.Nsec3OptOut : DenialKind.Nsec3,
            _ => DenialKind.None,
        };
    }

    private static bool RunChain(
        ZoneUnderCheck context, Nsec3Parameters set, BlockRunner blocks, FindingSink sink)
    {
        SourceLocation place =
            context.Zone.TryFind(0, RRType.NSEC3PARAM, out RRset rrset) ? rrset.LocationOf(0) : default;
        if (set.Salt.Length > 0)
        {
            sink.Add(CheckCodes.Nsec3Salt, place, $"names are hashed with {set}: the salt is of no use");
        }

        if (set.Iterations > context.Policy.MaximumIterations)
        {
            sink.Add(
                CheckCodes.Nsec3IterationsLimit,
                place,
                $"names are hashed with {set}: more than {context.Policy.MaximumIterations}"
                + $" iterations are not followed");
            return false;
        }

        if (set.Iterations > 0)
        {
            sink.Add(
                CheckCodes.Nsec3Iterations, place,
                $"names are hashed with {set}: the iterations should be 0");
        }

        Nsec3Index index = Nsec3Index.Of(context.Zone, context.Walk, set);
        blocks.Run("hashed names", () => new Nsec3NameCheck(context, index).CheckNames);
        index.FindEmptyNonTerminalsAboveProven(context.Walk);
        blocks.Run("empty non-terminals", () => new Nsec3NameCheck(context, index).CheckEmptyNonTerminals);
        blocks.Run("NSEC3 chain", () => new Nsec3ChainCheck(context, index).Check);
        return index.HasOptOut;
    }

    // The parameters to check by: each whole NSEC3PARAM's, or else the first NSEC3's, so that
    // the chain itself can still be checked.
    private static List<Nsec3Parameters> ReadParameters(ZoneUnderCheck context, FindingSink sink)
    {
        List<Nsec3Parameters> sets = [];
        if (context.Zone.TryFind(0, RRType.NSEC3PARAM, out RRset rrset))
        {
            for (int i = 0; i < rrset.Count && sets.Count < MostChains; i++)
            {
                AddParameters(rrset, i, sets, sink);
            }

            if (rrset.Count > MostChains)
            {
                sink.Add(
                    CheckCodes.Nsec3ParamLimit,
                    rrset.LocationOf(MostChains),
                    $"{Phrase.Set(rrset)} has {rrset.Count} records;"
                    + $" the chains of {MostChains} at most are followed");
            }
        }
        else if (context.Walk.HasNsec3
            && TryFindFirst(context, out Nsec3Parameters? first, out SourceLocation place))
        {
            sets.Add(first!);
            sink.Add(
                CheckCodes.Nsec3ParamMissing, place,
                $"{context.Zone.Apex} has NSEC3 records, but no NSEC3PARAM");
        }

        return sets;
    }

    private static void AddParameters(RRset rrset, int place, List<Nsec3Parameters> sets, FindingSink sink)
    {
        if (!Nsec3Fields.TryReadParameters(rrset.RDataOf(place), out Nsec3Fields fields))
        {
            sink.Add(
                CheckCodes.Nsec3ParamMalformed, rrset.LocationOf(place),
                $"an NSEC3PARAM that cannot be read");
            return;
        }

        if (fields.Algorithm != Sha1 || fields.Flags != 0)
        {
            sink.Add(
                CheckCodes.Nsec3ParamMalformed,
                rrset.LocationOf(place),
                $"NSEC3PARAM has hash algorithm {fields.Algorithm} and flags"
                + $" {fields.Flags}, expected 1 and 0");
        }

        if (fields.Algorithm == Sha1)
        {
            sets.Add(new Nsec3Parameters(fields));
        }
    }

    private static bool TryFindFirst(
        ZoneUnderCheck context, out Nsec3Parameters? parameters, out SourceLocation place)
    {
        for (int node = 0; node < context.Zone.NodeCount; node++)
        {
            if ((context.Walk.RoleOf(node) & NodeRole.HasNsec3) != 0
                && context.Zone.TryFind(node, RRType.NSEC3, out RRset rrset)
                && Nsec3Fields.TryReadNsec3(rrset.RDataOf(0), out Nsec3Fields fields)
                && fields.Algorithm == Sha1)
            {
                parameters = new Nsec3Parameters(fields);
                place = rrset.LocationOf(0);
                return true;
            }
        }

        parameters = null;
        place = default;
        return false;
    }
}
