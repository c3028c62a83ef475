namespace DnssecToolkit.Interop.Verification;

/// <content>Faults of the text: a record is not read that the rest of the zone does without.</content>
internal static partial class ZoneFaults
{
    private static IEnumerable<ZoneFault> Texts() =>
    [
        new("RDATA of the wrong length", "any", "ZONEFILE-RDATA", zone => zone.Add("mail", "A", "192.0.2")),
        new("binary file", "any", "ZONEFILE-FORMAT",
            zone => zone.Rewrite = text => "\0\0\0\u0002\0\0\0\u0001" + text),
        Line("record of another class", "ZONEFILE-CLASS", "x.example. 3600 CH A 192.0.2.1"),
        Line("unknown directive", "ZONEFILE-DIRECTIVE", "$FOREVER 1"),
        Line("$GENERATE without a range", "ZONEFILE-GENERATE", "$GENERATE 1-x a$ A 192.0.2.1"),
        Line("included file is missing", "ZONEFILE-INCLUDE", "$INCLUDE nowhere.zone"),
        Line("name with an empty label", "ZONEFILE-NAME", "a..b 3600 IN A 192.0.2.1"),
        Line("parenthesis not closed", "ZONEFILE-PARENTHESIS", "x.example. 3600 IN TXT ( \"x\""),
        Line("quote not closed", "ZONEFILE-QUOTE", "x.example. 3600 IN TXT \"x"),
        Line("record without type", "ZONEFILE-SYNTAX", "x.example. 3600 IN"),
        Line("RDATA longer than a record holds", "ZONEFILE-TOO-LARGE",
            "x.example. 3600 IN TXT " + string.Join(' ', Enumerable.Repeat(new string('x', 255), 257))),
        Line("unknown type", "ZONEFILE-TYPE", "x.example. 3600 IN NOSUCHTYPE x"),
        new("no owner before the first record", "any", "ZONEFILE-OWNER",
            zone => zone.Rewrite = text => " 3600 IN A 192.0.2.1\n" + text),
        new("no TTL before the first record", "any", "ZONEFILE-TTL",
            zone => zone.Rewrite = text => "x.example. IN A 192.0.2.1\n" + text),
        new("last line without its end", "any", "ZONEFILE-UNFINISHED",
            zone => zone.Rewrite = text => text.TrimEnd('\n')),
        new("SOA not first", "any", "ZONE-SOA-NOT-FIRST", zone =>
        {
            MutableRecord address = zone.Of("mail", "A")[0];
            zone.Records.Remove(address);
            zone.Records.Insert(0, address);
        }),
    ];

    private static ZoneFault Line(string name, string code, string line) =>
        new(name, "any", code, zone => zone.Rewrite = text => text + line + "\n");
}
