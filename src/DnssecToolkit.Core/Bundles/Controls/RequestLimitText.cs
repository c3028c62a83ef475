using System.Collections.Immutable;
using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>The limits of requests by the names and in the form that operators write them.</summary>
public static class RequestLimitText
{
    /// <summary>How values look, for hints.</summary>
    public const string Forms = "write such as 9, 2,1,1, 10d, 9d..11d, or any";

    private const string Any = "any";

    private static readonly ImmutableSortedDictionary<string, Limit> Table = new Dictionary<string, Limit>
    {
        ["algorithms"] = (limits, text) => limits with
        {
            Algorithms = [.. Words(text).Select(AlgorithmOf)],
        },
        ["bundles"] = (limits, text) => limits with { Bundles = NumberOrAny(text) },
        ["chain"] = (limits, text) => limits with
        {
            AllKeysChain = text == "all" || (text == "one" ? false : throw new FormatException()),
        },
        ["cycle"] = (limits, text) => limits with { Cycle = RangeOrAny(text) },
        ["distinct-keys"] = (limits, text) => limits with { DistinctKeys = NumberOrAny(text) },
        ["horizon"] = (limits, text) => limits with { Horizon = Length(text) },
        ["interval"] = (limits, text) => limits with { Interval = RangeOrAny(text) },
        ["keys"] = (limits, text) => limits with
        {
            KeysPerBundle = text == Any ? [] : [.. Words(text).Select(Number)],
        },
        ["most-keys"] = (limits, text) => limits with { MostKeysPerBundle = NumberOrAny(text) },
        ["overlap"] = (limits, text) => limits with { Overlap = RangeOrAny(text) },
        ["rsa-bits"] = (limits, text) => limits with { RsaBits = [.. Words(text).Select(Number)] },
        ["rsa-exponents"] = (limits, text) => limits with
        {
            RsaExponents = [.. Words(text).Select(word => (ulong)Number(word))],
        },
        ["tolerance"] = (limits, text) => limits with { Tolerance = Length(text) },
        ["ttl"] = (limits, text) => limits with { Ttl = (uint?)NumberOrAny(text) },
        ["validity"] = (limits, text) => limits with { Validity = RangeOrAny(text) },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The names, sorted.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>Gives limits with another value for one of them.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="value">Its value.</param>
    /// <returns>Null where the value is none.</returns>
    public static RequestLimits? With(RequestLimits limits, string name, string value)
    {
        try
        {
            return Table[name](limits, value);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static string[] Words(string text) => text.Split(',');

    private delegate RequestLimits Limit(RequestLimits limits, string text);

    private static int Number(string text) =>
        int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int? NumberOrAny(string text) => text == Any ? null : Number(text);

    private static DnssecAlgorithm AlgorithmOf(string text) =>
        AlgorithmTraits.TryParse(text, out AlgorithmTraits? traits) ? traits.Algorithm
        : throw new FormatException();

    private static long Length(string text) =>
        PeriodText.TryParse(text, out Period period) && period.IsFixed ? period.Seconds
        : throw new FormatException();

    private static LengthRange? RangeOrAny(string text)
    {
        if (text == Any)
        {
            return null;
        }

        LengthRange range = text.Split("..") is [var least, var most]
            ? new LengthRange(Length(least), Length(most)) : new LengthRange(Length(text), Length(text));
        return range.Least <= range.Most ? range : throw new FormatException();
    }
}
