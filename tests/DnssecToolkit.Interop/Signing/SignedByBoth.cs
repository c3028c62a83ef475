namespace DnssecToolkit.Interop.Signing;

/// <summary>One zone signed by signall and by dnssec-signzone with the same keys and times, for
/// comparison.</summary>
/// <remarks>Both read the zone file as it is; the keys are made by dnssec-keygen.</remarks>
internal sealed class SignedByBoth
{
    private const string Inception = "20261101000000";
    private const string Expiration = "20261201000000";
    private const string Moment = "20261115000000";

    private readonly TemporaryDirectory _directory;
    private readonly string _zoneFile;
    private readonly string _origin;
    private readonly string _denial;

    private SignedByBoth(TemporaryDirectory directory, string zoneFile, string origin, string denial)
    {
        _directory = directory;
        _zoneFile = zoneFile;
        _origin = origin;
        _denial = denial;
    }

    /// <summary>Signall's zone file.</summary>
    public string Ours => _directory["ours.signed"];

    /// <summary>dnssec-signzone's zone file.</summary>
    public string Theirs => _directory["theirs.signed"];

    /// <summary>Makes keys and signs with both.</summary>
    /// <param name="directory">Takes keys and zones.</param>
    /// <param name="zoneFile">The unsigned zone.</param>
    /// <param name="origin">Its name.</param>
    /// <param name="algorithm">dnssec-keygen's name of a deterministic algorithm.</param>
    /// <param name="denial">As signall's option.</param>
    public static SignedByBoth Sign(
        TemporaryDirectory directory, string zoneFile, string origin, string algorithm, string denial)
    {
        SignedByBoth zone = new(directory, zoneFile, origin, denial);
        zone.MakeKeys(algorithm);
        zone.SignHere();
        zone.SignThere();
        return zone;
    }

    /// <summary>The records of a signed zone as named-compilezone prints them, sorted.</summary>
    public IReadOnlyList<string> RecordsOf(string file)
    {
        string text = _directory[Path.GetFileName(file) + ".text"];
        ForeignTool.Run(
            "named-compilezone", "-q", "-i", "none", "-k", "ignore", "-n", "ignore", "-m", "ignore", "-M",
            "ignore", "-S", "ignore",
            "-T", "ignore", "-s", "full", "-o", text, _origin, file).MustSucceed();
        return [.. File.ReadLines(text).Select(Normalize).Order(StringComparer.Ordinal)];
    }

    // Canonical form folds owners (RFC 4034 §6.2), and white space is of no account.
    private static string Normalize(string line)
    {
        string[] parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        parts[0] = parts[0].ToLowerInvariant();
        return string.Join(' ', parts);
    }

    private void MakeKeys(string algorithm)
    {
        string[] size = algorithm.StartsWith("RSA", StringComparison.Ordinal) ? ["-b", "2048"] : [];
        foreach (string[] role in (string[][])[["-f", "KSK"], []])
        {
            ForeignTool.Run("dnssec-keygen", ["-q", "-a", algorithm, .. size, .. role, "-L", "3600",
                "-P", Inception, "-A", Inception, "-K", _directory.FullName, _origin]).MustSucceed();
        }
    }

    private void SignHere() => SignallRun.Run(
        "--zone-file", _zoneFile, "--origin", _origin, "--keys", _directory.FullName, "--output", Ours,
        "--denial", _denial,
        "--serial", "keep", "--inception", Inception, "--expiration", Expiration, "--time", Moment,
        "--threads", "2").MustSucceed();

    private void SignThere()
    {
        string[] denial = _denial switch
        {
            "nsec3" => ["-3", "-", "-H", "0"],
            "nsec3-opt-out" => ["-3", "-", "-H", "0", "-A"],
            _ => [],
        };
        ForeignTool.RunIn(
            Path.GetDirectoryName(_zoneFile), "dnssec-signzone",
            ["-q", "-S", "-x", "-P", "-N", "keep", "-o", _origin, "-K", _directory.FullName, "-d",
                _directory.FullName, "-s", Inception,
                "-e", Expiration, .. denial, "-f", Theirs, _zoneFile]).MustSucceed();
    }
}
