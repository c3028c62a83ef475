using System.Collections.Concurrent;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Interop.Verification;

/// <content>Keys that the zone does not have, and signatures by them.</content>
internal sealed partial class MutableZone
{
    // Made once: an RSA key takes its time, and all that these sign is thrown away.
    private static readonly ConcurrentDictionary<DnssecAlgorithm, PrivateKey> Spares = new();

    private readonly List<(ZoneKey Key, PrivateKey Private)> _spares = [];

    /// <summary>Gives a key of the first key's algorithm that is not published; the same one each
    /// time.</summary>
    public ZoneKey SpareKey(ushort flags)
    {
        DnssecAlgorithm algorithm = keys.Keys[0].Key.Algorithm;
        PrivateKey half = Spares.GetOrAdd(algorithm, static algorithm => PrivateKey.Generate(algorithm));
        ZoneKey spare = KeyOf(flags, algorithm, half.PublicKey);
        KeyTag[] taken = [.. keys.Keys.SelectMany(key => key.Key.PlainAndRevokedTags())];
        while (taken.Intersect(spare.PlainAndRevokedTags()).Any())
        {
            half = Spares[algorithm] = PrivateKey.Generate(algorithm);
            spare = KeyOf(flags, algorithm, half.PublicKey);
        }

        _spares.Add((spare, half));
        return spare;
    }

    /// <summary>Makes a DNSKEY of its fields.</summary>
    public static ZoneKey KeyOf(ushort flags, DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey) => new(
        DomainName.Parse(Apex), [(byte)(flags >> 8), (byte)(flags & 0xFF), 3, (byte)algorithm, .. publicKey]);

    /// <summary>Writes a DNSKEY's RDATA.</summary>
    public static string TextOf(ZoneKey key) => string.Create(
        CultureInfo.InvariantCulture,
        $"{key.Flags} 3 {(int)key.Algorithm} {Convert.ToBase64String(key.PublicKey)}");

    /// <summary>Puts a key into the DNSKEY RRset and signs that by those that signed it before.</summary>
    public void Publish(ZoneKey key)
    {
        Add(Apex, "DNSKEY", TextOf(key));
        Sign(Apex, "DNSKEY");
    }

    /// <summary>Signs an RRset by one more key, whose private half is known here.</summary>
    public MutableRecord SignBy(ZoneKey key, string owner, string type)
    {
        MutableRecord signature = Signatures(owner, type)[0].Copy();
        signature.Set(1, $"{(int)key.Algorithm}").Set(6, key.Tag.ToString());
        Records.Add(signature);
        SignAgain(signature);
        return signature;
    }

    /// <summary>Gives a key other flags, in the DNSKEY RRset and in each signature by it.</summary>
    public ZoneKey Reflag(ZoneKey key, ushort flags)
    {
        ZoneKey heir = KeyOf(flags, key.Algorithm, key.PublicKey);
        _spares.Add((heir, keys.SoftwareFor(key)!.Private));
        string half = Convert.ToBase64String(key.PublicKey);
        Of(Apex, "DNSKEY").Single(record => string.Concat(record.Words.Skip(3)) == half).Set(0, $"{flags}");
        Resign(key, heir, _ => true);
        Sign(Apex, "DNSKEY");
        return heir;
    }

    /// <summary>Lets another key have made a key's signatures, of which not all have to be meant.</summary>
    public void Resign(ZoneKey from, ZoneKey to, Predicate<MutableRecord> isMeant)
    {
        foreach (MutableRecord signature in Records
            .Where(record => record.Type == "RRSIG" && IsBy(record, from) && isMeant(record)))
        {
            signature.Set(1, $"{(int)to.Algorithm}").Set(6, to.Tag.ToString());
            SignAgain(signature);
        }
    }

    /// <summary>Takes what others than KSKs have signed of the DNSKEY RRset away.</summary>
    public void LeaveKeysToKsks()
    {
        HashSet<string> zsks = [.. Signatures(Apex, "SOA").Select(soa => soa.Words[6])];
        Remove(Signatures(Apex, "DNSKEY").Where(signature => zsks.Contains(signature.Words[6])));
    }

    private static bool IsBy(MutableRecord signature, ZoneKey key) =>
        signature.Words[1] == $"{(int)key.Algorithm}"
        && ushort.Parse(signature.Words[6], null) == key.Tag.Value;

    private PrivateKey PrivateHalfOf(MutableRecord signature)
    {
        bool Has(ZoneKey key) => $"{(int)key.Algorithm}" == signature.Words[1]
            && key.PlainAndRevokedTags().Any(tag => tag.Value == ushort.Parse(signature.Words[6], null));

        (ZoneKey Key, PrivateKey Private) spare = _spares.Find(spare => Has(spare.Key));
        return spare.Private ?? keys.SoftwareFor(keys.Keys.First(key => Has(key.Key)).Key)!.Private;
    }
}
