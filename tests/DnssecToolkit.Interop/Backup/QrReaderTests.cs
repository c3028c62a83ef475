using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.Backup;

namespace DnssecToolkit.Interop.Backup;

/// <summary>QR codes read by zbar: of every size, of octets and of capitals, from pictures, pages and
/// terminals.</summary>
public sealed partial class QrReaderTests : IDisposable
{
    private const int Pixels = 4;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [ForeignToolFact("zbarimg")]
    public void Codes_of_every_size_and_mode_are_read()
    {
        for (int length = 1; length <= 320; length += 29)
        {
            foreach (string alphabet in (string[])["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:",
                "abcdefghijklmnopqrstuvwxyz,;ABC"])
            {
                string text = string.Concat(Enumerable.Range(0, length)
                    .Select(at => alphabet[((at * at * 7) + at + length) % alphabet.Length]));
                using QrCode code = QrCode.Of(text);
                Assert.Equal(text, Scan(code.Size + 8, (x, y) => code.IsDark(x - 4, y - 4)));
            }
        }
    }

    [ForeignToolFact("zbarimg")]
    public void A_share_scanned_from_page_picture_or_terminal_opens_the_set()
    {
        string passphrase = KeybackupRun.Secret(_directory, "pass", KeybackupRun.Passphrase);
        _directory.Write("keyindex", "dn type alg tag publish start end remove\n");
        string[] media = ["a/share.html", "b/share.svg", "c/share.txt"];
        Array.ForEach(media, medium => Directory.CreateDirectory(Path.GetDirectoryName(_directory[medium])!));
        KeybackupRun.Run(
            "create", "--keyindex", _directory["keyindex"], "--output", _directory["set"], "--passphrase",
            passphrase, "--cost", "12", "--threshold", "3",
            "--custodian", $"Ana={_directory[media[0]]}", "--custodian", $"Berta={_directory[media[1]]}",
            "--custodian", $"Carlos={_directory[media[2]]}", "--qr").MustSucceed();
        string[] scanned =
        [
            ScanSvg(File.ReadAllText(_directory[media[0]])), ScanSvg(
                File.ReadAllText(_directory[media[1]])), ScanText(File.ReadAllLines(_directory[media[2]])),
        ];
        string[] shares =
            [.. scanned.Select((text, index) => KeybackupRun.Secret(_directory, $"scanned-{index}", text))];
        KeybackupRun.Run(["verify", _directory["set"],
            .. shares.SelectMany(share => (string[])["--share", share])]).MustSucceed();
        KeybackupRun.Run("verify", _directory["set"], "--share", $"file:{_directory[media[0]]}", "--share",
            shares[1], "--share", $"file:{_directory[media[2]]}").MustSucceed();
    }

    private string ScanSvg(string svg)
    {
        int side = int.Parse(ViewBox().Match(svg).Groups[1].Value, CultureInfo.InvariantCulture);
        bool[,] dark = new bool[side, side];
        foreach (Match run in Runs().Matches(svg))
        {
            int[] numbers = [.. run.Groups.Values.Skip(1)
                .Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
            for (int x = numbers[0]; x < numbers[0] + numbers[2]; x++)
            {
                dark[x, numbers[1]] = true;
            }
        }

        return Scan(side, (x, y) => dark[x, y]);
    }

    private string ScanText(string[] lines)
    {
        string[] drawn = [.. lines.Where(line => line.StartsWith("# ", StringComparison.Ordinal)
            && line.Contains('█', StringComparison.Ordinal)).Select(line => line[2..])];
        return Scan(drawn[0].Length, (x, y) => y / 2 < drawn.Length && drawn[y / 2][x] is var block
            && (block == ' ' || block == (y % 2 == 0 ? '▄' : '▀')));
    }

    private string Scan(int side, Func<int, int, bool> isDark)
    {
        int width = side * Pixels;
        byte[] pixels = new byte[width * width];
        for (int at = 0; at < pixels.Length; at++)
        {
            pixels[at] = isDark(at % width / Pixels, at / width / Pixels) ? (byte)0 : (byte)255;
        }

        string path = _directory["code.pgm"];
        File.WriteAllBytes(path,
            [.. System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"P5 {width} {width} 255\n")), .. pixels]);
        return ForeignTool.Run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path)
            .MustSucceed().Output.TrimEnd('\n');
    }

    [GeneratedRegex("viewBox=\"0 0 ([0-9]+) ")]
    private static partial Regex ViewBox();

    [GeneratedRegex("M([0-9]+) ([0-9]+)h([0-9]+)v1h-[0-9]+z")]
    private static partial Regex Runs();
}
