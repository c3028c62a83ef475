namespace DnssecToolkit.Backup;

/// <summary>The parts of a QR code that do not depend on its text (ISO/IEC 18004 §6.3), and those that say
/// version and mask (§7.9, §7.10).</summary>
internal static class QrPatterns
{
    private const int LevelM = 0b00;

    /// <summary>Draws finders, timing, alignment and the version, and keeps the place of the
    /// format.</summary>
    internal static void Draw(QrModules modules, QrVersion version)
    {
        int last = version.Size - 1;
        for (int i = 0; i < version.Size; i++)
        {
            modules.Fix(6, i, i % 2 == 0);
            modules.Fix(i, 6, i % 2 == 0);
        }

        DrawRings(modules, 3, 3, 4);
        DrawRings(modules, last - 3, 3, 4);
        DrawRings(modules, 3, last - 3, 4);
        int[] centres = version.Alignments;
        foreach (int x in centres)
        {
            foreach (int y in centres)
            {
                if (!((x == 6 && y == 6) || (x == 6 && y == last - 6) || (x == last - 6 && y == 6)))
                {
                    DrawRings(modules, x, y, 2);
                }
            }
        }

        DrawFormat(modules, version, mask: 0);
        DrawVersion(modules, version);
    }

    /// <summary>Draws level and mask, twice: five bits and ten that mend them.</summary>
    internal static void DrawFormat(QrModules modules, QrVersion version, int mask)
    {
        int data = (LevelM << 3) | mask;
        int rest = data;
        for (int i = 0; i < 10; i++)
        {
            rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        }

        int bits = ((data << 10) | rest) ^ 0x5412;
        for (int i = 0; i < 15; i++)
        {
            bool isDark = ((bits >> i) & 1) != 0;
            (int x, int y) = i < 6 ? (8, i) : i < 8 ? (8, i + 1) : i == 8 ? (7, 8) : (14 - i, 8);
            modules.Fix(x, y, isDark);
            (x, y) = i < 8 ? (version.Size - 1 - i, 8) : (8, version.Size - 15 + i);
            modules.Fix(x, y, isDark);
        }

        modules.Fix(8, version.Size - 8, isDark: true);
    }

    private static void DrawVersion(QrModules modules, QrVersion version)
    {
        if (!version.HasVersionPattern)
        {
            return;
        }

        int rest = version.Number;
        for (int i = 0; i < 12; i++)
        {
            rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        }

        int bits = (version.Number << 12) | rest;
        for (int i = 0; i < 18; i++)
        {
            bool isDark = ((bits >> i) & 1) != 0;
            int far = version.Size - 11 + (i % 3);
            modules.Fix(far, i / 3, isDark);
            modules.Fix(i / 3, far, isDark);
        }
    }

    // Rings by their distance from the centre: a finder is dark at 0, 1 and 3, an alignment pattern at 0 and
    // 2.
    private static void DrawRings(QrModules modules, int centreX, int centreY, int radius)
    {
        for (int dy = -radius; dy <= radius; dy++)
        {
            for (int dx = -radius; dx <= radius; dx++)
            {
                int ring = Math.Max(Math.Abs(dx), Math.Abs(dy));
                bool isDark = radius == 4 ? ring is not (2 or 4) : ring != 1;
                (int x, int y) = (centreX + dx, centreY + dy);
                if (x >= 0 && y >= 0 && x < modules.Size && y < modules.Size)
                {
                    modules.Fix(x, y, isDark);
                }
            }
        }
    }
}
