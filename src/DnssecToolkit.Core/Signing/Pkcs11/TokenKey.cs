using System.Diagnostics;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A key in one token: its handle, found again after each recovery, and its mechanism.</summary>
internal sealed class TokenKey
{
    private readonly ZoneKey _key;
    private readonly Pkcs11Uri _uri;
    private readonly TokenMechanism _mechanism;
    private Found? _found;
    private KeyUnavailableException? _retired;

    /// <summary>A key that is not searched for yet.</summary>
    /// <exception cref="KeyUnavailableException">The token cannot sign with its algorithm.</exception>
    public TokenKey(TokenConnection connection, Pkcs11Uri uri, ZoneKey key)
    {
        Connection = connection;
        _uri = uri;
        _key = key;
        _mechanism = TokenMechanism.For(connection, AlgorithmTraits.Of(key.Algorithm));
    }

    /// <summary>The token.</summary>
    public TokenConnection Connection { get; }

    /// <summary>Signs a slice, recovering from failures until it is done, or as much of it as goes in good
    /// time.</summary>
    /// <param name="slice">The slice; takes the signatures, not verified.</param>
    /// <param name="raw">Room for what the token gets and gives.</param>
    /// <returns>How many of its messages are signed, from the first on; one at least.</returns>
    /// <exception cref="KeyUnavailableException">The token has failed for good.</exception>
    public int Sign(SigningSlice slice, RawSignatures raw)
    {
        if (Volatile.Read(ref _retired) is { } last)
        {
            throw new KeyUnavailableException(last.Message, last.Hint, last);
        }

        SigningBatch batch = slice.Work.Batch;
        raw.Clear();
        raw.Ends = batch.Ends;
        for (int i = 0; i < slice.Count; i++)
        {
            _mechanism.Prepare(batch.MessageAt(slice.From + i), batch.SignatureAt(slice.From + i).Length,
                raw);
        }

        Connection.Do((session, generation) => SignOnce(session, generation, slice, raw));
        for (int i = 0; i < raw.Done; i++)
        {
            _mechanism.Finish(raw.SignatureAt(i), batch.SignatureAt(slice.From + i));
        }

        slice.SignedBy = this;
        return raw.Done;
    }

    /// <summary>Lets the token sign no more.</summary>
    /// <param name="last">Why.</param>
    public void Retire(KeyUnavailableException last) => Volatile.Write(ref _retired, last);

    private TokenFault? SignOnce(nuint session, int generation, SigningSlice slice, RawSignatures raw)
    {
        slice.Generation = generation;
        if (Find(session, generation, out nuint handle) is { } missing)
        {
            return missing;
        }

        int before = raw.Done;
        long start = Stopwatch.GetTimestamp();
        TokenFault? fault = TokenFault.Unless(
            _mechanism.Sign(Connection.Functions, session, handle, raw), $"cannot sign with {_key}");
        // Of the exchange that went well, without waits and recoveries.
        raw.Spent = (Stopwatch.GetElapsedTime(start), raw.Done - before);
        return fault;
    }

    private TokenFault? Find(nuint session, int generation, out nuint handle)
    {
        if (Volatile.Read(ref _found) is { } found && found.Generation == generation)
        {
            handle = found.Handle;
            return null;
        }

        // A key that was there before is missed only by a token that is not itself again.
        RecoveryStep? ifMissing = _found is null ? null : RecoveryStep.RestartModule;
        TokenFault? fault = TokenKeys.Find(Connection, session, _key, _uri, ifMissing, out handle);
        if (fault is null)
        {
            Volatile.Write(ref _found, new Found(generation, handle));
        }

        return fault;
    }

    private sealed record Found(int Generation, nuint Handle);
}
