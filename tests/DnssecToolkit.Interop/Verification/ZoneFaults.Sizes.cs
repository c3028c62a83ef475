using System.Globalization;

namespace DnssecToolkit.Interop.Verification;

/// <content>More, larger and longer than servers load, messages hold or caches keep.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> Sizes() =>
    [
        new("RRset of more records than BIND loads", "any", "ZONE-RRSET-COUNT",
            zone => PutTexts(zone, 101, 0)),
        new("RRset larger than a message", "any", "ZONE-RRSET-SIZE", zone => PutTexts(zone, 99, 3)),
        new("name of more types than BIND loads", "any", "ZONE-TYPE-COUNT", zone =>
        {
            string[] types = [.. Enumerable.Range(65_300, 101).Select(type => $"TYPE{type}")];
            foreach (string type in types)
            {
                zone.Add("mail", type, "\\# 1 00");
                zone.Sign("mail", type);
            }

            zone.EditDenial("mail", denial => denial.Words.AddRange(types));
        }),
        new("TTL longer than a week", "any", "ZONE-TTL-LONG",
            zone => zone.Of("insecure2.ent2", "NS")[0].Ttl = "700000"),
        new("TTL above the highest", "any", "ZONEFILE-TTL-RANGE",
            zone => zone.Of("ns.insecure", "A")[0].Ttl = "3000000000"),
    ];

    private static void PutTexts(MutableZone zone, int count, int strings)
    {
        string filling = string.Join(' ', Enumerable.Repeat('"' + new string('x', 250) + '"', strings));
        for (int number = 1; number < count; number++)
        {
            zone.Add("mail", "TXT", string.Create(CultureInfo.InvariantCulture, $"\"{number}\" {filling}"));
        }

        zone.Put("mail", "TXT", $"\"0\" {filling}");
    }
}
