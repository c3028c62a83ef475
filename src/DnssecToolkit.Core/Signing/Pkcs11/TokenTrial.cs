using System.Diagnostics;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Tries what a token says it can do: makes a key, signs, verifies in software, and removes the key
/// again.</summary>
public static class TokenTrial
{
    private const int Rounds = 5;
    private const int Bits = 2048;

    /// <summary>The zone that the keys of trials are named by; RFC 2606 keeps it out of the DNS.</summary>
    public static DomainName Zone { get; } = DomainName.Parse("trial.invalid.");

    /// <summary>The algorithms that a token has the mechanisms to make keys of and to sign with.</summary>
    /// <param name="connection">The token.</param>
    public static IReadOnlyList<DnssecAlgorithm> AlgorithmsOf(TokenConnection connection) =>
        [.. AlgorithmTraits.All.Where(traits => !traits.SignsOnlyWhenForced && CanHave(connection, traits))
            .Select(
            traits => traits.Algorithm)];

    /// <summary>Tries an algorithm.</summary>
    /// <param name="connection">The token, logged in.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <returns>How it went; a token that fails is not an exception here.</returns>
    public static TokenTrialResult Try(TokenConnection connection, DnssecAlgorithm algorithm)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            (ZoneKey key, Pkcs11Uri uri) = TokenKeyGeneration.Generate(
                connection, new KeyGeneration(Zone, algorithm, KeyRole.ZSK) { Bits = SizeOf(algorithm) }, []);
            TimeSpan generation = Stopwatch.GetElapsedTime(start);
            try
            {
                return new TokenTrialResult(algorithm, generation, SignEach(connection, key, uri),
                    Fault: null);
            }
            finally
            {
                TokenKeyRemoval.Remove(connection, uri);
            }
        }
        catch (KeyUnavailableException fault)
        {
            return new TokenTrialResult(algorithm, Stopwatch.GetElapsedTime(start), TimeSpan.Zero,
                fault.Message);
        }
    }

    // Every signature is verified in software before it is given.
    private static TimeSpan SignEach(TokenConnection connection, ZoneKey key, Pkcs11Uri uri)
    {
        using Pkcs11Signer signer = Pkcs11Signer.Open(connection, key, uri);
        using ISigningSession session = signer.OpenSession();
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds; round++)
        {
            _ = session.Sign(RandomNumberGenerator.GetBytes(100), signature);
        }

        return Stopwatch.GetElapsedTime(start) / Rounds;
    }

    /// <summary>The size of key for trials, or 0 where the algorithm has one.</summary>
    internal static int SizeOf(DnssecAlgorithm algorithm) =>
        AlgorithmTraits.Of(algorithm).Family == KeyFamily.Rsa ? Bits : 0;

    private static bool CanHave(TokenConnection connection, AlgorithmTraits traits) =>
        traits.Algorithm != DnssecAlgorithm.ED448 && connection.Profile.MayGenerate(traits.Algorithm)
        && connection.Has(TokenKeyTemplates.GenerationOf(traits.Algorithm))
            && TokenMechanism.Find(connection, traits) is not null;
}
