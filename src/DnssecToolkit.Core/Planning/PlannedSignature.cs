namespace DnssecToolkit.Planning;

/// <summary>One RRSIG of the coming zone: eight octets for each of millions.</summary>
/// <param name="PreviousPlace">The reused RRSIG's place among the previous zone's sorted records, or -1 for
/// one to be made or made elsewhere; its complement where one is to be made though the previous one is still
/// valid.</param>
/// <param name="Key">The signing key's place in the plan's keys.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct PlannedSignature(int PreviousPlace, byte Key, SigningReason Reason)
{
    /// <summary>Whether a key has to be touched.</summary>
    public bool IsNew => PreviousPlace < 0 && Reason != SigningReason.Presigned;

    /// <summary>Whether the previous signature is still valid, so that making a new one may wait.</summary>
    /// <remarks>No RRSIG is the first record of a zone: the apex has an SOA, whose type is less.</remarks>
    public bool MayWait => PreviousPlace < -1;

    /// <summary>The place of a signature that may wait.</summary>
    public int WaitingPlace => ~PreviousPlace;

    /// <summary>The same, kept for another run.</summary>
    public PlannedSignature Deferred() => new(WaitingPlace, Key, SigningReason.Deferred);
}
