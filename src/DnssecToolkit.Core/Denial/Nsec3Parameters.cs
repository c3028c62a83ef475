using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Denial;

/// <summary>How names are hashed in a zone's NSEC3 chain (RFC 5155 §3.1 and §4); the hash is SHA-1, the one
/// there is.</summary>
public sealed class Nsec3Parameters
{
    /// <summary>The most iterations: BIND 9.18 refuses to sign with more, and resolvers take a zone with more
    /// as insecure.</summary>
    public const int MaximumIterations = 150;

    /// <summary>The octets of NSEC3 and NSEC3PARAM RDATA before the salt.</summary>
    internal const int FixedFieldsLength = 5;

    private readonly byte[] _salt;

    /// <summary>Takes the parameters.</summary>
    /// <param name="iterations">How many times a hash is hashed again.</param>
    /// <param name="salt">The salt: 255 octets at most; copied.</param>
    /// <exception cref="ArgumentException"><paramref name="salt"/> is too long.</exception>
    public Nsec3Parameters(ushort iterations, ReadOnlySpan<byte> salt)
    {
        if (salt.Length > Nsec3Hash.MaximumSaltLength)
        {
            throw new ArgumentException("a salt of over 255 octets", nameof(salt));
        }

        Iterations = iterations;
        _salt = salt.ToArray();
    }

    /// <summary>No iterations, no salt (RFC 9276 §3.1).</summary>
    public static Nsec3Parameters Default { get; } = new(0, []);

    /// <summary>How many times a hash is hashed again.</summary>
    public ushort Iterations { get; }

    /// <summary>The salt.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    /// <summary>The octets of NSEC3PARAM RDATA.</summary>
    public int ParameterRDataLength => FixedFieldsLength + _salt.Length;

    /// <summary>Writes NSEC3PARAM RDATA; its flags are zero, opt-out or not (RFC 5155 §4.1.2).</summary>
    /// <returns>The octets written.</returns>
    public int WriteParameterRData(Span<byte> destination) => WriteFields(0, destination);

    /// <summary>Hashes a name.</summary>
    /// <param name="name">The wire name, in any case.</param>
    /// <param name="destination">Takes 20 octets.</param>
    public void Hash(ReadOnlySpan<byte> name, Span<byte> destination) =>
        Nsec3Hash.Compute(name, _salt, Iterations, destination);

    /// <summary>Holds the parameters against RFC 9276.</summary>
    /// <exception cref="RefusedException">There are more than <see cref="MaximumIterations"/>
    /// iterations.</exception>
    public void Check(FindingList findings)
    {
        if (Iterations > MaximumIterations)
        {
            throw new RefusedException(
                CheckCodes.Nsec3IterationsLimit,
                $"{Iterations} NSEC3 iterations; at most {MaximumIterations} can be served",
                "use 0, as RFC 9276 §3.1 says");
        }

        if (Iterations > 0)
        {
            findings.Add(new Finding(CheckCodes.Nsec3Iterations, default,
                $"{Iterations} NSEC3 iterations instead of 0"));
        }

        if (_salt.Length > 0)
        {
            findings.Add(new Finding(CheckCodes.Nsec3Salt, default,
                $"an NSEC3 salt of {_salt.Length} octets instead of none"));
        }
    }

    /// <summary>Writes the fields that NSEC3 and NSEC3PARAM share.</summary>
    /// <returns>The octets written.</returns>
    internal int WriteFields(byte flags, Span<byte> destination)
    {
        destination[0] = Nsec3Hash.SHA1Algorithm;
        destination[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Iterations);
        destination[4] = (byte)_salt.Length;
        _salt.CopyTo(destination[FixedFieldsLength..]);
        return FixedFieldsLength + _salt.Length;
    }
}
