using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Tests.ZoneFiles;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Bundles;

public class BundleManifestTests
{
    private static readonly string[] Pieces = ["\n", ": ", "Proof: 1 1 AAAA\n", "Row: x\n", "SHA-256: ",
        "Zone: .\n", "0", "\0", "\u00ff", "Words: ", "Other-Row: a\n", "Sealed: ksk-lost\n", "Sealed-Set: "];

    private static readonly BundleManifest Sample = new()
    {
        Kind = "request",
        Zone = DomainName.Parse("example."),
        File = "ksr.txt",
        Sha256 = BundleManifest.DigestOf("hello"u8),
        Previous = BundleManifest.DigestOf("before"u8),
        Rows = ["example. ZSK 013 00001 20270101000000 20270101000000 20270201000000 20270301000000"],
        Answered = BundleManifest.DigestOf("asked"u8),
        Sealed = KeyLoss.Ksk,
        Sets = [new SealedSet(KeyLoss.Zsk, new Timestamp(1_800_000_000),
            BundleManifest.DigestOf("sealed"u8))],
        OtherRows = ["example. KSK 013 00002 20270101000000 20270101000000 20290201000000 20290301000000 ds-seen=20270105000000"],
        Proofs = [(0, 3600, [1, 2, 3]), (1, 60, [4])],
    };

    [Fact]
    public void A_manifest_survives_being_written_and_read()
    {
        BundleManifest read = Read(Sample.ToText(), out FindingList findings)!;
        Assert.Empty(findings.Kept);
        Assert.Equal(Sample.ToText(), read.ToText());
        Assert.Equal((Sample.Kind, Sample.Zone, Sample.Sha256, Sample.Answered, Sample.Sealed),
            (read.Kind, read.Zone, read.Sha256, read.Answered, read.Sealed));
    }

    [Theory]
    [InlineData("Row: example. ZSK", "Row: example. KSK", "BUNDLE-DIGEST")]
    [InlineData("Words: ", "Words: aardvark ", "BUNDLE-DIGEST")]
    [InlineData("Other-Row: example. KSK", "Other-Row: example. ZSK", "BUNDLE-DIGEST")]
    [InlineData("Sealed: ksk-lost", "Sealed: lost", "BUNDLE-FILE-SYNTAX")]
    [InlineData("Sealed-Set: zsk-lost", "Sealed-Set: zsk-lost 2027", "BUNDLE-FILE-SYNTAX")]
    [InlineData("Previous-SHA-256: ", "Previous-SHA-256: 0", "BUNDLE-FILE-SYNTAX")]
    [InlineData("Sealed: ksk-lost", "Sealed: ksk-lost\nSealed: zsk-lost", "BUNDLE-FILE-SYNTAX")]
    [InlineData("Kind: request", "Kind: nothing", "BUNDLE-FILE-SYNTAX")]
    [InlineData("Proof: 1 ", "Proof: 0 ", "BUNDLE-FILE-SYNTAX")]
    [InlineData("Manifest: 1", "Manifest: 2", "BUNDLE-FILE-SYNTAX")]
    public void A_manifest_that_was_altered_is_a_finding(string from, string to, string code)
    {
        Assert.Null(Read(Sample.ToText().Replace(from, to, StringComparison.Ordinal),
            out FindingList findings));
        Assert.Equal(code, Assert.Single(findings.Kept).Code.Tag);
    }

    /// <summary>Each proof is verified, and each row compared with others.</summary>
    [Fact]
    public void A_manifest_with_more_proofs_of_a_bundle_or_rows_than_any_has_is_refused()
    {
        static (int, uint, byte[])[] Proofs(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (0, 3_600u, new byte[] { 1 }))];
        static string[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => $"row {row}")];
        Assert.NotNull(Read((Sample with { Proofs = [.. Proofs(100)], Rows = [.. Rows(2_000)] }).ToText(), out _));
        Assert.Null(Read((Sample with { Proofs = [.. Proofs(101)] }).ToText(), out _));
        Assert.Null(Read((Sample with { Rows = [.. Rows(2_001)] }).ToText(), out _));
        Assert.Null(Read((Sample with { OtherRows = [.. Rows(2_001)] }).ToText(), out _));
    }

    [Fact]
    public void Mutated_manifests_are_read_or_refused_and_nothing_else()
    {
        byte[] sample = System.Text.Encoding.UTF8.GetBytes(Sample.ToText());
        for (int round = 0; round < 2_000; round++)
        {
            FindingList findings = new();
            bool read = BundleManifest.Read(new TextMutator(round).Mutate(sample, Pieces), "m",
                findings) is not null;
            Assert.Equal(read, !findings.HasFaults);
        }
    }

    private static BundleManifest? Read(string text, out FindingList findings)
    {
        findings = new FindingList();
        return BundleManifest.Read(System.Text.Encoding.UTF8.GetBytes(text), "m", findings);
    }
}
