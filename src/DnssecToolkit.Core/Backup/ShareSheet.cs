using System.Net;

namespace DnssecToolkit.Backup;

/// <summary>A share for printing: a page with its words and its QR code, or the words with the code below
/// them.</summary>
/// <remarks>The code has the first three letters of each word, so that what a scanner reads is a share as it is
/// typed.</remarks>
public static class ShareSheet
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>Share</title>
        <style>
        @page { size: A4; margin: 20mm }
        body { font: 12pt/1.5 sans-serif; max-width: 170mm; margin: auto }
        pre { font: 13pt/2 monospace; border: 1px solid #000; padding: 4mm }
        svg { width: 80mm; display: block; margin: auto }
        </style>
        </head>
        <body>
        <h1>Share</h1>

        """;

    private const string Tail = """
        <p>Opened on _______________ by ______________________________ seal or bag no. _______________</p>
        </body>
        </html>

        """;

    /// <summary>Writes a page in HTML that needs nothing from elsewhere.</summary>
    /// <param name="text">Takes it; as secret as the share.</param>
    /// <param name="share">The share.</param>
    /// <param name="about">What people should know of it, as lines.</param>
    public static void WritePage(SecretText text, Share share, IReadOnlyList<string> about)
    {
        text.Append(Head);
        foreach (string line in about)
        {
            text.Append("<p>").Append(WebUtility.HtmlEncode(line)).Append("</p>\n");
        }

        text.Append("<pre>\n");
        ShareText.Write(text, share, []);
        text.Append("</pre>\n");
        using QrCode code = CodeOf(share);
        code.WriteSvg(text);
        text.Append('\n').Append(Tail);
    }

    /// <summary>Writes the QR code alone, as an SVG picture.</summary>
    /// <param name="text">Takes it; as secret as the share.</param>
    /// <param name="share">The share.</param>
    public static void WritePicture(SecretText text, Share share)
    {
        using QrCode code = CodeOf(share);
        code.WriteSvg(text);
        text.Append('\n');
    }

    /// <summary>Writes the words, and the QR code in half blocks below them; the code's lines are comments to who
    /// reads the words.</summary>
    /// <param name="text">Takes it; as secret as the share.</param>
    /// <param name="share">The share.</param>
    /// <param name="about">What people should know of it, as lines.</param>
    public static void WriteTextWithCode(SecretText text, Share share, IReadOnlyList<string> about)
    {
        ShareText.Write(text, share, about);
        using QrCode code = CodeOf(share);
        code.WriteLines(text, "# ");
    }

    private static QrCode CodeOf(Share share)
    {
        using SecretText words = new();
        ShareText.WriteBrief(words, share);
        return QrCode.Of(words.Text);
    }
}
