namespace DnssecToolkit.Backup;

/// <summary>How hard a QR code is to read (ISO/IEC 18004 §7.8.3): the mask with the least is taken.</summary>
internal static class QrPenalty
{
    private const int FinderLike = 0b101_1101_0000; // 1:1:3:1:1 beside four light ones
    private const int FinderLikeReversed = 0b000_0101_1101;
    private const int Window = 0b111_1111_1111;

    /// <summary>Counts the points.</summary>
    internal static int Of(QrModules modules)
    {
        int points = 0;
        int dark = 0;
        for (int i = 0; i < modules.Size; i++)
        {
            int line = i;
            points += OfLine(modules.Size, at => modules.IsDark(at, line))
                + OfLine(modules.Size, at => modules.IsDark(line, at));
            for (int j = 0; j < modules.Size; j++)
            {
                dark += modules.IsDark(i, j) ? 1 : 0;
                points += IsBlock(modules, i, j) ? 3 : 0;
            }
        }

        int all = modules.Size * modules.Size;
        return points + (Math.Abs((dark * 20) - (all * 10)) / all * 10); // ten for each twentieth away from half
    }

    private static bool IsBlock(QrModules modules, int x, int y) =>
        x + 1 < modules.Size && y + 1 < modules.Size
        && modules.IsDark(x, y) == modules.IsDark(x + 1, y)
        && modules.IsDark(x, y) == modules.IsDark(x, y + 1)
        && modules.IsDark(x, y) == modules.IsDark(x + 1, y + 1);

    private static int OfLine(int length, Func<int, bool> isDark)
    {
        int points = 0;
        int run = 0;
        int window = 0;
        for (int at = 0; at < length; at++)
        {
            run = at > 0 && isDark(at) == isDark(at - 1) ? run + 1 : 1;
            points += run == 5 ? 3 : run > 5 ? 1 : 0;
            window = ((window << 1) | (isDark(at) ? 1 : 0)) & Window;
            points += at >= 10 && (window is FinderLike or FinderLikeReversed) ? 40 : 0;
        }

        return points;
    }
}
