namespace DnssecToolkit.Interop.Verification;

/// <summary>Zones signed by BIND, for the verifier to judge: valid from 2026-11-01 to 2026-12-01.</summary>
public sealed class ForeignSigner : IDisposable
{
    /// <summary>A zone with one of everything: wildcard, alias, DNAME, glue, empty non-terminals, delegations of each kind.</summary>
    public const string EverythingZone = """
        $TTL 3600
        @ SOA ns1 hostmaster 1 7200 3600 1209600 600
        @ NS ns1
        @ NS ns2
        @ MX 10 mail
        @ TXT "x"
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
        private TYPE65280 \# 3 010203
        private CAA 0 issue "ca.example.net"

        """;

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Where the files are.</summary>
    public TemporaryDirectory Directory => _directory;

    /// <summary>Makes a KSK and a ZSK of each algorithm and signs.</summary>
    /// <param name="zone">The zone's text; its origin is <c>example.</c>.</param>
    /// <param name="algorithms">BIND's names of the algorithms.</param>
    /// <param name="options">More options of dnssec-signzone, such as <c>-3 -</c>.</param>
    /// <returns>The signed zone's path, a record a line.</returns>
    public string Sign(string zone, IEnumerable<string> algorithms, params string[] options)
    {
        foreach (string algorithm in algorithms)
        {
            string[] size = algorithm.StartsWith("RSA", StringComparison.Ordinal) ? ["-b", "2048"] : [];
            Run("dnssec-keygen", ["-q", "-a", algorithm, .. size, "-f", "KSK", "example"]);
            Run("dnssec-keygen", ["-q", "-a", algorithm, .. size, "example"]);
        }

        return SignAgain(zone, options);
    }

    /// <summary>Signs with the keys that are there.</summary>
    public string SignAgain(string zone, params string[] options)
    {
        _directory.Write("zone", zone);
        Run(
            "dnssec-signzone",
            ["-q", "-S", "-P", "-O", "full", "-s", "20261101000000", "-e", "20261201000000", .. options,
                "-o", "example", "-f", "zone.signed", "zone"]);
        return _directory["zone.signed"];
    }

    /// <summary>Runs a program in the directory.</summary>
    public ForeignRun Run(string program, string[] arguments) =>
        ForeignTool.RunIn(_directory.FullName, program, arguments).MustSucceed();

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
