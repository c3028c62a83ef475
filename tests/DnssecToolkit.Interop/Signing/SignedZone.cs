using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Signing;

/// <summary>A zone with its keys in a directory of its own, signed by signall as often as a test wants.</summary>
internal sealed class SignedZone : IDisposable
{
    /// <summary>One of everything: wildcard, alias, DNAME, empty non-terminals, delegations of each kind, glue.</summary>
    public const string Everything = """
        $TTL 3600
        @ SOA ns1 hostmaster 1 7200 3600 1209600 600
        @ NS ns1
        @ NS ns2
        @ MX 10 mail
        ns1 A 192.0.2.1
        ns2 A 192.0.2.2
        ns2 AAAA 2001:db8::2
        mail A 192.0.2.3
        *.wild TXT "w"
        a.b.ent A 192.0.2.9
        MiXed.CaSe A 192.0.2.10
        alias CNAME mail
        dname DNAME other.example.net.
        secure NS ns.secure
        secure DS 12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        ns.secure A 192.0.2.10
        insecure NS ns.insecure
        ns.insecure A 192.0.2.11
        insecure2.ent2 NS ns1

        """;

    private readonly TemporaryDirectory _directory = new();

    private SignedZone(string origin)
    {
        Origin = origin;
        System.IO.Directory.CreateDirectory(KeyDirectory);
    }

    /// <summary>The zone's name.</summary>
    public string Origin { get; }

    /// <summary>The unsigned zone file.</summary>
    public string Unsigned { get; private set; } = "";

    /// <summary>The signed zone file.</summary>
    public string Signed => _directory["zone.signed"];

    /// <summary>Where the keys are.</summary>
    public string KeyDirectory => _directory["keys"];

    /// <summary>Where all of it is.</summary>
    public TemporaryDirectory Files => _directory;

    /// <summary>Writes a zone and makes a KSK and a ZSK for it; nothing is signed yet.</summary>
    /// <param name="zone">The zone's text.</param>
    /// <param name="origin">Its name.</param>
    /// <param name="algorithms">dnssec-keygen's names of the algorithms.</param>
    public static SignedZone WithKeys(string zone, string origin, params string[] algorithms)
    {
        SignedZone made = new(origin);
        made.Write(zone);
        foreach (string algorithm in algorithms)
        {
            made.MakeKey(algorithm, "-f", "KSK");
            made.MakeKey(algorithm);
        }

        return made;
    }

    /// <summary>Puts another text in the unsigned zone file's place.</summary>
    public void Write(string zone) => Unsigned = _directory.Write("zone", zone);

    /// <summary>Makes one more key, active at once.</summary>
    /// <returns>The path of its files without their endings.</returns>
    public string MakeKey(string algorithm, params string[] options)
    {
        string[] size = algorithm.StartsWith("RSA", StringComparison.Ordinal) ? ["-b", "2048"] : [];
        string name = ForeignTool.Run("dnssec-keygen", [
            "-q", "-a", algorithm, .. size, "-L", "3600", "-P", "20200101000000", "-A", "20200101000000", .. options,
            "-K", KeyDirectory, Origin]).MustSucceed().Output.Trim();
        return Path.Combine(KeyDirectory, name);
    }

    /// <summary>Signs, and leaves it to the caller to look at how that ended.</summary>
    public SignallRun Sign(params string[] options) => SignallRun.Run([
        "--zone-file", Unsigned, "--origin", Origin, "--keys", KeyDirectory, "--output", Signed, "--threads", "2", .. options]);

    /// <summary>The signed zone's records, one a line and sorted, as they are in the file.</summary>
    public IReadOnlyList<string> Records() => [.. File.ReadLines(Signed).Order(StringComparer.Ordinal)];

    /// <summary>Writes the key set as trust anchors, as delv reads them.</summary>
    public string WriteAnchors()
    {
        IEnumerable<string> anchors = Directory.GetFiles(KeyDirectory, "*.key")
            .Select(file => File.ReadLines(file).First(line => !line.StartsWith(';'))
                .Split((char[])[' ', '\t'], 8, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[4] == "257")
            .Select(fields =>
                $"  \"{fields[0]}\" static-key {fields[4]} {fields[5]} {fields[6]} \"{fields[7].Replace(" ", "")}\";");
        return _directory.Write("anchors", $"trust-anchors {{\n{string.Join('\n', anchors)}\n}};\n");
    }

    /// <summary>Its name in wire form.</summary>
    public DomainName Name => DomainName.Parse(Origin + (Origin.EndsWith('.') ? "" : "."));

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
