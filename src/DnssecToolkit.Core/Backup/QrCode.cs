using System.Security.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>A QR code (ISO/IEC 18004, level M, versions 1 to 13), which may be a secret; wiped when
/// disposed.</summary>
public sealed class QrCode : IDisposable
{
    private const int Masks = 8;
    private const int Quiet = 4; // light modules around it (§6.3.8)

    private readonly QrModules _modules;

    private QrCode(QrModules modules) => _modules = modules;

    /// <summary>Modules on a side.</summary>
    public int Size => _modules.Size;

    /// <summary>Makes the smallest code of a text.</summary>
    /// <param name="text">The text; digits, capitals and a few signs take half the room of others.</param>
    /// <exception cref="Diagnostics.UsageException">It is too long.</exception>
    public static QrCode Of(ReadOnlySpan<char> text)
    {
        byte[] data = QrData.Encode(text, out QrVersion version);
        byte[] woven = QrBlocks.Weave(data, version);
        QrModules modules = new(version.Size);
        QrPatterns.Draw(modules, version);
        modules.Draw(woven);
        CryptographicOperations.ZeroMemory(data);
        CryptographicOperations.ZeroMemory(woven);
        int best = Enumerable.Range(0, Masks).MinBy(mask => PenaltyOf(modules, version, mask));
        modules.Mask(best);
        QrPatterns.DrawFormat(modules, version, best);
        return new QrCode(modules);
    }

    /// <summary>Whether a module is dark; those around the code are light.</summary>
    public bool IsDark(int x, int y) => x >= 0 && y >= 0 && x < Size && y < Size && _modules.IsDark(x, y);

    /// <summary>Draws it as an SVG element with the light modules around it.</summary>
    /// <param name="svg">Takes the element; as secret as the text.</param>
    public void WriteSvg(SecretText svg)
    {
        int side = Size + (2 * Quiet);
        svg.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ").Append(side).Append(' ')
            .Append(side)
            .Append("\" shape-rendering=\"crispEdges\"><rect width=\"").Append(side).Append("\" height=\"")
            .Append(side)
            .Append("\" fill=\"#fff\"/><path d=\"");
        for (int y = 0; y < Size; y++)
        {
            int x = 0;
            while (x < Size)
            {
                int run = RunFrom(x, y);
                if (run > 0)
                {
                    svg.Append('M').Append(x + Quiet).Append(' ').Append(y + Quiet)
                        .Append('h').Append(run).Append("v1h-").Append(run).Append('z');
                }

                x += run + 1;
            }
        }

        svg.Append("\"/></svg>");
    }

    /// <summary>Draws it with half blocks, two rows of modules a line: light where the terminal draws, as is
    /// right for dark terminals.</summary>
    /// <param name="text">Takes the lines; as secret as the text.</param>
    /// <param name="margin">What each line begins with.</param>
    public void WriteLines(SecretText text, string margin)
    {
        for (int y = -Quiet; y < Size + Quiet; y += 2)
        {
            text.Append(margin);
            for (int x = -Quiet; x < Size + Quiet; x++)
            {
                text.Append((IsDark(x, y), IsDark(x, y + 1)) switch
                {
                    (true, true) => ' ',
                    (true, false) => '▄',
                    (false, true) => '▀',
                    _ => '█',
                });
            }

            text.Append('\n');
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _modules.Dispose();

    private int RunFrom(int x, int y)
    {
        int run = 0;
        while (IsDark(x + run, y))
        {
            run++;
        }

        return run;
    }

    private static int PenaltyOf(QrModules modules, QrVersion version, int mask)
    {
        modules.Mask(mask);
        QrPatterns.DrawFormat(modules, version, mask);
        int points = QrPenalty.Of(modules);
        modules.Mask(mask);
        return points;
    }
}
