namespace DnssecToolkit.Verification;

/// <summary>What names are hashed with (RFC 5155 §4).</summary>
internal sealed class Nsec3Parameters
{
    private readonly byte[] _salt;

    /// <summary>Takes the parameters of an NSEC3PARAM or NSEC3.</summary>
    public Nsec3Parameters(in Nsec3Fields fields)
    {
        Algorithm = fields.Algorithm;
        Iterations = fields.Iterations;
        _salt = fields.Salt.ToArray();
    }

    /// <summary>The hash algorithm.</summary>
    public byte Algorithm { get; }

    /// <summary>How often the hash is hashed again.</summary>
    public ushort Iterations { get; }

    /// <summary>The salt.</summary>
    public ReadOnlySpan<byte> Salt => _salt;

    /// <summary>Whether a record has these parameters.</summary>
    public bool Match(in Nsec3Fields fields) =>
        fields.Algorithm == Algorithm && fields.Iterations == Iterations && fields.Salt.SequenceEqual(_salt);

    /// <summary>Gives them as NSEC3PARAM writes them, without the flags.</summary>
    public override string ToString() =>
        $"{Algorithm} {Iterations} {(_salt.Length == 0 ? "-" : Convert.ToHexString(_salt))}";
}
