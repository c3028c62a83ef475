using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <content>The canonical order of one name's records (RFC 4034 §6.3).</content>
internal sealed partial class NodeAssembly
{
    /// <summary>Sorts a name's records, which come in the order of the file, and drops those that are there
    /// already.</summary>
    /// <returns>How many are left.</returns>
    private int SortOnce(Span<RecordReference> records)
    {
        if (records.Length > FewRecords)
        {
            if (IsStrictlyAscending(records))
            {
                return records.Length;
            }

            records.Sort(_byTypeAndRData);
            return RemoveDuplicates(records);
        }

        return InsertEach(records) ? RemoveDuplicates(records) : records.Length;
    }

    /// <summary>Sorts a few records by insertion, equal ones in the order of the file.</summary>
    /// <returns>Whether any are equal.</returns>
    private bool InsertEach(Span<RecordReference> records)
    {
        bool anyEqual = false;
        for (int i = 1; i < records.Length; i++)
        {
            RecordReference record = records[i];
            int place = i;
            int order = 1;
            while (place > 0 && (order = Compare(records[place - 1], record)) > 0)
            {
                records[place] = records[place - 1];
                place--;
            }

            anyEqual |= order == 0;
            records[place] = record;
        }

        return anyEqual;
    }

    private bool IsStrictlyAscending(ReadOnlySpan<RecordReference> records)
    {
        for (int i = 1; i < records.Length; i++)
        {
            if (Compare(records[i - 1], records[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private int Compare(RecordReference left, RecordReference right)
    {
        RecordPage leftPage = _pages[left.Page];
        RecordPage rightPage = _pages[right.Page];
        ref readonly Record leftRecord = ref leftPage.Records[left.Index];
        ref readonly Record rightRecord = ref rightPage.Records[right.Index];
        return leftRecord.Type != rightRecord.Type
            ? (int)leftRecord.Type - (int)rightRecord.Type
            : CanonicalRData.Compare(leftRecord.Type, leftPage.RDataOf(leftRecord),
                rightPage.RDataOf(rightRecord));
    }

    private int CompareWithPlace(RecordReference left, RecordReference right)
    {
        int order = Compare(left, right);
        return order != 0 ? order : left.Value.CompareTo(right.Value);
    }

    private int RemoveDuplicates(Span<RecordReference> records)
    {
        int kept = 1;
        RRType reported = RRType.None;
        for (int i = 1; i < records.Length; i++)
        {
            if (Compare(records[kept - 1], records[i]) != 0)
            {
                records[kept++] = records[i];
            }
            else if (RecordOf(records[i]).Type != reported)
            {
                reported = RecordOf(records[i]).Type;
                Report(CheckCodes.ZoneDuplicateRecord, records[i],
                    $"{RRTypeText.Format(reported)} is there before and counts once");
            }
        }

        return kept;
    }
}
