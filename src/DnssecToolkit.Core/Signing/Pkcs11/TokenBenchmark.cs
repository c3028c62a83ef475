using System.Diagnostics;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Measures how many signatures a token makes in a second, by the number of sessions.</summary>
public static class TokenBenchmark
{
    private const double WorthASession = 1.05;
    private const int MostAtOnce = 1024;
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(1);

    /// <summary>Measures with a key made for it, and removes the key again.</summary>
    /// <param name="connection">The token, logged in; as many sessions are tried as it was opened for and its
    /// profile allows.</param>
    /// <param name="algorithm">The key's algorithm.</param>
    /// <param name="time">How long each measurement lasts.</param>
    /// <exception cref="KeyUnavailableException">The token fails.</exception>
    public static IReadOnlyList<TokenRate> Measure(TokenConnection connection, DnssecAlgorithm algorithm,
        TimeSpan time)
    {
        KeyGeneration request = new(TokenTrial.Zone, algorithm,
            KeyRole.ZSK)
        { Bits = TokenTrial.SizeOf(algorithm) };
        (ZoneKey key, Pkcs11Uri uri) = TokenKeyGeneration.Generate(connection, request, []);
        try
        {
            List<TokenRate> rates = [];
            int most = connection.UsefulSessions;
            for (int count = 1; count <= most; count = count < most ? Math.Min(count * 2, most) : most + 1)
            {
                TokenKey proven = Pkcs11Signer.Prove(connection, key, uri);
                using Pkcs11Signer signer = Pkcs11Signer.Of(key, [proven], MostAtOnce, count);
                rates.Add(new TokenRate(count, RateOf(signer, count, time)));
            }

            return rates;
        }
        finally
        {
            TokenKeyRemoval.Remove(connection, uri);
        }
    }

    /// <summary>The rate with the number of sessions worth using: more only where they gain a
    /// twentieth.</summary>
    public static TokenRate Best(IReadOnlyList<TokenRate> rates)
    {
        TokenRate best = rates[0];
        foreach (TokenRate rate in rates)
        {
            best = rate.PerSecond > best.PerSecond * WorthASession ? rate : best;
        }

        return best;
    }

    /// <summary>Signatures a second of a signer, asked by a thread more than it has sessions, so that it
    /// always has work.</summary>
    internal static double RateOf(Pkcs11Signer signer, int sessions, TimeSpan time)
    {
        long made = 0;
        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, sessions + 1).Select(_ => new Thread(Sign))];
        KeyUnavailableException? failure = null;
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return failure is null ? made / Stopwatch.GetElapsedTime(start).TotalSeconds : throw failure;

        void Sign()
        {
            try
            {
                using ISigningSession session = signer.OpenSession();
                for (int size = 1; Stopwatch.GetElapsedTime(start) < time;)
                {
                    long begun = Stopwatch.GetTimestamp();
                    SignBatch(signer, (IBatchSigningSession)session, size);
                    _ = Interlocked.Add(ref made, size);
                    size = Stopwatch.GetElapsedTime(begun) < LongEnough
                        ? Math.Min(2 * size, MostAtOnce) : size;
                }
            }
            catch (KeyUnavailableException fault)
            {
                failure = fault;
            }
        }
    }

    // As the zone signer does: many messages at once, so that the way to the token's process costs little.
    private static void SignBatch(Pkcs11Signer signer, IBatchSigningSession session, int size)
    {
        SigningBatch batch = new(signer.Verifier.SignatureLength);
        for (int i = 0; i < size; i++)
        {
            batch.Add(BitConverter.GetBytes(i));
        }

        session.Sign(batch, CancellationToken.None);
    }
}
