using DnssecToolkit.Keys;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <content>Versions in which one ZSK takes another's place at once, and both sign before and after
/// (RFC 6781 §4.1.1.2, double signature by RRSIGs alone).</content>
internal static partial class ZoneFaults
{
    private const string Left =
        "20260101000000 20260101000000 20261114000000 20261114000000 postsign=20261201000000";

    private const string Came =
        "20261114000000 20261114000000 20280101000000 20280101000000 presign=20261101000000";

    private static IEnumerable<ZoneFault> VersionsOfDoubleRrsig() =>
    [
        new("keys that sign before and after they are published", "any", "RRSIG-KEY-PRESIGN",
            zone => SignBySpare(zone))
        {
            Given = WithRows(zone => [LeftRow(zone), .. CameRows(zone)]),
            Before = zone => SignBefore(zone),
        },
        new("wrong signatures by the key that left", "any", "RRSIG-INVALID RRSIG-KEY-PRESIGN",
            zone => SignBySpare(zone).ForEach(Spoil))
        {
            Given = WithRows(zone => [LeftRow(zone), .. CameRows(zone)]),
            Before = zone => SignBefore(zone),
        },
        new("wrong signatures by keys that came, in the version before", "any",
            "PREVIOUS-KEY-GONE PREVIOUS-KEY-TOO-NEW", ZoneFault.Nothing)
        {
            Given = WithRows(zone => [.. CameRows(zone)]),
            Before = zone => SpoilOthers(zone, SignBefore(zone)),
        },
        new("signatures by keys that came, and that the keyindex does not know", "any",
            "PREVIOUS-KEY-GONE PREVIOUS-KEY-TOO-NEW", ZoneFault.Nothing)
        {
            Given = WithRows(zone => [LeftRow(zone)]),
            Before = zone => SignBefore(zone),
        },
        new("wrong signatures by keys that stay, in the version before", "any", "PREVIOUS-KEY-GONE",
            ZoneFault.Nothing)
        {
            Before = zone => SpoilOthers(zone, SignBesideZsks(zone)),
        },
    ];

    private static Func<InspectionRequest, MutableZone, InspectionRequest> WithRows(
        Func<MutableZone, string[]> rows) =>
        With((policy, zone) => policy with { KeyIndex = IndexOf(rows(zone)) });

    private static string LeftRow(MutableZone zone) => RowOf("ZSK", zone.SpareKey(PlainZsk), Left);

    private static IEnumerable<string> CameRows(MutableZone zone) =>
        Zsks(zone).Select(key => RowOf("ZSK", key, Came));

    private static List<MutableRecord> SignBySpare(MutableZone zone)
    {
        ZoneKey spare = zone.SpareKey(PlainZsk);
        (string Owner, string Type)[] signed = [.. zone.Records
            .Where(record => record.Type == "RRSIG" && record.Words[0] != "DNSKEY")
            .Select(record => (record.Owner, record.Words[0])).Distinct()];
        return [.. signed.Select(rrset => zone.SignBy(spare, rrset.Owner, rrset.Type))];
    }

    private static void SpoilOthers(MutableZone zone, List<MutableRecord> right) =>
        zone.Records.FindAll(record => record.Type == "RRSIG" && record.Words[0] != "DNSKEY"
            && !right.Contains(record)).ForEach(Spoil);

    private static void Spoil(MutableRecord signature) => SetSignature(signature, Flip(Joined(signature)));

    // The version before: none of the ZSKs was published, and the spare key was.
    private static List<MutableRecord> SignBefore(MutableZone zone)
    {
        zone.LeaveKeysToKsks();
        zone.Remove(zone.Of("example.", "DNSKEY").Where(key => key.Words[0] == "256"));
        return SignBesideZsks(zone);
    }

    private static List<MutableRecord> SignBesideZsks(MutableZone zone)
    {
        zone.Publish(zone.SpareKey(PlainZsk));
        SetSerial(zone, 0);
        return SignBySpare(zone);
    }
}
