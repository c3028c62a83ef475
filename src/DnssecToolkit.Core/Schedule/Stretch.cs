using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A time in which something is the same throughout.</summary>
/// <param name="Time">The time.</param>
/// <param name="Version">What is.</param>
internal readonly record struct Stretch<T>(Interval Time, T Version)
{
    /// <summary>Divides all time into stretches at moments where something may change.</summary>
    /// <param name="turns">The moments, in their order, each once.</param>
    /// <param name="versionAt">What there is at a moment.</param>
    /// <param name="areSame">Whether nothing changed between two.</param>
    internal static List<Stretch<T>> Divide(IEnumerable<Timestamp> turns, Func<Timestamp, T> versionAt,
        Func<T, T, bool> areSame)
    {
        List<Stretch<T>> stretches = [];
        foreach (Timestamp turn in turns.Prepend(Interval.Beginning))
        {
            T version = versionAt(turn);
            if (stretches.Count > 0 && areSame(stretches[^1].Version, version))
            {
                continue;
            }

            if (stretches.Count > 0)
            {
                stretches[^1] = stretches[^1] with { Time = stretches[^1].Time with { End = turn } };
            }

            stretches.Add(new Stretch<T>(new Interval(turn, Interval.Forever), version));
        }

        return stretches;
    }

    /// <summary>Those of a list that may be in a cache in a time.</summary>
    /// <param name="stretches">Stretches in their order, without gaps.</param>
    /// <param name="kept">How long caches keep them, in seconds.</param>
    /// <param name="time">The time.</param>
    internal static IEnumerable<Stretch<T>> Within(List<Stretch<T>> stretches, long kept, Interval time)
    {
        int low = 0;
        int high = stretches.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = stretches[middle].Time.End + kept > time.Start ? (low, middle) : (middle + 1, high);
        }

        for (int i = low; i < stretches.Count && stretches[i].Time.Start < time.End; i++)
        {
            yield return stretches[i];
        }
    }
}
