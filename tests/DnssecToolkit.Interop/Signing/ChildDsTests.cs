namespace DnssecToolkit.Interop.Signing;

/// <summary>Children's DS go into their parent from dsset files, and only where they fit the child's keys.</summary>
public sealed class ChildDsTests : IDisposable
{
    private const string Parent = """
        $TTL 3600
        @ SOA ns1 hostmaster 1 7200 3600 1209600 600
        @ NS ns1
        ns1 A 192.0.2.1
        child NS ns1
        other NS ns1

        """;

    private const string Child = """
        $TTL 3600
        @ SOA ns hostmaster 1 7200 3600 1209600 600
        @ NS ns
        ns A 192.0.2.2

        """;

    private readonly SignedZone _parent = SignedZone.WithKeys(Parent, "example", "ECDSAP256SHA256");
    private readonly SignedZone _child = SignedZone.WithKeys(Child, "child.example", "ECDSAP256SHA256");
    private readonly TemporaryDirectory _sets = new();

    [ForeignToolFact("dnssec-keygen", "dnssec-dsfromkey", "dnssec-verify")]
    public void DsThatSignallWroteForAChildEntersTheParentAsDsfromkeyHasIt()
    {
        _child.Sign("--ds-output", _sets.FullName).MustSucceed();
        CopyChildKeys();
        _parent.Sign("--child-ds", _sets.FullName, "--inception", "20260101000000", "--expiration",
            "20360101000000").MustSucceed();
        string keySigningKey = ChildKeys("*.key").Single(file => File.ReadAllText(file).Contains(" 257 3 "));
        string expected = ForeignTool.Run("dnssec-dsfromkey", ["-2", keySigningKey])
            .MustSucceed().Output.Trim().Split(" DS ")[1];
        string line = Assert.Single(_parent.Records(), record => record.Contains(" IN DS "));
        Assert.StartsWith("child.example. ", line, StringComparison.Ordinal);
        Assert.Equal(expected.Replace(" ", ""), line.Split(" DS ")[1].Replace(" ", ""));
        ForeignTool.Run("dnssec-verify", ["-q", "-o", "example", _parent.Signed]).MustSucceed();
    }

    [ForeignToolFact("dnssec-keygen")]
    public void DsThatFitsNoKeyOfTheChildIsRefused()
    {
        _child.Sign("--ds-output", _sets.FullName).MustSucceed();
        CopyChildKeys();
        string file = _sets["dsset-child.example."];
        string text = File.ReadAllText(file).TrimEnd();
        File.WriteAllText(file, text[..^1] + (text[^1] == '0' ? '1' : '0') + "\n");
        SignallRun run = _parent.Sign("--child-ds", _sets.FullName);
        Assert.Equal(1, (int)run.Status);
        Assert.Contains("[CHILD-DS-MISMATCH]", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_parent.Signed));
    }

    [ForeignToolFact("dnssec-keygen")]
    public void DsOfANameThatIsNotDelegatedIsLeftOutWithAWarning()
    {
        _sets.Write("dsset-nobody.example.", "nobody.example. IN DS 1 13 2 " + new string('a', 64) + "\n");
        SignallRun run = _parent.Sign("--child-ds", _sets.FullName).MustSucceed();
        Assert.Contains("[CHILD-DS-WITHOUT-DELEGATION]", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_parent.Records(), record => record.Contains(" IN DS "));
    }

    [ForeignToolFact("dnssec-keygen")]
    public void KeysOfAnotherNameAreNotTakenForTheChildsWhereItsNameLooksLikeAPattern()
    {
        _parent.Write(Parent + "c?ild NS ns1\n");
        CopyChildKeys();
        _sets.Write("dsset-pattern", "c?ild.example. IN DS 1 13 2 " + new string('a', 64) + "\n");
        _parent.Sign("--child-ds", _sets.FullName).MustSucceed();
        Assert.Single(_parent.Records(), record => record.StartsWith("c?ild.example. ")
            && record.Contains(" IN DS "));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parent.Dispose();
        _child.Dispose();
        _sets.Dispose();
    }

    private string[] ChildKeys(string pattern) => Directory.GetFiles(_child.KeyDirectory, pattern);

    private void CopyChildKeys()
    {
        foreach (string file in ChildKeys("*.key"))
        {
            File.Copy(file, _sets[Path.GetFileName(file)]);
        }
    }
}
