namespace DnssecToolkit.Interop.Verification;

/// <content>Versions without the KSK of the one before, where the keyindex says what the parent
/// had.</content>
internal static partial class ZoneFaults
{
    // The verification is made on 15 November 2026, and caches keep a DS for two days and two hours.
    private const string Long = "20261010000000";
    private const string Yesterday = "20261114000000";

    private static IEnumerable<ZoneFault> VersionsOfRecordedDs() =>
    [
        Roll("KSK is gone after its DS", "PREVIOUS-KSK-ROLLED", $"ds-gone={Long}", $"ds-seen={Yesterday}"),
        Roll("KSK is gone where its successor's DS is in all caches", "PREVIOUS-KSK-ROLLED", "",
            $"ds-seen={Long}"),
        Roll("KSK is gone as early as its DS", "PREVIOUS-KSK-CHANGED", $"ds-gone={Yesterday}",
            $"ds-seen={Yesterday}"),
        Roll("KSK is gone by its dates alone", "PREVIOUS-KSK-CHANGED", "", ""),
        Roll("KSK is gone where its successor's DS is gone, too", "PREVIOUS-KSK-CHANGED",
            $"ds-gone={Long}", $"ds-seen=20261005000000 ds-gone={Long}"),
        new("KSK is gone before a DS that is to come", "any", "PREVIOUS-KSK-CHANGED", ZoneFault.Nothing)
        {
            Given = With((policy, zone) => policy with { NextTrustAnchors = AnchorsOf(zone) }),
            Before = VouchBySpareAlone,
        },
    ];

    private static ZoneFault Roll(string name, string codes, string old, string heirs) =>
        new(name + ", by the keyindex", "any", codes, ZoneFault.Nothing)
        {
            Given = With((policy, zone) => policy with
            {
                KeyIndex = IndexOf(
                [
                    RowOf("KSK", zone.SpareKey(PlainKsk), Rest("20260101000000", "20261114000000", old)),
                    .. Ksks(zone)
                    .Select(key => RowOf("KSK", key, Rest("20261001000000", "20280101000000", heirs))),
                ]),
            }),
            Before = VouchBySpareAlone,
        };

    private static string Rest(string first, string last, string fields) =>
        $"{first} {first} {last} {last} {fields}".TrimEnd();
}
