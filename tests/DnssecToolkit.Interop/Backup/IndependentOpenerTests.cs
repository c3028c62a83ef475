namespace DnssecToolkit.Interop.Backup;

/// <summary>A program written from docs/backup-format.md alone opens what keybackup seals: Python's standard
/// library and OpenSSL.</summary>
public sealed class IndependentOpenerTests : IDisposable
{
    private static readonly string Opener = Repository.PathOf("samples/backup/open-set.py");

    private readonly TemporaryDirectory _directory = new();

    public IndependentOpenerTests()
    {
        // Three files, the second over two chunks long.
        _directory.Write("what/a", "first");
        _directory.Write("what/b/c", new string('x', 140_000) + "end");
        _directory.Write("what/empty", "");
        string passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        foreach (string medium in (string[])["s1", "s2", "s3"])
        {
            Directory.CreateDirectory(_directory[medium]);
        }

        KeybackupRun.Run(
            "create", "--config", _directory["what"], "--output", _directory["set"], "--passphrase",
            passphrase, "--cost", "14", "--threshold", "2",
            "--custodian", $"Ana={_directory["s1/share"]}", "--custodian", $"Berta={_directory["s2/share"]}",
            "--custodian", $"Carlos={_directory["s3/share"]}")
            .MustSucceed();
    }

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("python3", "openssl")]
    public void The_passphrase_opens_the_set()
    {
        Open(KeybackupRun.Passphrase, "--passphrase-fd", "0").MustSucceed();
        AssertOpened();
    }

    [ForeignToolTheory("python3", "openssl")]
    [InlineData("s1", "s2")]
    [InlineData("s3", "s1")]
    public void Two_shares_open_the_set(string one, string other)
    {
        Open("", "--share", _directory[one + "/share"], _directory[other + "/share"]).MustSucceed();
        AssertOpened();
    }

    [ForeignToolFact("python3", "openssl")]
    public void One_share_and_a_wrong_passphrase_do_not()
    {
        Assert.Contains("does not open", Open("", "--share", _directory["s1/share"]).MustFail().Error,
            StringComparison.Ordinal);
        Assert.Contains("does not open", Open("wrong", "--passphrase-fd", "0").MustFail().Error,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["opened"]));
    }

    [ForeignToolFact("python3", "openssl")]
    public void A_flipped_bit_is_found_by_it_too()
    {
        byte[] octets = File.ReadAllBytes(_directory["set"]);
        octets[octets.AsSpan().IndexOf("\npayload "u8) + 70_000] ^= 1;
        File.WriteAllBytes(_directory["set"], octets);
        Assert.Contains("chunk 2 is damaged", Open(KeybackupRun.Passphrase, "--passphrase-fd", "0")
            .MustFail().Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("python3", "openssl")]
    public void The_opener_stays_within_the_200_lines_that_the_format_promises() =>
        Assert.InRange(File.ReadAllLines(Opener).Length, 1, 200);

    private ForeignRun Open(string input, params string[] options) => ForeignTool.Run(
        new ForeignCommand("python3",
            [Opener, _directory["set"], _directory["opened"], .. options])
        { Input = input + "\n" });

    private void AssertOpened()
    {
        Assert.Equal("first", File.ReadAllText(_directory["opened/configuration/a"]));
        Assert.Equal(140_003, new FileInfo(_directory["opened/configuration/b/c"]).Length);
        Assert.Equal(0, new FileInfo(_directory["opened/configuration/empty"]).Length);
    }
}
