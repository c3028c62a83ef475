using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Keys;

public sealed class BindTokenFileTests : IDisposable
{
    private readonly SoftwareKey _key = new KeyGeneration(DomainName.Parse("example"),
        DnssecAlgorithm.RSASHA256, KeyRole.ZSK).Generate([]);
    private readonly FindingList _findings = new();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Parse_GivesBackWhatWasWritten()
    {
        BindTokenFile file = new(DnssecAlgorithm.RSASHA256, Uri("pkcs11:token=t;object=zsk"),
            new KeyTiming { Activate = new Timestamp(1_700_000_000) });
        string text = file.ToText(_key.Key);
        Assert.StartsWith("Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\nModulus: ", text,
            StringComparison.Ordinal);
        Assert.Equal(file, Parse(text));
        Assert.Empty(_findings.Kept);
    }

    [Fact]
    public void Describes_TellsTokensFromKeys()
    {
        using BindPrivateFile software = new(DnssecAlgorithm.RSASHA256, _key.Private.ExportComponents(),
            KeyTiming.None);
        Assert.False(BindTokenFile.Describes(software.ToOctets()));
        Assert.True(BindTokenFile.Describes("Private-key-format: v1.3\nLabel: x\n"u8));
    }

    [Theory]
    [InlineData("Algorithm: 99 (X)", "does not compute with")]
    [InlineData("Algorithm: 13 (X)\nEngine: bXlodw==", "not 'pkcs11'")]
    [InlineData("Algorithm: 13 (X)\nLabel: *", "not Base64")]
    [InlineData("Algorithm: 13 (X)\nLabel: bXlrZXk=", "not a PKCS#11 URI")]
    [InlineData("Algorithm: 13 (X)\nActivate: soon", "'Activate:'")]
    [InlineData("Algorithm: 13 (X)", "no 'Algorithm:' or 'Label:'")]
    public void Parse_SaysWhatIsWrong(string lines, string expected)
    {
        Assert.Null(Parse("Private-key-format: v1.3\n" + lines + "\n"));
        Finding finding = Assert.Single(_findings.Kept);
        Assert.Equal(CheckCodes.KeyFileSyntax, finding.Code);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
    }

    private BindTokenFile? Parse(string text) =>
        BindTokenFile.Parse(System.Text.Encoding.ASCII.GetBytes(text), "file", _findings);

    private static Pkcs11Uri Uri(string text) =>
        Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out _) ? uri : throw new ArgumentException(text);
}
