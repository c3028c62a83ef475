namespace DnssecToolkit.Planning;

/// <summary>One RRSIG of the coming zone: eight octets for each of millions.</summary>
/// <param name="PreviousPlace">The reused RRSIG's place among the previous zone's sorted records, or -1 for one to be made or made elsewhere.</param>
/// <param name="Key">The signing key's place in the plan's keys.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct PlannedSignature(int PreviousPlace, byte Key, SigningReason Reason)
{
    /// <summary>Whether a key has to be touched.</summary>
    public bool IsNew => PreviousPlace < 0 && Reason != SigningReason.Presigned;
}
