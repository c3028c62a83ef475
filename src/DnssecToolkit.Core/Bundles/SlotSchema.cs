using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Bundles;

/// <summary>What any number of KSKs do, slot by slot, as an operator wrote it: <c>1: publish 11111, sign
/// 11111</c>.</summary>
/// <remarks>Slots are counted from 1; <c>last</c> is the last, and <c>2-last</c> all but the first. Who signs
/// or is revoked is published too. Every slot of the request is named once; a request of fewer slots than
/// somebody thought is found by that.</remarks>
public sealed class SlotSchema
{
    private const int MostTags = 50;

    private readonly (int[] Publish, int[] Sign, int[] Revoke)[] _slots;

    private SlotSchema((int[] Publish, int[] Sign, int[] Revoke)[] slots) => _slots = slots;

    /// <summary>Reads the operator's lines.</summary>
    /// <param name="lines">Each names slots, and what KSKs do in them.</param>
    /// <param name="slots">How many slots the request has.</param>
    /// <exception cref="UsageException">A line has not that form, or a slot is named twice, not at all, or
    /// has no signer.</exception>
    public static SlotSchema Parse(IEnumerable<string> lines, int slots)
    {
        (int[] Publish, int[] Sign, int[] Revoke)?[] named = new (int[], int[], int[])?[slots];
        foreach (string line in lines)
        {
            string[] parts = line.Split(':', 2);
            (int first, int last) = parts.Length == 2
                ? RangeOf(parts[0].Trim(), slots, line) : throw Fault(line, "it has no colon");
            (int[], int[], int[]) duties = DutiesOf(parts[1], line);
            for (int slot = first; slot <= last; slot++)
            {
                named[slot - 1] = named[slot - 1] is null
                    ? duties : throw Fault(line, $"slot {slot} is named twice");
            }
        }

        int missing = Array.FindIndex(named, slot => slot is null) + 1;
        return missing == 0 ? new SlotSchema([.. named.Select(slot => slot!.Value)])
            : throw new UsageException($"no --slot says what KSKs do in slot {missing} of {slots}",
                "name every slot of the request; 2-last is all but the first");
    }

    /// <summary>Gives what KSKs do in each slot.</summary>
    /// <param name="keyOf">Finds a KSK by its tag without the REVOKE bit.</param>
    public Func<int, KeyBundle, KskDuties> Duties(Func<int, ZoneKey> keyOf)
    {
        KskDuties[] duties = [.. _slots.Select(slot =>
        {
            ZoneKey[] revoked = [.. slot.Revoke.Select(tag => keyOf(tag).Revoked())];
            ZoneKey[] signing = [.. slot.Sign.Select(keyOf)];
            return new KskDuties([.. slot.Publish.Select(keyOf).Union(signing), .. revoked],
                [.. signing, .. revoked]);
        })];
        return (slot, _) => duties[slot];
    }

    private static (int First, int Last) RangeOf(string text, int slots, string line)
    {
        string[] ends = text.Split('-', 2);
        int first = NumberOf(ends[0]);
        int last = ends.Length == 2 ? NumberOf(ends[1]) : first;
        return first >= 1 && first <= last && last <= slots
            ? (first, last) : throw Fault(line, $"the request has slots 1 to {slots}");

        int NumberOf(string end) => end.Trim() == "last" ? slots
            : int.TryParse(end.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
                : throw Fault(line, $"{end.Trim()} is no slot");
    }

    private static (int[] Publish, int[] Sign, int[] Revoke) DutiesOf(string text, string line)
    {
        Dictionary<string, int[]> duties = new(StringComparer.Ordinal)
        {
            ["publish"] = [],
            ["sign"] = [],
            ["revoke"] = []
        };
        foreach (string[] words in text.Split(',')
            .Select(duty => duty.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (words.Length is < 2 or > MostTags || !duties.TryGetValue(words[0], out int[]? known)
                || known.Length > 0)
            {
                throw Fault(line, "publish, sign and revoke stand once each, with tags after them");
            }

            duties[words[0]] = [.. words.Skip(1).Select(tag => ushort.TryParse(tag, NumberStyles.None,
                CultureInfo.InvariantCulture, out ushort number)
                ? number : throw Fault(line, $"{tag} is no tag")).Distinct()];
        }

        return duties["sign"].Length == 0 ? throw Fault(line, "no KSK signs there")
            : duties["revoke"].Intersect(duties["publish"].Concat(duties["sign"])).Any()
                ? throw Fault(line, "a KSK that is revoked stands there as such alone")
            : (duties["publish"], duties["sign"], duties["revoke"]);
    }

    private static UsageException Fault(string line, string fault) =>
        new($"--slot '{line}': {fault}",
            "write such as '1: publish 11111 22222, sign 11111' or '2-last: sign 22222, revoke 11111'");
}
