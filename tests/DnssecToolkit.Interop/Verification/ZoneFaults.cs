namespace DnssecToolkit.Interop.Verification;

/// <summary>Every way in which these tests make zones wrong.</summary>
internal static partial class ZoneFaults
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ZoneFault> All { get; } = [.. Signatures(), .. KeySets(), .. Chains(), .. HashedChains(), .. Contents()];

    private static string Flip(string base64)
    {
        byte[] octets = Convert.FromBase64String(base64);
        octets[^5] ^= 1;
        return Convert.ToBase64String(octets);
    }

    // Signatures may stand in several words.
    private static string Joined(MutableRecord signature) => string.Concat(signature.Words.Skip(8));

    private static void SetSignature(MutableRecord signature, string base64)
    {
        signature.Words.RemoveRange(8, signature.Words.Count - 8);
        signature.Words.Add(base64);
    }

    private static void Each(MutableZone zone, string owner, string type, Action<MutableRecord> edit) =>
        zone.Signatures(owner, type).ForEach(edit);

    private static void EachSigned(MutableZone zone, string owner, string type, Action<MutableRecord> edit) =>
        Each(zone, owner, type, signature =>
        {
            edit(signature);
            zone.SignAgain(signature);
        });
}
