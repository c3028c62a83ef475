using System.Globalization;

namespace DnssecToolkit.Time;

/// <summary>A moment as whole seconds since 1970-01-01T00:00:00Z; the only notion of "when" in the
/// toolkit.</summary>
/// <remarks>64 bits wide; signature times on the wire are its low 32 bits under RFC 1982 arithmetic (RFC 4034
/// §3.1.5).</remarks>
/// <param name="Seconds">Seconds since the Unix epoch.</param>
public readonly partial record struct Timestamp(long Seconds) : IComparable<Timestamp>
{
    private const long LatestSeconds = 253_402_300_799; // 9999-12-31T23:59:59Z, the last that YYYYMMDDHHMMSS can write

    /// <summary>Adds seconds.</summary>
    public static Timestamp operator +(Timestamp moment, long seconds) => new(moment.Seconds + seconds);

    /// <summary>Subtracts seconds.</summary>
    public static Timestamp operator -(Timestamp moment, long seconds) => new(moment.Seconds - seconds);

    /// <summary>The seconds from <paramref name="right"/> to <paramref name="left"/>.</summary>
    public static long operator -(Timestamp left, Timestamp right) => left.Seconds - right.Seconds;

    /// <summary>Whether the left moment is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Seconds < right.Seconds;

    /// <summary>Whether the left moment is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Seconds > right.Seconds;

    /// <summary>Whether the left moment is not later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Seconds <= right.Seconds;

    /// <summary>Whether the left moment is not earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Seconds >= right.Seconds;

    /// <summary>The low 32 bits, as RRSIG carries them.</summary>
    public uint Wire => unchecked((uint)Seconds);

    /// <summary>The moment nearest to <paramref name="reference"/> whose low 32 bits are
    /// <paramref name="wire"/> (RFC 4034 §3.1.5).</summary>
    public static Timestamp FromWire(uint wire, Timestamp reference) =>
        reference + unchecked((int)(wire - reference.Wire));

    /// <summary>Reads <c>YYYYMMDDHHMMSS</c> in UTC.</summary>
    /// <returns>False where the text is not fourteen digits that make a date.</returns>
    public static bool TryParseCompact(ReadOnlySpan<char> text, out Timestamp moment)
    {
        bool read = DateTimeOffset.TryParseExact(
            text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date);
        moment = read ? new Timestamp(date.ToUnixTimeSeconds()) : default;
        return read;
    }

    /// <summary>Gives the moment as <c>YYYYMMDDHHMMSS</c> in UTC, as RRSIG and BIND's key files write
    /// it.</summary>
    public string ToCompactString() => Format("yyyyMMddHHmmss");

    /// <summary>Gives the moment as ISO 8601 in UTC, such as <c>2026-11-21T00:00:00Z</c>.</summary>
    public override string ToString() => Format("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Seconds.CompareTo(other.Seconds);

    private string Format(string format) => Seconds is >= 0 and <= LatestSeconds
        ? DateTimeOffset.FromUnixTimeSeconds(Seconds).ToString(format, CultureInfo.InvariantCulture)
        : Seconds.ToString(CultureInfo.InvariantCulture);
}
