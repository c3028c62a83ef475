using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.Backup;

/// <summary>QR codes by what the standard fixes; that others read them is tested with a reader
/// (Interop).</summary>
public class QrCodeTests
{
    [Fact]
    public void Versions_have_the_codewords_of_the_standards_table()
    {
        // ISO/IEC 18004, tables 1 and 9: all codewords, and those for data at level M.
        (int All, int Data)[] table =
        [
            (26, 16), (44, 28), (70, 44), (100, 64), (134, 86), (172, 108), (196, 124), (242, 154), (292,
                182), (346, 216),
            (404, 254), (466, 290), (532, 334),
        ];
        Assert.Equal(table, Enumerable.Range(1, QrVersion.Largest)
            .Select(number => (new QrVersion(number).Codewords, new QrVersion(number).DataCodewords)));
    }

    // Annex I of the standard: "01234567" in version 1-M has these codewords in numeric mode; the correction
    // is the same whatever the mode.
    [Fact]
    public void Correction_is_that_of_the_standards_example()
    {
        byte[] data = Convert.FromHexString("10200C566180EC11EC11EC11EC11EC11");
        byte[] woven = QrBlocks.Weave(data, new QrVersion(1));
        Assert.Equal("A524D4C1ED36C7872C55", Convert.ToHexString(woven.AsSpan(16)));
    }

    [Fact]
    public void Capitals_and_digits_take_less_room_than_other_letters()
    {
        using QrCode capitals = QrCode.Of(new string('A', 100));
        using QrCode small = QrCode.Of(new string('a', 100));
        Assert.True(capitals.Size < small.Size);
    }

    [Fact]
    public void The_largest_text_fits_and_one_letter_more_does_not()
    {
        using QrCode largest = QrCode.Of(new string('A', 483));
        Assert.Equal(69, largest.Size);
        Assert.Throws<UsageException>(() => QrCode.Of(new string('A', 484)));
    }

    [Fact]
    public void A_share_as_page_text_or_brief_line_is_read_as_that_share()
    {
        using SealedSample sample = new();
        Share share = sample.Shares[1];
        foreach (Action<SecretText> write in (Action<SecretText>[])[
            text => ShareSheet.WritePage(text, share, ["Custodian: <Ana> & <pre>Co"]), text =>
                ShareSheet.WriteTextWithCode(text, share, ["a line"]),
            text => ShareText.WriteBrief(text, share)])
        {
            using SecretText text = new();
            write(text);
            using Share read = ShareText.Read(text.Text, "test");
            Assert.Equal(Convert.ToHexString(share.Octets), Convert.ToHexString(read.Octets));
        }
    }

    [Fact]
    public void A_page_does_not_take_a_name_for_markup()
    {
        using SealedSample sample = new();
        using SecretText text = new();
        ShareSheet.WritePage(text, sample.Shares[0], ["Custodian: <script>alert(1)</script>"]);
        Assert.DoesNotContain("<script>", new string(text.Text), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_scanner_gives_in_one_line_is_a_whole_share()
    {
        using SealedSample sample = new();
        using SecretText text = new();
        ShareText.WriteBrief(text, sample.Shares[0]);
        Assert.True(ShareText.IsWhole(text.Text));
        Assert.False(ShareText.IsWhole(text.Text[..^4]));
    }
}
