using DnssecToolkit.Time;

namespace DnssecToolkit.Keys;

/// <summary>The timing lines of BIND's key files: one row a moment, in the order in which BIND writes
/// them.</summary>
internal sealed class KeyTimingText
{
    private static readonly KeyTimingText[] Rows =
    [
        new("Created", timing => timing.Created, (timing, moment) => timing with { Created = moment }),
        new("Publish", timing => timing.Publish, (timing, moment) => timing with { Publish = moment }),
        new("Activate", timing => timing.Activate, (timing, moment) => timing with { Activate = moment }),
        new("Revoke", timing => timing.Revoke, (timing, moment) => timing with { Revoke = moment }),
        new("Inactive", timing => timing.Inactive, (timing, moment) => timing with { Inactive = moment }),
        new("Delete", timing => timing.Delete, (timing, moment) => timing with { Delete = moment }),
        new("DSPublish", timing => timing.DSPublish, (timing, moment) => timing with { DSPublish = moment }),
        new("SyncPublish", timing => timing.SyncPublish,
            (timing, moment) => timing with { SyncPublish = moment }),
        new("SyncDelete", timing => timing.SyncDelete,
            (timing, moment) => timing with { SyncDelete = moment }),
    ];

    private readonly string _name;
    private readonly Func<KeyTiming, Timestamp?> _get;
    private readonly Func<KeyTiming, Timestamp, KeyTiming> _set;

    private KeyTimingText(
        string name, Func<KeyTiming, Timestamp?> get, Func<KeyTiming, Timestamp, KeyTiming> set)
    {
        _name = name;
        _get = get;
        _set = set;
    }

    /// <summary>The moments that are set, in BIND's order, with their names.</summary>
    public static IEnumerable<(string Name, Timestamp Moment)> Lines(KeyTiming timing) =>
        Rows.Select(row => (row._name, row._get(timing))).Where(line => line.Item2 is not null)
            .Select(line => (line._name, line.Item2!.Value));

    /// <summary>Whether there is a moment of that name.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => Find(name) is not null;

    /// <summary>Sets a moment from its line.</summary>
    /// <param name="timing">What is changed.</param>
    /// <param name="name">The moment's name.</param>
    /// <param name="value"><c>YYYYMMDDHHMMSS</c> in UTC, and whatever else after a blank.</param>
    /// <returns>False where the name or the value is not one.</returns>
    public static bool TrySet(ref KeyTiming timing, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        int end = value.IndexOf(' ');
        if (Find(name) is not { } row
            || !Timestamp.TryParseCompact(end < 0 ? value : value[..end], out Timestamp moment))
        {
            return false;
        }

        timing = row._set(timing, moment);
        return true;
    }

    private static KeyTimingText? Find(ReadOnlySpan<char> name)
    {
        foreach (KeyTimingText row in Rows)
        {
            if (name.SequenceEqual(row._name))
            {
                return row;
            }
        }

        return null;
    }
}
