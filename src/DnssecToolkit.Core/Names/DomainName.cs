using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Names;

/// <summary>An absolute domain name that owns its octets in wire form, letter case as given; compared without
/// regard to case.</summary>
/// <remarks>For what is handled one at a time (apexes, signers, options). Hot paths use spans and
/// <see cref="WireName"/>. <c>default</c> is the root.</remarks>
public readonly struct DomainName : IEquatable<DomainName>, IComparable<DomainName>
{
    private static readonly byte[] RootOctets = [0];

    private readonly byte[]? _wire;

    private DomainName(byte[] wire) => _wire = wire;

    /// <summary>The root, <c>.</c>.</summary>
    public static DomainName Root => default;

    /// <summary>The name's octets: 1 to 255, the final zero included.</summary>
    public ReadOnlySpan<byte> Wire => _wire ?? RootOctets;

    /// <summary>The number of labels; the root has 0.</summary>
    public int LabelCount => WireName.CountLabels(Wire);

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => Wire.Length == 1;

    /// <summary>The name without its leftmost label; the root gives the root.</summary>
    public DomainName Parent => FromTrustedWire(WireName.ParentOf(Wire));

    /// <summary>Whether the names are the same, case aside.</summary>
    public static bool operator ==(DomainName left, DomainName right) => left.Equals(right);

    /// <summary>Whether the names differ, case aside.</summary>
    public static bool operator !=(DomainName left, DomainName right) => !left.Equals(right);

    /// <summary>Whether the left name comes first in canonical order.</summary>
    public static bool operator <(DomainName left, DomainName right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left name comes last in canonical order.</summary>
    public static bool operator >(DomainName left, DomainName right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left name does not come last in canonical order.</summary>
    public static bool operator <=(DomainName left, DomainName right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left name does not come first in canonical order.</summary>
    public static bool operator >=(DomainName left, DomainName right) => left.CompareTo(right) >= 0;

    /// <summary>Copies a name that is known to be valid.</summary>
    /// <param name="wire">Exactly one name in uncompressed wire form.</param>
    public static DomainName FromTrustedWire(ReadOnlySpan<byte> wire) => new(wire.ToArray());

    /// <summary>Copies the name at the start of octets of unknown origin.</summary>
    /// <returns>False where there is no whole valid name.</returns>
    public static bool TryFromWire(ReadOnlySpan<byte> octets, out DomainName name)
    {
        bool valid = WireName.TryMeasure(octets, out int length);
        name = valid ? FromTrustedWire(octets[..length]) : default;
        return valid;
    }

    /// <summary>Reads presentation form (RFC 1035 §5.1): <c>\DDD</c> and <c>\X</c> are escapes; a missing
    /// final dot is added.</summary>
    /// <param name="text">Such as <c>cr.</c>, <c>cr</c> or <c>.</c>; not empty.</param>
    /// <exception cref="FormatException">An empty or too long label, a name over 255 octets, or a bad
    /// escape.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out DomainName name, out string? fault) ? name : throw new FormatException(fault);

    /// <summary>Reads presentation form; says what is wrong where it cannot.</summary>
    public static bool TryParse(string text, out DomainName name, [NotNullWhen(false)] out string? fault)
    {
        byte[] octets = new byte[WireName.MaximumLength];
        // Latin-1 keeps one char one octet; anything beyond it is not a DNS octet and is refused.
        if (text.AsSpan().ContainsAnyExceptInRange('\u0000', '\u00ff'))
        {
            name = default;
            fault = "a character outside of Latin-1 (write IDNs as xn--… A-labels)";
            return false;
        }

        NameTextStatus status = NameText.Read(
            System.Text.Encoding.Latin1.GetBytes(text), Root.Wire, octets, out int length);
        name = status == NameTextStatus.Done ? FromTrustedWire(octets.AsSpan(0, length)) : default;
        fault = status == NameTextStatus.Done ? null : NameText.Explain(status);
        return status == NameTextStatus.Done;
    }

    /// <summary>Whether this name is <paramref name="ancestor"/> or below it.</summary>
    public bool IsAtOrBelow(DomainName ancestor) => WireName.IsAtOrBelow(Wire, ancestor.Wire);

    /// <inheritdoc/>
    public bool Equals(DomainName other) => WireName.AreEqual(Wire, other.Wire);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DomainName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        Span<byte> folded = stackalloc byte[WireName.MaximumLength];
        WireName.CopyFolded(Wire, folded);
        HashCode hash = default;
        hash.AddBytes(folded[..Wire.Length]);
        return hash.ToHashCode();
    }

    /// <summary>Compares in canonical order (RFC 4034 §6.1).</summary>
    public int CompareTo(DomainName other) => WireName.Compare(Wire, other.Wire);

    /// <summary>Gives presentation form with the final dot, escaped where RFC 1035 §5.1 needs it, as BIND
    /// prints it.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[NameText.MaximumLength];
        return System.Text.Encoding.ASCII.GetString(text[..NameText.Write(Wire, text)]);
    }
}
