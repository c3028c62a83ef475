namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>A number modulo an odd prime m, held in Montgomery form (a·2^(64·limbs) mod m), always in [0,
/// m).</summary>
/// <typeparam name="TSelf">The implementing struct: its limbs and nothing else, the least first.</typeparam>
/// <remarks>
/// Arguments may be the same variable as the result. <see cref="Multiply"/> also takes a first factor in [m,
/// 2^(64·limbs)), which no stored value ever is: an unreduced digest goes in that way. Nothing here runs in
/// constant time: all inputs are public.
/// </remarks>
internal interface IResidue<TSelf>
    where TSelf : unmanaged, IResidue<TSelf>
{
    /// <summary>The modulus, in 64-bit limbs, the least first.</summary>
    static abstract ReadOnlySpan<ulong> Modulus { get; }

    /// <summary>One in Montgomery form: 2^(64·limbs) mod m.</summary>
    static abstract TSelf One { get; }

    /// <summary>2^(128·limbs) mod m: the factor that brings a plain number into Montgomery form.</summary>
    static abstract TSelf RadixSquared { get; }

    /// <summary>True for zero.</summary>
    bool IsZero { get; }

    /// <summary>The Montgomery product a·b/2^(64·limbs) mod m.</summary>
    static abstract void Multiply(in TSelf a, in TSelf b, out TSelf product);

    /// <summary>a + b mod m.</summary>
    static abstract void Add(in TSelf a, in TSelf b, out TSelf sum);

    /// <summary>a − b mod m.</summary>
    static abstract void Subtract(in TSelf a, in TSelf b, out TSelf difference);
}
