using System.Text;

namespace DnssecToolkit.Interop.Zones;

/// <summary>Odd zones at <c>example.</c> as text, the same for the same seed: names that nest, collide and differ in case only,
/// escapes, wildcards, cuts below cuts, DNAMEs, glue, empty non-terminals.</summary>
internal sealed class RandomZones(ulong seed)
{
    private static readonly string[] Labels =
    [
        "a", "A", "b", "B", "c", "*", @"\000", @"\001", @"\255", @"a\.b", @"a\000", "abcdefgh", "ABCDEFGHi", "abcdefgi",
        "xn--bcher-kva", new string('l', 63),
    ];

    private ulong _state = (seed * 2) + 0x9E37_79B9_7F4A_7C15;

    /// <summary>Writes a zone of about so many names that BIND loads.</summary>
    public string Next(int names)
    {
        StringBuilder text = new("""
            $TTL 3600
            @ 7200 SOA ns hostmaster 1 7200 3600 1209600 600
            @ NS ns
            @ NS ns.other.test.
            @ MX 10 Mail

            """);
        HashSet<string> taken = ["@"];
        for (int i = 0; i < names; i++)
        {
            string owner = NextName();
            if (taken.Add(Fold(owner)))
            {
                WriteRecords(text, owner);
            }
        }

        return text.ToString();
    }

    /// <summary>Gives a number below <paramref name="limit"/> (xorshift64*).</summary>
    public int Below(int limit)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)(unchecked(_state * 0x2545_F491_4F6C_DD1D) >> 33) % limit;
    }

    private static string Fold(string name) => string.Concat(name.Select(char.ToLowerInvariant));

    private string NextName()
    {
        int depth = 1 + Below(4);
        return string.Join('.', Enumerable.Range(0, depth).Select(_ => Labels[Below(Labels.Length)]));
    }

    private void WriteRecords(StringBuilder text, string owner)
    {
        bool wildcard = owner.StartsWith('*');
        string[] records = Below(wildcard ? 4 : 9) switch
        {
            0 or 1 => ["A 192.0.2.2", "A 192.0.2.1"],
            2 => ["TXT \"b\"", "TXT \"a\" \"b\"", "AAAA 2001:db8::1", "TYPE65280 \\# 1 00"],
            3 => ["CNAME Target"],
            4 => ["DNAME Elsewhere.test."],
            5 => ["NS ns1.Elsewhere.test.", "NS ns", "DS 1 13 2 " + new string('a', 64), "A 192.0.2.3"],
            _ => ["NS ns1.elsewhere.test."],
        };
        foreach (string record in records)
        {
            text.Append(owner).Append(' ').Append(record).Append('\n');
        }
    }
}
