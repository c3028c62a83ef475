namespace DnssecToolkit.Time;

/// <summary>A SOA serial: 32 bits on a circle, compared by RFC 1982.</summary>
/// <param name="Value">The number as it stands in the SOA.</param>
public readonly record struct SerialNumber(uint Value)
{
    private const uint Half = 0x8000_0000;

    /// <summary>The next serial (RFC 1982 §3.1); 4294967295 is followed by 0.</summary>
    public SerialNumber Next => new(unchecked(Value + 1));

    /// <summary>Whether this is greater than <paramref name="other"/>, so that secondaries would take it (RFC
    /// 1982 §3.2).</summary>
    /// <remarks>Two serials exactly 2^31 apart are not ordered: neither is greater.</remarks>
    public bool IsGreaterThan(SerialNumber other)
    {
        uint ahead = unchecked(Value - other.Value);
        return ahead is not 0 and < Half;
    }

    /// <summary>Gives the number.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
