namespace DnssecToolkit.Interop.Verification;

/// <summary>A record of a signed zone in words, to be made wrong.</summary>
internal sealed class MutableRecord(string owner, string ttl, string type, IEnumerable<string> words)
{
    /// <summary>The owner, absolute and in lower case.</summary>
    public string Owner { get; set; } = owner;

    /// <summary>The TTL.</summary>
    public string Ttl { get; set; } = ttl;

    /// <summary>The type.</summary>
    public string Type { get; set; } = type;

    /// <summary>The RDATA.</summary>
    public List<string> Words { get; } = [.. words];

    /// <summary>Reads a line: owner, TTL, class, type, RDATA.</summary>
    public static MutableRecord Parse(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        int type = words[2] == "IN" ? 3 : 2;
        return new MutableRecord(words[0].ToLowerInvariant(), words[1], words[type], words[(type + 1)..]);
    }

    /// <summary>Another one like it.</summary>
    public MutableRecord Copy() => new(Owner, Ttl, Type, Words);

    /// <summary>Puts a word of the RDATA in another's place.</summary>
    public MutableRecord Set(int place, string word)
    {
        Words[place] = word;
        return this;
    }

    /// <summary>Puts another RDATA in its place.</summary>
    public MutableRecord SetRData(string rdata)
    {
        Words.Clear();
        Words.AddRange(rdata.Split(' '));
        return this;
    }

    /// <summary>Gives the line.</summary>
    public override string ToString() => $"{Owner} {Ttl} IN {Type} {string.Join(' ', Words)}";
}
