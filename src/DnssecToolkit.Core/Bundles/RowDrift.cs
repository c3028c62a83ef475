using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Bundles;

/// <summary>Compares the rows of the keyindex that one side owns with what the other side has.</summary>
public static class RowDrift
{
    /// <summary>Compares rows with those that a manifest carries.</summary>
    /// <param name="manifest">The other side's manifest: its own rows.</param>
    /// <param name="rows">The same rows as this side has them.</param>
    /// <param name="place">The manifest's path.</param>
    /// <param name="findings">Takes each row that differs.</param>
    public static void CheckTheirs(BundleManifest manifest, IReadOnlyCollection<string> rows, string place, FindingList findings)
    {
        foreach (string row in manifest.Rows.Except(rows))
        {
            findings.Add(Finding(place, $"the other side has a row that is not in the keyindex here: {row}"));
        }

        foreach (string row in rows.Except(manifest.Rows))
        {
            findings.Add(Finding(place, $"the keyindex here has a row that the other side does not have: {row}"));
        }
    }

    /// <summary>Compares this side's own rows with the digest of them that the other side knows.</summary>
    /// <param name="manifest">The other side's manifest.</param>
    /// <param name="rows">The rows that this side owns.</param>
    /// <param name="place">The manifest's path.</param>
    /// <param name="findings">Takes the difference.</param>
    public static void CheckOurs(BundleManifest manifest, IReadOnlyCollection<string> rows, string place, FindingList findings)
    {
        if (manifest.OtherRows is { } digest && digest != BundleManifest.DigestOf(rows))
        {
            findings.Add(Finding(place, "the other side has other rows of the keys that this side owns"));
        }
    }

    private static Finding Finding(string place, string message) => new(CheckCodes.BundleDrift, new SourceLocation(place), message)
    {
        Hint = "compare the keyindexes of both sides, and mend the one that does not own the row",
    };
}
