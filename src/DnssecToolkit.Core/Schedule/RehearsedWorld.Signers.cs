using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <content>Other signers of the zone (RFC 8901): resolvers have key sets from one and data from
/// another.</content>
internal sealed partial class RehearsedWorld
{
    private static readonly Interval Everywhere = new(Interval.Beginning, Interval.Forever);

    // The other signer has the keys from here in his key set, as late as the policy allows him.
    private IEnumerable<RehearsalBreak> BrokenDataElsewhere() => _others.SelectMany(other =>
        BrokenData(other.Serves, _schedule.Policy.SignerDelay.Seconds, $" from {other.Name}"));

    // His key set is signed by his KSKs alone: one of their DS must lead to it.
    private IEnumerable<RehearsalBreak> BrokenChainsElsewhere()
    {
        foreach (OtherSigner other in _others)
        {
            foreach (Stretch<int[]> ds in Secured())
            {
                Interval trusted = ds.Time.Kept(_dsKept).And(_horizon);
                foreach (Stretch<RehearsedKeySet> keys in Stretch<RehearsedKeySet>
                    .Within(other.KeySets, _keysKept, trusted)
                    .Where(keys => keys.Version.SignDnskey.Length > 0))
                {
                    Interval met = keys.Time.And(other.Trusted).Kept(_keysKept).And(trusted);
                    if (WhoseChainBreaks(ds.Version, keys.Version) is { } resolvers)
                    {
                        yield return new RehearsalBreak(met, RehearsalBreakKind.Chain, resolvers, [_conduct],
                            $"resolvers with {Cached("the DS RRset", ds.Time)} and "
                            + $"{Cached("the DNSKEY RRset", keys.Time)} from {other.Name}",
                            $"the DS of {Tags(ds.Version)} do not lead to it: {Signed(keys.Version.SignDnskey)}");
                    }
                }
            }
        }
    }

    private IEnumerable<Stretch<int[]>> Secured() =>
        Stretch<int[]>.Within(_ds, _dsKept, _horizon).Where(ds => ds.Version.Length > 0);

    // Half of the answers come from the other signer, with signatures by keys of his alone: they must be in
    // the keys from here, too.
    private IEnumerable<RehearsalBreak> BrokenElsewhere()
    {
        foreach ((Interval signed, int key) in _elsewhere)
        {
            foreach (Stretch<int[]> ds in Secured())
            {
                Interval met = ds.Time.Kept(_dsKept).And(_horizon).And(signed.Kept(_dataKept));
                foreach (Stretch<RehearsedKeySet> keys in Stretch<RehearsedKeySet>
                    .Within(_keySets, _keysKept, met).Where(keys => !keys.Version.Publish.Contains(key)))
                {
                    yield return new RehearsalBreak(
                        met.And(keys.Time.Kept(_keysKept)), RehearsalBreakKind.Data, RehearsalResolvers.Any,
                        [_conduct],
                        $"resolvers with {Cached("the DNSKEY RRset", keys.Time)} "
                        + $"and data from {_schedule.Keys[key].Signer}",
                        $"that data is signed by {Tags([key])}, the DNSKEY RRset has {Named(keys.Version.Publish)}");
                }
            }
        }
    }
}
